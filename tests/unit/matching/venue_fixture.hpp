#pragma once

#include <string_view>
#include <vector>

#include "matching/simulated_venue.hpp"

namespace tradewind::matching::testing {

inline Decimal d(std::string_view text) {
    return Decimal::parse(text).value();
}
/// A time of 2 June 2014, a Monday; New York is open from 13:30Z to 20:00Z.
inline Timestamp june(std::string_view time) {
    return parse_timestamp("2014-06-02T" + std::string(time) + "Z").value();
}

struct Ohlc {
    std::string_view open, high, low, close;
};

inline Bar bar(std::string_view start, Ohlc prices, double volume = 1e6, Duration length = std::chrono::minutes(1)) {
    Bar made;
    made.ticker = Ticker::parse("AAPL").value();
    made.start = june(start);
    made.end = made.start + length;
    made.open = d(prices.open);
    made.high = d(prices.high);
    made.low = d(prices.low);
    made.close = d(prices.close);
    made.volume = volume;
    return made;
}

/// A day order of 100 AAPL, decided at 14:00. `price` is the limit or the stop.
inline Order order(Side side, OrderType type, std::string_view price = {}, std::string_view name = "one") {
    Order made;
    made.id = OrderId::from_fields({"test", name});
    made.ticker = Ticker::parse("AAPL").value();
    made.side = side;
    made.type = type;
    made.quantity = d("100");
    made.time = june("14:00:00");
    if (type == OrderType::kLimit) made.limit_price = d(price);
    if (type == OrderType::kStop) made.stop_price = d(price);
    return made;
}

/// A venue without costs whose fills may take whole bars.
struct Venue {
    explicit Venue(std::string_view volume_cap = "1", std::string_view slippage_bps = "0") {
        fills.volume_cap = d(volume_cap);
        costs.slippage_bps = d(slippage_bps);
        costs.regulatory_fees = false;
        venue.emplace(fills, costs);
    }
    void submit(const Order& order, OrderId group = {}) {
        venue->handle({VenueRequest::Kind::kSubmit, order, group, order.time}, reports);
    }
    void cancel(const Order& order, Timestamp time) {
        venue->handle({VenueRequest::Kind::kCancel, order, {}, time}, reports);
    }
    void play(const Bar& bar) {
        venue->on_bar_start(bar, reports);
        venue->on_bar(bar, reports);
        venue->advance(bar.end, reports);
    }
    [[nodiscard]] std::vector<VenueReport> fills_of(const Order& order) const {
        std::vector<VenueReport> found;
        for (const auto& report : reports) {
            if (report.order == order.id && report.kind == VenueReport::Kind::kFill) found.push_back(report);
        }
        return found;
    }
    /// The kind of the last report on the order.
    [[nodiscard]] VenueReport last(const Order& order) const {
        VenueReport found;
        for (const auto& report : reports) {
            if (report.order == order.id) found = report;
        }
        return found;
    }

    FillSettings fills;
    CostSettings costs;
    std::optional<SimulatedVenue> venue;
    std::vector<VenueReport> reports;
};

}  // namespace tradewind::matching::testing
