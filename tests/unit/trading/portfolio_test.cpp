#include "trading/portfolio.hpp"

#include <catch2/catch_test_macros.hpp>
#include <random>

#include "unit/trading/events.hpp"

using namespace tradewind;
using namespace tradewind::trading;
using namespace tradewind::trading::testing;

namespace {

const Timestamp kTime = at("2014-06-02T14:00:00Z");

struct Book {
    Portfolio portfolio{d("100000")};
    std::uint32_t ticker = portfolio.intern(symbol("AAPL"));

    FillResult buy(std::string_view quantity, std::string_view price) { return fill(Side::kBuy, quantity, price); }
    FillResult sell(std::string_view quantity, std::string_view price) { return fill(Side::kSell, quantity, price); }
    FillResult fill(Side side, std::string_view quantity, std::string_view price) {
        return portfolio.apply_fill(ticker, side, d(quantity), d(price), Decimal(), kTime);
    }
};

}  // namespace

TEST_CASE("the oldest lots close first") {
    Book book;
    book.buy("100", "10");
    book.buy("100", "20");
    CHECK(book.sell("150", "30").realized_pnl == d("2500"));
    CHECK(book.portfolio.holding(book.ticker).lots.size() == 1);
    CHECK(book.portfolio.holding(book.ticker).average_price() == d("20"));
    CHECK(book.portfolio.cash() == d("101500"));
}

TEST_CASE("shorts gain where prices fall") {
    Book book;
    book.sell("100", "50");
    CHECK(book.portfolio.equity() == d("100000"));
    book.portfolio.mark(book.ticker, d("45"));
    CHECK(book.portfolio.equity() == d("100500"));
    CHECK(book.portfolio.gross_exposure() == d("4500"));
    CHECK(book.buy("100", "40").realized_pnl == d("1000"));
}

TEST_CASE("a fill that crosses zero closes one position and opens another") {
    Book book;
    book.buy("100", "10");
    const auto result = book.sell("150", "12");
    CHECK(result.realized_pnl == d("200"));
    CHECK(result.position == d("-50"));
    CHECK(book.portfolio.holding(book.ticker).average_price() == d("12"));
}

TEST_CASE("a 7:1 split changes units and nothing else") {
    Book book;
    book.buy("100", "645.57");
    book.buy("1", "640.01");
    const Decimal before = book.portfolio.equity();
    const auto split = book.portfolio.apply_split(book.ticker, {7, 1}, kTime);
    CHECK(split.quantity == d("606"));
    CHECK(split.cash.is_zero());
    CHECK(book.portfolio.equity() == before);
    book.portfolio.mark(book.ticker, d("92.42"));
    CHECK(book.portfolio.position_value() == d("65340.94"));
    // Cost 64 557 + 640.01, proceeds 707 · 92.42.
    CHECK(book.sell("707", "92.42").realized_pnl == d("143.93"));
    CHECK(book.portfolio.holding(book.ticker).cost.is_zero());
}

TEST_CASE("a reverse split keeps fractions that nine decimals hold, and pays out what they can't") {
    Book book;
    book.buy("105", "10");
    CHECK(book.portfolio.apply_split(book.ticker, {1, 10}, kTime).cash.is_zero());
    CHECK(book.portfolio.holding(book.ticker).quantity == d("10.5"));

    Book thirds;
    thirds.buy("100", "9");
    const auto split = thirds.portfolio.apply_split(thirds.ticker, {1, 3}, kTime);
    CHECK(thirds.portfolio.holding(thirds.ticker).quantity == d("33.333333333"));
    CHECK(split.cash == d("0.000000009"));
}

TEST_CASE("lots split one by one still add up to the position") {
    Book book;
    for (int i = 0; i < 5; ++i) book.buy("1", "9");
    book.portfolio.apply_split(book.ticker, {1, 3}, kTime);
    Decimal sum;
    for (const Lot& lot : book.portfolio.holding(book.ticker).lots) sum += lot.quantity;
    CHECK(sum == book.portfolio.holding(book.ticker).quantity);
    CHECK(sum == d("1.666666666"));
}

TEST_CASE("no digit is lost or made, whatever is traded") {
    for (unsigned seed = 1; seed <= 50; ++seed) {
        std::mt19937_64 random(seed);
        const auto draw = [&](std::int64_t from, std::int64_t to) {
            return from + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(to - from + 1));
        };
        Portfolio portfolio(d("1000000"));
        const auto ticker = portfolio.intern(symbol("AAPL"));
        Decimal cash = d("1000000");
        Decimal position;
        Decimal realized;
        for (int step = 0; step < 200; ++step) {
            if (draw(0, 19) == 0) {
                const auto result = portfolio.apply_split(
                    ticker, {static_cast<std::uint32_t>(draw(1, 7)), static_cast<std::uint32_t>(draw(1, 7))}, kTime);
                position += result.quantity;
                cash += result.cash;
                continue;
            }
            const Side side = draw(0, 1) == 0 ? Side::kBuy : Side::kSell;
            const auto quantity = Decimal::from_raw(draw(1, 200'000'000'000));
            const auto price = Decimal::from_raw(draw(10'000'000, 900'000'000'000));
            const auto costs = Decimal::from_raw(draw(0, 1'000'000'000));
            const Decimal value = multiply(quantity, price, Rounding::kHalfEven);
            const auto result = portfolio.apply_fill(ticker, side, quantity, price, costs, kTime);
            cash += (side == Side::kBuy ? -value : value) - costs;
            position += side == Side::kBuy ? quantity : -quantity;
            realized += result.realized_pnl;
            REQUIRE(portfolio.cash() == cash);
            REQUIRE(portfolio.holding(ticker).quantity == position);
            REQUIRE(result.position == position);
            REQUIRE(portfolio.realized_pnl() == realized);
            REQUIRE(portfolio.position_value() == multiply(position, price, Rounding::kHalfEven));
        }
    }
}
