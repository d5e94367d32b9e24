#include "trading/decision_keys.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/core.h>
#include <optional>
#include <span>

#include "strategies/registry.hpp"

namespace tradewind::trading {
namespace {

using Settings = DecisionSettings;

std::optional<double> read_double(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value == 0 ? 0.0 : value;  // no negative zero in canonical texts
}

std::optional<bool> read_bool(std::string_view text) {
    if (text == "true" || text == "on" || text == "yes" || text == "1") return true;
    if (text == "false" || text == "off" || text == "no" || text == "0") return false;
    return std::nullopt;
}

/// `member` is a function that gives a reference to the field, of const and mutable settings alike.
template <class Member>
KeyRow number(std::string key, Member member, double min, double max, bool whole, std::string description) {
    auto type = fmt::format("a {}number from {} to {}", whole ? "whole " : "", min, max);
    return {std::move(key), std::move(type), std::move(description),
            [=](Settings& settings, std::string_view text) {
                const auto value = read_double(text);
                if (!value || *value < min || *value > max || (whole && *value != std::floor(*value))) return false;
                using Field = std::remove_reference_t<decltype(member(settings))>;
                member(settings) = static_cast<Field>(*value);
                return true;
            },
            [=](const Settings& settings) { return fmt::format("{}", member(settings)); }};
}

template <class Member>
KeyRow decimal(std::string key, Member member, std::string_view min, std::string_view max, std::string description) {
    const Decimal low = Decimal::parse(min).value();
    const Decimal high = Decimal::parse(max).value();
    return {std::move(key), fmt::format("a decimal number from {} to {}", min, max), std::move(description),
            [=](Settings& settings, std::string_view text) {
                const auto value = Decimal::parse(text);
                if (!value || *value < low || *value > high) return false;
                member(settings) = *value;
                return true;
            },
            [=](const Settings& settings) { return member(settings).to_string(); }};
}

template <class Member>
KeyRow flag(std::string key, Member member, std::string description) {
    return {std::move(key), "true or false", std::move(description),
            [=](Settings& settings, std::string_view text) {
                const auto value = read_bool(text);
                if (value) member(settings) = *value;
                return value.has_value();
            },
            [=](const Settings& settings) { return member(settings) ? "true" : "false"; }};
}

std::string print_duration(Duration duration) {
    if (duration.count() % 1'000'000'000 == 0) return fmt::format("{}s", duration.count() / 1'000'000'000);
    return fmt::format("{}ms", duration.count() / 1'000'000);
}

template <class Member>
KeyRow duration(std::string key, Member member, Duration min, std::string description) {
    return {std::move(key), "a duration like 250ms, 90s, 15m, 2h or 1d", std::move(description),
            [=](Settings& settings, std::string_view text) {
                const auto value = parse_duration(text);
                if (!value || *value < min || *value > std::chrono::hours(24 * 3650)) return false;
                member(settings) = std::chrono::floor<std::chrono::milliseconds>(*value);
                return true;
            },
            [=](const Settings& settings) { return print_duration(member(settings)); }};
}

/// `names` in the order of the enumerators, which count from zero.
template <class Member>
KeyRow choice(std::string key, Member member, std::vector<std::string_view> names, std::string description) {
    std::string type;
    for (const auto name : names) type += (type.empty() ? "" : "|") + std::string(name);
    return {std::move(key), std::move(type), std::move(description),
            [=](Settings& settings, std::string_view text) {
                const auto found = std::ranges::find(names, text);
                if (found == names.end()) return false;
                using Enum = std::remove_reference_t<decltype(member(settings))>;
                member(settings) = static_cast<Enum>(found - names.begin());
                return true;
            },
            [=](const Settings& settings) { return std::string(names[static_cast<std::size_t>(member(settings))]); }};
}

KeyRow universe_row() {
    return {"universe.symbols", "symbols with commas between, or nothing for all that have bars",
            "Tickers that may be traded",
            [](Settings& settings, std::string_view text) {
                std::vector<Ticker> tickers;
                while (!text.empty()) {
                    const auto comma = std::min(text.find(','), text.size());
                    const auto ticker = Ticker::parse(text.substr(0, comma));
                    if (!ticker) return false;
                    tickers.push_back(*ticker);
                    text.remove_prefix(std::min(comma + 1, text.size()));
                }
                std::ranges::sort(tickers);
                tickers.erase(std::ranges::unique(tickers).begin(), tickers.end());
                settings.universe = std::move(tickers);
                return true;
            },
            [](const Settings& settings) {
                std::string text;
                for (const Ticker& ticker : settings.universe) text += (text.empty() ? "" : ",") + ticker.to_string();
                return text;
            }};
}

KeyRow timeframe_row() {
    return {"strategies.timeframe", "1s|1m|5m|15m|1h|1d, or nothing for that of the bars",
            "Bars that are decided on; smaller ones are aggregated",
            [](Settings& settings, std::string_view text) {
                const auto timeframe = parse_timeframe(text);
                if (!timeframe && !text.empty()) return false;
                settings.strategies.timeframe = timeframe ? std::optional(*timeframe) : std::nullopt;
                return true;
            },
            [](const Settings& settings) {
                const auto timeframe = settings.strategies.timeframe;
                return timeframe ? std::string(to_string(*timeframe)) : std::string();
            }};
}

// A lambda that gives a field of whichever constness it is asked on.
#define FIELD(path) [](auto& settings) -> auto& { return settings.path; }

void add_strategies(std::vector<KeyRow>& rows) {
    for (const strategies::Descriptor& descriptor : strategies::registry()) {
        const std::string name(descriptor.name);
        const auto prefix = "strategies." + name + ".";
        rows.push_back(number(
            prefix + "weight", [name](auto& settings) -> auto& { return settings.strategies.kinds.at(name).weight; }, 0,
            1e6, false, "Weight in the ensemble, against the others'; 0 switches it off"));
        for (const strategies::Parameter& parameter : descriptor.parameters) {
            const std::string field(parameter.name);
            rows.push_back(number(
                prefix + field,
                [name, field](auto& settings) -> auto& {
                    return settings.strategies.kinds.at(name).parameters.at(field);
                },
                parameter.min, parameter.max, parameter.whole, std::string(parameter.description)));
        }
    }
    rows.push_back(timeframe_row());
    rows.push_back(number("strategies.volatility_bars", FIELD(strategies.volatility_bars), 2, 5000, true,
                          "Returns that volatility is measured over"));
    rows.push_back(duration("strategies.sentiment_half_life", FIELD(strategies.sentiment_half_life),
                            std::chrono::seconds(1), "After this time a story weighs half"));
    rows.push_back(number("ensemble.threshold", FIELD(strategies.ensemble.threshold), 0, 1, false,
                          "A signal is made where the combined opinion exceeds it"));
    rows.push_back(choice("ensemble.normalise", FIELD(strategies.ensemble.normalise), {"opining", "all"},
                          "Divide by the weights of those that hold an opinion, or of all"));
}

void add_risk(std::vector<KeyRow>& rows) {
    rows.push_back(decimal("risk.price_collar_pct", FIELD(risk.price_collar_pct), "0", "1000",
                           "How far from the last known price an order may be priced; 0: anywhere"));
    rows.push_back(decimal("risk.max_order_value", FIELD(risk.max_order_value), "0", "9000000000",
                           "Largest amount of one order; 0: any"));
    rows.push_back(decimal("risk.max_position_pct", FIELD(risk.max_position_pct), "0", "1000",
                           "Largest position of one ticker against equity; 0: any"));
    rows.push_back(decimal("risk.max_gross_pct", FIELD(risk.max_gross_pct), "0", "1000",
                           "Largest sum of all positions' sizes against equity; 0: any"));
    rows.push_back(decimal("risk.max_net_pct", FIELD(risk.max_net_pct), "0", "1000",
                           "Largest size of long less short against equity; 0: any"));
    rows.push_back(decimal("risk.daily_loss_limit_pct", FIELD(risk.daily_loss_limit_pct), "0", "100",
                           "Loss of a day, against equity at its start, that stops new entries; 0: none"));
    rows.push_back(number("risk.max_orders_per_minute", FIELD(risk.max_orders_per_minute), 0, 1e6, true,
                          "Entries in one minute; 0: any number"));
    rows.push_back(
        duration("risk.cooldown", FIELD(risk.cooldown), {}, "After an exit, before the ticker is entered again"));
    rows.push_back(flag("risk.cash_account", FIELD(risk.cash_account), "Proceeds are spendable only after settlement"));
}

void add_sizing(std::vector<KeyRow>& rows) {
    rows.push_back(choice("sizing.method", FIELD(sizing.method),
                          {"volatility_target", "fixed_fraction", "fixed_notional"}, "How large an entry is"));
    rows.push_back(number("sizing.target_volatility", FIELD(sizing.target_volatility), 0.0001, 10, false,
                          "volatility_target: annual volatility of a position, as a part of equity"));
    rows.push_back(decimal("sizing.max_fraction", FIELD(sizing.max_fraction), "0.000001", "10",
                           "volatility_target: largest part of equity in an entry"));
    rows.push_back(decimal("sizing.fraction", FIELD(sizing.fraction), "0.000001", "10",
                           "fixed_fraction: part of equity in an entry"));
    rows.push_back(
        decimal("sizing.notional", FIELD(sizing.notional), "0.01", "9000000000", "fixed_notional: amount of an entry"));
    rows.push_back(flag("sizing.fractional", FIELD(sizing.fractional), "Fractions of a share, else whole ones"));
}

void add_execution(std::vector<KeyRow>& rows) {
    rows.push_back(choice("execution.order_type", FIELD(execution.order_type), {"market", "limit"},
                          "Type of the orders that signals lead to"));
    rows.push_back(decimal("execution.limit_offset_bps", FIELD(execution.limit_offset_bps), "-5000", "5000",
                           "How far beyond the last price a limit stands, in 0.01 %; below 0: a better price"));
    rows.push_back(choice("execution.outside_session", FIELD(execution.outside_session), {"queue", "drop"},
                          "A decision while the market is closed waits for the open, or is dropped"));
    rows.push_back(flag("execution.allow_short", FIELD(execution.allow_short), "Whether to sell short"));
    rows.push_back(flag("exits.enabled", FIELD(exits.enabled), "Protect positions with a stop and a target"));
    rows.push_back(decimal("exits.stop_loss_pct", FIELD(exits.stop_loss_pct), "0", "99", "Loss that stops; 0: none"));
    rows.push_back(
        decimal("exits.take_profit_pct", FIELD(exits.take_profit_pct), "0", "1000", "Profit that is taken; 0: none"));
    rows.push_back(duration("exits.time_stop", FIELD(exits.time_stop), {}, "Longest life of a position; 0: any"));
}

void add_costs(std::vector<KeyRow>& rows) {
    rows.push_back(decimal("costs.commission_bps", FIELD(costs.commission_bps), "0", "1000",
                           "Commission on a fill's value, in 0.01 %"));
    rows.push_back(decimal("costs.commission_per_share", FIELD(costs.commission_per_share), "0", "1000",
                           "Commission on each share"));
    rows.push_back(flag("costs.regulatory_fees", FIELD(costs.regulatory_fees),
                        "What the SEC and FINRA take of sales, at the rates of their dates"));
    rows.push_back(
        decimal("costs.fee_bps", FIELD(costs.fee_bps), "0", "1000", "Further fees on sells, in 0.01 % of their value"));
    rows.push_back(decimal("costs.slippage_bps", FIELD(costs.slippage_bps), "0", "5000",
                           "How much market and stop fills are worsened, in 0.01 %"));
    rows.push_back(decimal("costs.borrow_rate_pct", FIELD(costs.borrow_rate_pct), "0", "1000",
                           "Yearly cost of borrowing what is short"));
    rows.push_back(decimal("costs.interest_rate_pct", FIELD(costs.interest_rate_pct), "0", "100",
                           "Yearly interest on positive cash"));
    rows.push_back(decimal("fills.volume_cap", FIELD(fills.volume_cap), "0.000000001", "1",
                           "Part of a bar's volume that our orders may take"));
}

void add_learning(std::vector<KeyRow>& rows) {
    rows.push_back(flag("learning.enabled", FIELD(learning.enabled), "Adjust weights by what trades brought"));
    rows.push_back(choice("learning.method", FIELD(learning.method), {"exp3", "thompson"}, "How weights are adjusted"));
    rows.push_back(number("learning.min_trades", FIELD(learning.min_trades), 0, 1e9, true,
                          "Closed trades before the first adjustment"));
    rows.push_back(number("learning.max_shift", FIELD(learning.max_shift), 0.000001, 1, false,
                          "Largest change of a weight at once"));
    rows.push_back(number("learning.floor", FIELD(learning.floor), 0, 0.5, false,
                          "Smallest weight of a strategy that takes part"));
    rows.push_back(
        number("learning.rate", FIELD(learning.rate), 0.000001, 1, false, "How strongly a reward moves the weights"));
    rows.push_back(number("learning.reward_scale", FIELD(learning.reward_scale), 0.000001, 10, false,
                          "Profit, as a part of the entry's value, that counts as a good trade"));
    rows.push_back(duration("data.grace", FIELD(data.grace), {}, "Beyond two timeframes, before a price is stale"));
    rows.push_back(duration("news.assumed_latency", FIELD(news.assumed_latency), {},
                            "From publication to arrival, where a recording does not tell"));
}

#undef FIELD

}  // namespace

const std::vector<KeyRow>& decision_table() {
    static const std::vector<KeyRow> kTable = [] {
        std::vector<KeyRow> rows;
        rows.push_back(universe_row());
        add_strategies(rows);
        add_risk(rows);
        add_sizing(rows);
        add_execution(rows);
        add_costs(rows);
        add_learning(rows);
        std::ranges::sort(rows, {}, &KeyRow::key);
        return rows;
    }();
    return kTable;
}

}  // namespace tradewind::trading
