#include "risk/checks.hpp"

#include <array>
#include <initializer_list>

namespace tradewind::risk {
namespace {

constexpr Decimal kHundred = Decimal::from_int(100);

RiskCheck result(std::string_view name, bool passed, std::string detail) {
    return {std::string(name), passed, std::move(detail)};
}

RiskCheck off(std::string_view name) {
    return result(name, true, "no limit set");
}

// What bounds exposure does not bind an order that reduces it.
RiskCheck reduces(std::string_view name) {
    return result(name, true, "reduces the position");
}

std::string text(Decimal value) {
    return value.to_string();
}

// Denied signals are frequent where a market runs one way: their figures are put together with one allocation.
std::string line(std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const auto part : parts) size += part.size();
    std::string joined;
    joined.reserve(size);
    for (const auto part : parts) joined += part;
    return joined;
}

// Minutes with one decimal.
std::string minutes(Duration duration) {
    if (duration == Duration::max()) return "unknown";
    constexpr auto kTenth = std::chrono::seconds(6);
    const auto tenths = duration / kTenth;
    return line({std::to_string(tenths / 10), ".", std::to_string(tenths % 10), " min"});
}

Decimal percent_of(Decimal amount, Decimal percent) {
    return multiply_divide(amount, percent, kHundred, Rounding::kTowardZero);
}

Decimal signed_value(const Proposal& order) {
    return order.side == Side::kBuy ? order.value : -order.value;
}

RiskCheck within_share(std::string_view name, Decimal size, Decimal percent, Decimal equity) {
    const Decimal limit = percent_of(equity, percent);
    return result(name, size <= limit,
                  line({text(size), " of at most ", text(limit), " (", text(percent), " % of equity)"}));
}

}  // namespace

RiskCheck check_kill_switch(const RiskInput& input) {
    const auto state = input.account.state;
    const bool stopped = state == TradingState::kHalted || state == TradingState::kKilled;
    return result("kill_switch", !stopped, line({"trading is ", to_string(state)}));
}

RiskCheck check_trading_paused(const RiskInput& input) {
    constexpr std::string_view kName = "trading_paused";
    if (!input.order.opening) return reduces(kName);
    const bool paused = input.account.state == TradingState::kReduceOnly;
    return result(kName, !paused, paused ? "paused: only orders that reduce a position" : "not paused");
}

RiskCheck check_market_session(const RiskInput& input) {
    constexpr std::string_view kName = "market_session";
    if (input.ticker.in_session) return result(kName, true, "in session");
    if (input.ticker.queue_outside_session) return result(kName, true, "outside the session: waits for the next open");
    return result(kName, false, "outside the session: dropped");
}

RiskCheck check_symbol_tradable(const RiskInput& input) {
    constexpr std::string_view kName = "symbol_tradable";
    if (!input.ticker.in_universe && input.order.opening) return result(kName, false, "not in universe.symbols");
    if (input.ticker.halted) return result(kName, false, "halted");
    return result(kName, true, "tradable");
}

RiskCheck check_stale_data(const RiskInput& input) {
    constexpr std::string_view kName = "stale_data";
    if (!input.order.opening) return reduces(kName);
    if (input.ticker.last_price.is_zero()) return result(kName, false, "no price known");
    return result(kName, input.ticker.price_age <= input.ticker.max_price_age,
                  line({"price is ", minutes(input.ticker.price_age), " of session time old, at most ",
                        minutes(input.ticker.max_price_age)}));
}

RiskCheck check_price_collar(const RiskInput& input) {
    constexpr std::string_view kName = "price_collar";
    if (!input.order.opening) return reduces(kName);
    if (input.settings.price_collar_pct.is_zero()) return off(kName);
    const Decimal distance = (input.order.price - input.ticker.last_price).abs();
    const Decimal limit = percent_of(input.ticker.last_price, input.settings.price_collar_pct);
    return result(kName, input.order.price.sign() > 0 && distance <= limit,
                  line({text(input.order.price), " against last price ", text(input.ticker.last_price), ", at most ",
                        text(limit), " away"}));
}

RiskCheck check_order_size(const RiskInput& input) {
    std::string figures = line({text(input.order.quantity), " at ", text(input.order.price)});
    if (input.order.opening) figures += line({", limits leave ", text(input.order.room)});
    return result("order_size", input.order.quantity.sign() > 0, std::move(figures));
}

RiskCheck check_max_order_value(const RiskInput& input) {
    constexpr std::string_view kName = "max_order_value";
    if (!input.order.opening) return reduces(kName);
    if (input.settings.max_order_value.is_zero()) return off(kName);
    return result(kName, input.order.value <= input.settings.max_order_value,
                  line({text(input.order.value), " of at most ", text(input.settings.max_order_value)}));
}

RiskCheck check_position_limit(const RiskInput& input) {
    constexpr std::string_view kName = "position_limit";
    if (!input.order.opening) return reduces(kName);
    if (input.settings.max_position_pct.is_zero()) return off(kName);
    const Decimal after = (input.ticker.position_value + signed_value(input.order)).abs();
    return within_share(kName, after, input.settings.max_position_pct, input.account.equity);
}

RiskCheck check_gross_exposure(const RiskInput& input) {
    constexpr std::string_view kName = "gross_exposure";
    if (!input.order.opening) return reduces(kName);
    if (input.settings.max_gross_pct.is_zero()) return off(kName);
    return within_share(kName, input.account.gross_exposure + input.order.value, input.settings.max_gross_pct,
                        input.account.equity);
}

RiskCheck check_net_exposure(const RiskInput& input) {
    constexpr std::string_view kName = "net_exposure";
    if (!input.order.opening) return reduces(kName);
    if (input.settings.max_net_pct.is_zero()) return off(kName);
    const Decimal after = (input.account.net_exposure + signed_value(input.order)).abs();
    return within_share(kName, after, input.settings.max_net_pct, input.account.equity);
}

RiskCheck check_buying_power(const RiskInput& input) {
    constexpr std::string_view kName = "buying_power";
    if (!input.order.opening) return reduces(kName);
    return result(kName, input.order.needed <= input.account.buying_power,
                  line({"needs ", text(input.order.needed), " of ", text(input.account.buying_power)}));
}

RiskCheck check_daily_loss_limit(const RiskInput& input) {
    constexpr std::string_view kName = "daily_loss_limit";
    if (!input.order.opening) return reduces(kName);
    if (input.settings.daily_loss_limit_pct.is_zero()) return off(kName);
    const Decimal limit = percent_of(input.account.day_start_equity, input.settings.daily_loss_limit_pct);
    const Decimal loss = input.account.day_start_equity - input.account.equity;
    return result(kName, loss < limit, line({"day's result ", text(-loss), ", stops at ", text(-limit)}));
}

RiskCheck check_order_rate(const RiskInput& input) {
    constexpr std::string_view kName = "max_orders_per_minute";
    if (!input.order.opening) return reduces(kName);
    const auto limit = input.settings.max_orders_per_minute;
    if (limit == 0) return off(kName);
    return result(kName, input.account.orders_last_minute < limit,
                  line({std::to_string(input.account.orders_last_minute), " in the last minute, at most ",
                        std::to_string(limit)}));
}

RiskCheck check_cooldown(const RiskInput& input) {
    constexpr std::string_view kName = "cooldown";
    if (!input.order.opening) return reduces(kName);
    if (input.settings.cooldown == Duration::zero()) return off(kName);
    if (!input.ticker.last_exit) return result(kName, true, "no exit before");
    const Duration since = input.order.time - *input.ticker.last_exit;
    return result(kName, since >= input.settings.cooldown,
                  line({minutes(since), " since the last exit, at least ", minutes(input.settings.cooldown)}));
}

RiskCheck check_duplicate_intent(const RiskInput& input) {
    constexpr std::string_view kName = "duplicate_intent";
    if (input.ticker.signal_seen) return result(kName, false, "this signal was decided on before");
    if (input.ticker.working_order) return result(kName, false, "an order of this symbol is still working");
    return result(kName, true, "no other order");
}

RiskCheck check_short_sale(const RiskInput& input) {
    constexpr std::string_view kName = "short_sale";
    if (!input.order.opening) return reduces(kName);
    if (input.order.side == Side::kBuy) return result(kName, true, "a purchase");
    if (!input.order.allow_short) return result(kName, false, "execution.allow_short is off");
    if (input.settings.cash_account) return result(kName, false, "a cash account can't sell short");
    const bool whole = input.order.quantity.raw() % Decimal::kScale == 0;
    return result(kName, whole, whole ? "short sales allowed" : "fractions can't be sold short");
}

RiskCheck check_settlement(const RiskInput& input) {
    constexpr std::string_view kName = "settlement";
    if (!input.order.opening) return reduces(kName);
    if (!input.settings.cash_account) return result(kName, true, "margin account");
    return result(kName, input.order.needed <= input.account.settled_cash,
                  line({"needs ", text(input.order.needed), " of ", text(input.account.settled_cash), " settled"}));
}

std::span<const CheckFunction> all_checks() {
    static constexpr std::array<CheckFunction, 18> kChecks{
        check_kill_switch,      check_trading_paused, check_market_session, check_symbol_tradable,
        check_stale_data,       check_order_size,     check_price_collar,   check_max_order_value,
        check_position_limit,   check_gross_exposure, check_net_exposure,   check_buying_power,
        check_daily_loss_limit, check_order_rate,     check_cooldown,       check_duplicate_intent,
        check_short_sale,       check_settlement,
    };
    return kChecks;
}

}  // namespace tradewind::risk
