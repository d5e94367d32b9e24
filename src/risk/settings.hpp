#pragma once

#include <cstdint>

#include "core/decimal.hpp"
#include "core/time.hpp"

/// Every `…_pct` is a percentage (5 = 5 %), every `…_bps` a hundredth of one; amounts are in account currency.
namespace tradewind::risk {

/// Bounds of the risk checks. Zero switches a bound off unless said otherwise.
struct RiskSettings {
    Decimal price_collar_pct = Decimal::from_int(10);     ///< Limit or expected price against the last known price.
    Decimal max_order_value;                              ///< Amount of one order.
    Decimal max_position_pct = Decimal::from_int(100);    ///< |position| of one ticker against equity.
    Decimal max_gross_pct = Decimal::from_int(100);       ///< Σ |position| against equity.
    Decimal max_net_pct = Decimal::from_int(100);         ///< |Σ position| against equity.
    Decimal daily_loss_limit_pct = Decimal::from_int(5);  ///< Realised and unrealised since the session's start.
    std::int64_t max_orders_per_minute = 120;             ///< Entries only; exits are never held back.
    Duration cooldown = std::chrono::minutes(15);         ///< After an exit, before the ticker is entered again.
    bool cash_account = false;  ///< Proceeds of a sale are spendable only after settlement (market/settlement.hpp).
};

enum class SizingMethod : std::uint8_t { kVolatilityTarget, kFixedFraction, kFixedNotional };

struct SizingSettings {
    SizingMethod method = SizingMethod::kVolatilityTarget;
    /// volatility_target: the position's annual volatility as a part of equity is held at this value;
    /// notional = equity · target_volatility / TradeSignal::volatility, at most max_fraction · equity.
    double target_volatility = 0.05;
    Decimal max_fraction = Decimal::from_raw(
        250'000'000);  ///< Of equity, for volatility_target; nothing is bought while volatility is unknown.
    Decimal fraction = Decimal::from_raw(100'000'000);  ///< Of equity, for fixed_fraction.
    Decimal notional = Decimal::from_int(10'000);       ///< Amount, for fixed_notional.
    bool fractional = false;  ///< Else whole shares, rounded towards zero. Crypto is always fractional.
};

}  // namespace tradewind::risk
