#include <algorithm>
#include <fmt/core.h>

#include "exchange/desk.hpp"
#include "market/new_york_time.hpp"

/// What is refused, and in which words (the codes and texts are Alpaca's).
namespace tradewind::exchange {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr int kBadFields = 40010001;
constexpr int kBadValue = 42210000;
constexpr int kForbidden = 40310000;
constexpr std::size_t kLongestClientId = 128;

std::unexpected<ApiError> bad_fields(std::string message) {
    return std::unexpected(ApiError{422, kBadFields, std::move(message)});
}
std::unexpected<ApiError> bad_value(std::string message) {
    return std::unexpected(ApiError{422, kBadValue, std::move(message)});
}
std::unexpected<ApiError> forbidden(std::string message,
                                    std::vector<std::pair<std::string, std::string>> details = {}) {
    return std::unexpected(ApiError{403, kForbidden, std::move(message), std::move(details)});
}

bool is_whole(Decimal quantity) {
    return quantity.raw() % Decimal::kScale == 0;
}

ApiStatus check_prices(const ClientOrder& order) {
    const bool wants_limit = order.kind == OrderKind::kLimit || order.kind == OrderKind::kStopLimit;
    const bool wants_stop = order.kind == OrderKind::kStop || order.kind == OrderKind::kStopLimit;
    if (wants_limit && !order.limit_price) {
        return bad_fields(order.kind == OrderKind::kLimit ? "limit orders require a limit price"
                                                          : "stop limit orders require both stop and limit price");
    }
    if (wants_stop && !order.stop_price) {
        return bad_fields(order.kind == OrderKind::kStop ? "stop orders require a stop price"
                                                         : "stop limit orders require both stop and limit price");
    }
    if (!wants_limit && order.limit_price)
        return bad_fields(fmt::format("{} orders require no limit price", to_string(order.kind)));
    if (!wants_stop && order.stop_price)
        return bad_fields(fmt::format("{} orders require no stop price", to_string(order.kind)));
    if (order.kind == OrderKind::kTrailingStop) {
        if (order.trail_price.has_value() == order.trail_percent.has_value())
            return bad_fields("trailing stop orders require exactly one of trail_price and trail_percent");
        if (order.trail_price && order.trail_price->sign() <= 0) return bad_fields("trail_price must be > 0");
        if (order.trail_percent && *order.trail_percent < *Decimal::parse("0.1"))
            return bad_fields("trail_percent must be >= 0.1");
        if (order.force != Force::kDay && order.force != Force::kGtc)
            return bad_value("trailing stop orders must be day or gtc");
    } else if (order.trail_price || order.trail_percent) {
        return bad_fields(fmt::format("{} orders require no trail", to_string(order.kind)));
    }
    for (const auto& [price, name] :
         {std::pair(order.limit_price, "limit price"), std::pair(order.stop_price, "stop price"),
          std::pair(order.trail_price, "trail_price"), std::pair(order.trail_percent, "trail_percent")}) {
        if (price && price->sign() <= 0) return bad_fields(fmt::format("{} must be > 0", name));
        if (price && *price > Decimal::from_int(1'000'000)) return bad_fields(fmt::format("{} is too large", name));
    }
    return {};
}

// At least a dollar: two decimals; under it four.
ApiStatus check_increment(const std::optional<Decimal>& price, std::string_view name) {
    if (!price) return {};
    const std::int64_t unit = *price >= Decimal::from_int(1) ? Decimal::kScale / 100 : Decimal::kScale / 10'000;
    if (price->raw() % unit == 0) return {};
    return bad_value(fmt::format("invalid {} {}. sub-penny increment does not fulfill minimum pricing criteria", name,
                                 price->to_string()));
}

ApiStatus check_quantity(const ClientOrder& order) {
    if (order.quantity && order.notional) return bad_fields("only one of qty or notional is accepted");
    if (!order.quantity && !order.notional) return bad_fields("qty or notional is required");
    if (order.quantity && order.quantity->sign() <= 0) return bad_fields("qty must be > 0");
    if (order.notional && order.notional->sign() <= 0) return bad_fields("notional must be > 0");
    if (order.quantity && *order.quantity > Decimal::from_int(10'000'000)) return bad_fields("qty must be <= 10000000");
    if (order.notional && *order.notional > Decimal::from_int(1'000'000'000))
        return bad_fields("notional is too large");
    return {};
}

}  // namespace

ApiResult<ClientOrder> Desk::understand(const OrderRequest& request, Timestamp now) const {
    ClientOrder order;
    order.quantity = request.quantity;
    order.notional = request.notional;
    order.limit_price = request.limit_price;
    order.stop_price = request.stop_price;
    order.trail_price = request.trail_price;
    order.trail_percent = request.trail_percent;
    order.client_order_id = request.client_order_id;
    order.extended_hours = request.extended_hours;
    if (request.symbol.empty()) return bad_fields("symbol is required");
    if (auto status = check_quantity(order); !status) return std::unexpected(status.error());
    if (request.side.empty()) return bad_fields("side is required");
    if (request.side != "buy" && request.side != "sell") return bad_fields("invalid side: must be buy or sell");
    order.side = request.side == "buy" ? Side::kBuy : Side::kSell;
    if (request.kind.empty()) return bad_fields("type is required");
    const auto kind = parse_order_kind(request.kind);
    if (!kind) return bad_fields("invalid order type");
    order.kind = *kind;
    if (request.force.empty()) return bad_fields("time_in_force is required");
    const auto force = parse_force(request.force);
    if (!force) return bad_fields("invalid time_in_force");
    order.force = *force;
    const auto order_class = parse_order_class(request.order_class);
    if (!order_class) return bad_fields("invalid order_class");
    order.order_class = *order_class;
    // An OCO order states its limit in take_profit alone.
    if (order.order_class == OrderClass::kOco && !order.limit_price) order.limit_price = request.take_profit_limit;
    if (auto status = check_prices(order); !status) return std::unexpected(status.error());
    if (request.client_order_id.size() > kLongestClientId)
        return bad_fields("client_order_id must be no more than 128 characters");
    if (by_client_id_.contains(request.client_order_id)) return bad_fields("client_order_id must be unique");
    const auto symbol = market_->find(request.symbol.substr(0, request.symbol.find(':')));
    if (!symbol) {
        return bad_value(fmt::format("asset \"{}\" not found", request.symbol));
    }
    order.symbol = *symbol;
    if (auto status = check_group(request, order); !status) return std::unexpected(status.error());
    if (auto status = check_asset_rules(request, order, now); !status) return std::unexpected(status.error());
    const bool closes =
        order.side == Side::kBuy ? account_.held(order.symbol).sign() < 0 : account_.held(order.symbol).sign() > 0;
    order.position_intent = fmt::format("{}_to_{}", request.side, closes ? "close" : "open");
    if (!request.position_intent.empty() && request.position_intent != order.position_intent) {
        return bad_fields(fmt::format("position intent mismatch, inferred: {}, specified: {}", order.position_intent,
                                      request.position_intent));
    }
    if (auto status = check_account_rules(order); !status) return std::unexpected(status.error());
    return order;
}

ApiStatus Desk::check_group(const OrderRequest& request, const ClientOrder& order) const {
    const bool buys = order.side == Side::kBuy;
    const bool profits = request.has_take_profit;
    const bool stops = request.has_stop_loss;
    if (profits && !request.take_profit_limit) return bad_fields("take_profit requires limit_price");
    if (stops && !request.stop_loss_stop) return bad_fields("stop_loss requires stop_price");
    if (order.order_class == OrderClass::kSimple) {
        return profits || stops ? bad_fields("simple orders require no take_profit or stop_loss") : ApiStatus{};
    }
    if (order.order_class == OrderClass::kBracket && !(profits && stops))
        return bad_fields("bracket orders require both take_profit and stop_loss");
    if (order.order_class == OrderClass::kOto && profits == stops)
        return bad_fields("oto orders require one of take_profit and stop_loss");
    if (order.order_class == OrderClass::kOco) {
        if (!(profits && stops)) return bad_fields("oco orders require both take_profit and stop_loss");
        if (order.kind != OrderKind::kLimit) return bad_fields("oco orders must be limit orders");
    } else if (order.kind == OrderKind::kTrailingStop) {
        return bad_fields(fmt::format("{} orders don't take a trailing stop entry", to_string(order.order_class)));
    }
    if (order.force != Force::kDay && order.force != Force::kGtc)
        return bad_value(fmt::format("{} orders must be day or gtc", to_string(order.order_class)));
    if (order.extended_hours)
        return bad_value(fmt::format("{} orders are not supported in extended hours", to_string(order.order_class)));
    if (order.notional || !is_whole(*order.quantity)) return bad_value("fractional orders must be simple orders");
    for (const auto& [price, name] : {std::pair(request.take_profit_limit, "take_profit.limit_price"),
                                      std::pair(request.stop_loss_stop, "stop_loss.stop_price"),
                                      std::pair(request.stop_loss_limit, "stop_loss.limit_price")}) {
        if (price && (price->sign() <= 0 || *price > Decimal::from_int(1'000'000)))
            return bad_fields(fmt::format("{} must be > 0 and at most 1000000", name));
        if (auto status = check_increment(price, name); !status) return status;
    }
    // For an entry, exits lie on the other side; an OCO's exits are on its own side.
    const bool long_exit = order.order_class == OrderClass::kOco ? !buys : buys;
    if (profits && stops) {
        const bool apart = long_exit ? *request.take_profit_limit > *request.stop_loss_stop
                                     : *request.take_profit_limit < *request.stop_loss_stop;
        if (!apart)
            return bad_value(
                fmt::format("take_profit.limit_price must be {} stop_loss.stop_price", long_exit ? ">" : "<"));
    }
    const auto& stock = market_->stocks()[order.symbol];
    const Decimal base = order.order_class == OrderClass::kOco
                             ? stock.last
                             : order.limit_price.value_or(order.stop_price.value_or(stock.last));
    const Decimal cent = Decimal::from_raw(Decimal::kScale / 100);
    if (stops && (long_exit ? *request.stop_loss_stop > base - cent : *request.stop_loss_stop < base + cent))
        return bad_value(fmt::format("stop_loss.stop_price must be {} base_price {} 0.01",
                                     long_exit ? "<=" : ">=", long_exit ? "-" : "+"));
    if (profits && order.order_class != OrderClass::kOco &&
        (long_exit ? *request.take_profit_limit < base + cent : *request.take_profit_limit > base - cent))
        return bad_value(fmt::format("take_profit.limit_price must be {} base_price {} 0.01",
                                     long_exit ? ">=" : "<=", long_exit ? "+" : "-"));
    return {};
}

ApiStatus Desk::check_asset_rules(const OrderRequest& request, const ClientOrder& order, Timestamp now) const {
    if (auto status = check_increment(order.limit_price, "limit_price"); !status) return status;
    if (auto status = check_increment(order.stop_price, "stop_price"); !status) return status;
    const auto& asset = market_->stocks()[order.symbol].asset;
    const bool fractional = order.notional || !is_whole(*order.quantity);
    if (order.extended_hours) {
        if (order.kind != OrderKind::kLimit || (order.force != Force::kDay && order.force != Force::kGtc))
            return bad_value("extended hours order must be DAY limit orders");
    }
    if (fractional) {
        if (!account_.settings.fractional_trading) return forbidden("fractional trading is disabled for this account");
        if (!asset.fractionable) return forbidden(fmt::format("asset \"{}\" is not fractionable", request.symbol));
        if (order.force != Force::kDay) return bad_value("fractional orders must be DAY orders");
        if (order.kind == OrderKind::kTrailingStop) return bad_value("fractional orders can't be trailing stop orders");
        if (order.notional && order.kind != OrderKind::kMarket)
            return bad_value("notional orders must be market orders");
        if (order.notional && *order.notional < Decimal::from_int(1))
            return forbidden("cost basis must be >= minimal amount of order 1");
        if (order.notional && order.notional->raw() % (Decimal::kScale / 100) != 0)
            return bad_value("notional value must be limited to 2 decimal places");
    }
    const Duration clock = (now - market::new_york_instant(market::new_york_date(now), Duration{}));
    if (order.force == Force::kOpg) {
        if (order.kind != OrderKind::kMarket && order.kind != OrderKind::kLimit)
            return bad_value("opg orders must be market or limit orders");
        if (clock >= hours(9) + minutes(28) && clock < hours(19))
            return forbidden("opg orders must be submitted after 7:00pm and before 9:28am");
    }
    if (order.force == Force::kCls) {
        if (order.kind != OrderKind::kMarket && order.kind != OrderKind::kLimit)
            return bad_value("cls orders must be market or limit orders");
        if (clock >= hours(15) + minutes(50) && clock < hours(19))
            return forbidden("cls orders must be submitted after 7:00pm and before 3:50pm");
    }
    return {};
}

ApiStatus Desk::check_account_rules(const ClientOrder& order) const {
    if (account_.settings.suspend_trade) return forbidden("new orders are rejected by user request");
    const auto& stock = market_->stocks()[order.symbol];
    const Decimal held = account_.held(order.symbol);
    const bool buys = order.side == Side::kBuy;
    const bool closes = buys ? held.sign() < 0 : held.sign() > 0;
    if (order.order_class == OrderClass::kOco && !closes) return forbidden("oco orders must be exit orders");
    if (auto status = check_wash(order); !status) return status;
    if (closes) {
        const Decimal free = available(order.symbol).abs();
        const Decimal wanted = order.quantity ? *order.quantity : divide(*order.notional, stock.last, Rounding::kFloor);
        if (wanted <= free) return {};
        return forbidden(fmt::format("insufficient qty available for order (requested: {}, available: {})",
                                     wanted.to_string(), free.to_string()),
                         {{"symbol", stock.asset.ticker.to_string()},
                          {"existing_qty", held.to_string()},
                          {"held_for_orders", (held.abs() - free).to_string()},
                          {"available", free.to_string()}});
    }
    for (const auto index : open_) {
        const auto& other = orders_[index];
        if (other.symbol != order.symbol || other.side == order.side || other.parent || !held.is_zero()) continue;
        return forbidden(buys ? "cannot open a long buy while a short sell order is open"
                              : "cannot open a short sell while a long buy order is open",
                         {{"existing_order_id", other.id}});
    }
    if (!buys) {
        if (account_.settings.no_shorting) return forbidden("account is not allowed to short");
        if (!stock.asset.shortable)
            return forbidden(fmt::format("asset \"{}\" cannot be sold short", stock.asset.ticker.view()));
        if (order.notional || !is_whole(*order.quantity)) return forbidden("fractional orders cannot be sold short");
        if (account_.settings.max_margin_multiplier == "1") return forbidden("account is not allowed to short");
    }
    const Decimal cost = cost_of(order);
    const Decimal power = money().buying_power;
    if (cost <= power) return {};
    return forbidden("insufficient buying power", {{"buying_power", power.rounded(2, Rounding::kFloor).to_string()},
                                                   {"cost_basis", cost.rounded(2, Rounding::kHalfEven).to_string()}});
}

ApiStatus Desk::check_replacement(const ClientOrder& old, const ClientOrder& changed) const {
    if (auto status = check_prices(changed); !status && changed.kind != OrderKind::kTrailingStop) return status;
    if (auto status = check_increment(changed.limit_price, "limit_price"); !status) return status;
    if (changed.kind != OrderKind::kTrailingStop) {
        if (auto status = check_increment(changed.stop_price, "stop_price"); !status) return status;
    }
    const Decimal held = account_.held(changed.symbol);
    const bool closes = changed.side == Side::kBuy ? held.sign() < 0 : held.sign() > 0;
    const Decimal more = changed.open_quantity() - old.open_quantity();
    if (closes && old.state != OrderState::kHeld) {
        const Decimal free = available(changed.symbol).abs();
        if (more > free) {
            return forbidden(fmt::format("insufficient qty available for order (requested: {}, available: {})",
                                         changed.open_quantity().to_string(),
                                         (free + old.open_quantity()).to_string()));
        }
        return {};
    }
    // The larger of both is held.
    const Decimal cost = cost_of(changed);
    const Decimal before = cost_of(old);
    if (cost <= before || cost - before <= money().buying_power) return {};
    return forbidden("insufficient buying power",
                     {{"buying_power", money().buying_power.rounded(2, Rounding::kFloor).to_string()},
                      {"cost_basis", cost.rounded(2, Rounding::kHalfEven).to_string()}});
}

// An open opposite order of the same account that the new one could trade with.
ApiStatus Desk::check_wash(const ClientOrder& order) const {
    if (order.order_class != OrderClass::kSimple || order.kind == OrderKind::kTrailingStop) return {};
    for (const auto index : open_) {
        const auto& other = orders_[index];
        if (other.symbol != order.symbol || other.side == order.side || other.state == OrderState::kHeld) continue;
        if (other.order_class != OrderClass::kSimple || other.kind == OrderKind::kTrailingStop) continue;
        const bool limits = order.kind == OrderKind::kLimit && other.kind == OrderKind::kLimit;
        const Decimal buy =
            order.side == Side::kBuy ? order.limit_price.value_or(Decimal()) : other.limit_price.value_or(Decimal());
        const Decimal sell =
            order.side == Side::kBuy ? other.limit_price.value_or(Decimal()) : order.limit_price.value_or(Decimal());
        if (limits && buy < sell) continue;
        return forbidden("potential wash trade detected. use complex orders",
                         {{"reject_reason", fmt::format("opposite side {} order exists", to_string(other.kind))},
                          {"existing_order_id", other.id}});
    }
    return {};
}

Decimal Desk::cost_of(const ClientOrder& order) const {
    if (order.notional) return *order.notional;
    const auto& stock = market_->stocks()[order.symbol];
    const Decimal ask = stock.quote.ask.is_zero() ? stock.last : stock.quote.ask;
    Decimal price = order.limit_price.value_or(order.stop_price.value_or(ask));
    if (order.side == Side::kSell) {
        price = std::max(order.limit_price.value_or(Decimal()),
                         multiply(ask, Decimal::from_raw(1'030'000'000), Rounding::kHalfEven));
    }
    const auto cost = checked_multiply(price, order.open_quantity(), Rounding::kHalfEven);
    return cost ? *cost : Decimal::max();
}

}  // namespace tradewind::exchange
