#include "matching/fill_model.hpp"

#include <algorithm>

#include "matching/regulatory_fees.hpp"

namespace tradewind::matching {
namespace {

constexpr Decimal kBpsPerOne = Decimal::from_int(10'000);
// Volumes beyond this no longer bound an order that fits a Decimal.
constexpr double kUnboundedVolume = 9e9;

bool is_whole(Decimal quantity) {
    return quantity.raw() % Decimal::kScale == 0;
}

std::optional<Touch> touch_limit(Side side, Decimal limit, const BarPrices& bar) {
    if (side == Side::kBuy) {
        if (bar.low >= limit) return std::nullopt;
        return Touch{std::min(limit, bar.open), bar.open <= limit};
    }
    if (bar.high <= limit) return std::nullopt;
    return Touch{std::max(limit, bar.open), bar.open >= limit};
}

std::optional<Touch> touch_stop(Side side, Decimal stop, const BarPrices& bar) {
    if (side == Side::kBuy) {
        if (bar.high < stop) return std::nullopt;
        return Touch{std::max(stop, bar.open), bar.open >= stop};
    }
    if (bar.low > stop) return std::nullopt;
    return Touch{std::min(stop, bar.open), bar.open <= stop};
}

}  // namespace

std::optional<Touch> touch(const Order& order, bool triggered, const BarPrices& bar) {
    if (order.type == OrderType::kMarket || triggered) return Touch{bar.open, true};
    if (order.type == OrderType::kLimit) return touch_limit(order.side, *order.limit_price, bar);
    return touch_stop(order.side, *order.stop_price, bar);
}

Decimal slipped_price(const Order& order, Decimal reference, const CostSettings& costs) {
    if (order.type == OrderType::kLimit || costs.slippage_bps.is_zero()) return reference;
    const Decimal step = multiply_divide(reference, costs.slippage_bps, kBpsPerOne, Rounding::kHalfEven);
    return order.side == Side::kBuy ? reference + step : reference - step;
}

FillCosts fill_costs(const Order& order, Decimal quantity, Decimal price, Timestamp time, const CostSettings& costs) {
    const Decimal value = multiply(quantity, price, Rounding::kHalfEven);
    const auto part_of_value = [&](Decimal bps) {
        return bps.is_zero() ? Decimal() : multiply_divide(value, bps, kBpsPerOne, Rounding::kHalfEven);
    };
    FillCosts result;
    result.commission = part_of_value(costs.commission_bps);
    if (!costs.commission_per_share.is_zero()) {
        result.commission += multiply(quantity, costs.commission_per_share, Rounding::kHalfEven);
    }
    if (order.side == Side::kSell) result.fees = part_of_value(costs.fee_bps);
    if (costs.regulatory_fees) result.fees += regulatory_fees(order.ticker, order.side, quantity, value, time);
    return result;
}

Decimal bar_capacity(const Bar& bar, const FillSettings& fills) {
    if (!(bar.volume > 0)) return Decimal();
    const double volume = std::min(bar.volume, kUnboundedVolume);
    const auto whole = static_cast<std::int64_t>(volume);
    const bool is_integral = static_cast<double>(whole) == volume;
    const auto exact = is_integral ? Decimal::from_int(whole) : Decimal::from_double(volume).value_or(Decimal());
    return multiply(exact, fills.volume_cap, Rounding::kTowardZero);
}

Decimal capped_quantity(Decimal remaining, Decimal capacity) {
    if (remaining <= capacity) return remaining;
    return is_whole(remaining) ? capacity.rounded(0, Rounding::kTowardZero) : capacity;
}

std::optional<FillTimes> fill_times(const Bar& bar, market::SessionCursor& sessions) {
    if (sessions.calendar().never_closes()) return FillTimes{bar.start, bar.start + (bar.end - bar.start) / 2};
    const auto& session = sessions.current_or_next(bar.start);
    if (session.open >= bar.end) return std::nullopt;
    const Timestamp first = std::max(bar.start, session.open);
    const Timestamp last = std::min(bar.end, session.close);
    return FillTimes{first, first + (last - first) / 2};
}

}  // namespace tradewind::matching
