#include "exchange/order_book.hpp"

#include <catch2/catch_test_macros.hpp>
#include <list>
#include <map>

#include "exchange/auction.hpp"
#include "exchange/random.hpp"
#include "exchange/recorded_path.hpp"

using namespace tradewind;
using namespace tradewind::exchange;

namespace {

/// The plainest book that can be right, to compare with.
struct PlainBook {
    struct Entry {
        std::uint64_t id;
        std::int64_t quantity;
    };
    std::map<std::int64_t, std::list<Entry>> bids, asks;

    std::vector<std::pair<std::uint64_t, std::int64_t>> add(Side side, std::int64_t price, std::int64_t quantity,
                                                            std::uint64_t id) {
        std::vector<std::pair<std::uint64_t, std::int64_t>> fills;
        auto& other = side == Side::kBuy ? asks : bids;
        while (quantity > 0 && !other.empty()) {
            auto level = side == Side::kBuy ? other.begin() : std::prev(other.end());
            if (side == Side::kBuy ? level->first > price : level->first < price) break;
            auto& maker = level->second.front();
            const auto taken = std::min(maker.quantity, quantity);
            fills.emplace_back(maker.id, taken);
            quantity -= taken;
            maker.quantity -= taken;
            if (maker.quantity == 0) level->second.pop_front();
            if (level->second.empty()) other.erase(level);
        }
        if (quantity > 0) (side == Side::kBuy ? bids : asks)[price].push_back({id, quantity});
        return fills;
    }
    void cancel(std::uint64_t id) {
        for (auto* side : {&bids, &asks}) {
            for (auto level = side->begin(); level != side->end(); ++level) {
                std::erase_if(level->second, [&](const Entry& entry) { return entry.id == id; });
                if (!level->second.empty()) continue;
                side->erase(level);
                return cancel(id);
            }
        }
    }
};

}  // namespace

TEST_CASE("The book trades as the plainest book does, order by order") {
    OrderBook book;
    PlainBook plain;
    Random random(11);
    std::map<std::uint64_t, OrderBook::Handle> resting;
    for (std::uint64_t id = 1; id <= 20'000; ++id) {
        if (!resting.empty() && random.uniform() < 0.4) {
            const auto victim = std::next(resting.begin(), static_cast<std::ptrdiff_t>(random.below(resting.size())));
            book.cancel(victim->second);
            plain.cancel(victim->first);
            resting.erase(victim);
            continue;
        }
        const Side side = random.uniform() < 0.5 ? Side::kBuy : Side::kSell;
        const auto price = static_cast<std::int64_t>(100 + random.below(20));
        const auto quantity = static_cast<std::int64_t>(1 + random.below(50));
        std::vector<OrderBook::Fill> fills;
        const auto left = book.take(side, price, quantity, fills);
        const auto expected = plain.add(side, price, quantity, id);
        REQUIRE(fills.size() == expected.size());
        for (std::size_t i = 0; i < fills.size(); ++i) {
            REQUIRE(fills[i].maker_id == expected[i].first);
            REQUIRE(fills[i].quantity == expected[i].second);
            if (fills[i].maker_done) resting.erase(fills[i].maker_id);
        }
        if (left > 0) resting[id] = book.rest(side, price, left, id);
        REQUIRE(book.orders() == resting.size());
        REQUIRE(book.best(Side::kBuy).price == (plain.bids.empty() ? 0 : plain.bids.rbegin()->first));
        REQUIRE(book.best(Side::kSell).price == (plain.asks.empty() ? 0 : plain.asks.begin()->first));
    }
}

TEST_CASE("A smaller order keeps its place") {
    OrderBook book;
    const auto first = book.rest(Side::kSell, 10, 8, 1);
    book.rest(Side::kSell, 10, 5, 2);
    book.reduce(first, 3);
    CHECK(book.best(Side::kSell).quantity == 8);
    std::vector<OrderBook::Fill> fills;
    CHECK(book.take(Side::kBuy, 10, 4, fills) == 0);
    REQUIRE(fills.size() == 2);
    CHECK(fills[0].maker_id == 1);
    CHECK(fills[0].quantity == 3);
    CHECK(fills[1].maker_id == 2);
}

TEST_CASE("An auction trades the most at one price, market orders first") {
    std::vector<AuctionOrder> orders{{1, Side::kBuy, 105, 10},
                                     {2, Side::kBuy, 0, 5},
                                     {3, Side::kSell, 99, 8},
                                     {4, Side::kSell, 103, 4},
                                     {5, Side::kSell, 110, 50}};
    const auto result = run_call_auction(orders, 101);
    CHECK(result.volume == 12);
    CHECK(result.price >= 103);
    CHECK(result.price <= 105);
    CHECK(orders[1].filled == 5);
    CHECK(orders[0].filled == 7);
    CHECK(orders[4].filled == 0);

    std::vector<AuctionOrder> apart{{1, Side::kBuy, 90, 10}, {2, Side::kSell, 95, 10}};
    CHECK(run_call_auction(apart, 92).volume == 0);
}

TEST_CASE("The path of a recorded bar honours open, high, low, close and volume") {
    Random random(3);
    for (const double volume : {12.0, 48'211.0, 7e8, 0.5}) {
        Bar bar;
        bar.ticker = *Ticker::parse("AAPL");
        bar.start = *parse_timestamp("2014-06-06T13:30:00Z");
        bar.end = bar.start + std::chrono::minutes(1);
        bar.open = *Decimal::parse("92.42");
        bar.high = *Decimal::parse("92.91");
        bar.low = *Decimal::parse("92.1");
        bar.close = *Decimal::parse("92.33");
        bar.volume = volume;
        const auto prints = path_of(bar, random);
        REQUIRE(prints.size() >= 4);
        CHECK(prints.front().price == bar.open);
        CHECK(prints.back().price == bar.close);
        Decimal high = bar.low, low = bar.high, sum;
        Timestamp before = bar.start;
        for (const auto& print : prints) {
            high = std::max(high, print.price);
            low = std::min(low, print.price);
            sum += print.quantity;
            CHECK(print.time >= before);
            before = print.time;
        }
        CHECK(before < bar.end);
        CHECK(high == bar.high);
        CHECK(low == bar.low);
        CHECK(sum == *Decimal::from_double(volume));
    }
}
