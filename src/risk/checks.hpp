#pragma once

#include <span>
#include <string_view>

#include "core/records.hpp"
#include "risk/risk_input.hpp"

namespace tradewind::risk {

/// One check: reads the input, says passed or not, and the figures that it compared. Pure.
using CheckFunction = RiskCheck (*)(const RiskInput&);

/// No order at all while trading is halted or killed.
RiskCheck check_kill_switch(const RiskInput& input);
/// Paused: only orders that reduce a position.
RiskCheck check_trading_paused(const RiskInput& input);
/// Outside [open, close) an order waits for the next open, or is dropped where settings say so.
RiskCheck check_market_session(const RiskInput& input);
/// In the universe, not halted.
RiskCheck check_symbol_tradable(const RiskInput& input);
/// The last bar is at most two timeframes of session time plus the grace old.
RiskCheck check_stale_data(const RiskInput& input);
/// The order's price against the last known one.
RiskCheck check_price_collar(const RiskInput& input);
/// Sizing gave something to order.
RiskCheck check_order_size(const RiskInput& input);
RiskCheck check_max_order_value(const RiskInput& input);
RiskCheck check_position_limit(const RiskInput& input);
RiskCheck check_gross_exposure(const RiskInput& input);
RiskCheck check_net_exposure(const RiskInput& input);
RiskCheck check_buying_power(const RiskInput& input);
/// Realised and unrealised loss since the New York day began.
RiskCheck check_daily_loss_limit(const RiskInput& input);
RiskCheck check_order_rate(const RiskInput& input);
RiskCheck check_cooldown(const RiskInput& input);
/// No second order for a signal, and none beside one that is still working or unknown.
RiskCheck check_duplicate_intent(const RiskInput& input);
/// A sale that opens needs `execution.allow_short` and whole shares.
RiskCheck check_short_sale(const RiskInput& input);
/// A cash account spends the proceeds of a sale only once they have settled.
RiskCheck check_settlement(const RiskInput& input);

/// All checks, in the order in which they run.
std::span<const CheckFunction> all_checks();

}  // namespace tradewind::risk
