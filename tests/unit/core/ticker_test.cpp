#include "core/ticker.hpp"

#include <catch2/catch_test_macros.hpp>
#include <set>

using tradewind::Ticker;

TEST_CASE("Symbols of equities, share classes and crypto pairs are tickers") {
    for (const auto* text : {"A", "AAPL", "GOOGL", "BRK.B", "BF-A", "BTC/USD", "1INCH/USDT"}) {
        INFO(text);
        const auto ticker = Ticker::parse(text);
        REQUIRE(ticker.has_value());
        CHECK(ticker->view() == text);
        CHECK_FALSE(ticker->empty());
    }
}

TEST_CASE("Anything else is not") {
    for (const auto* text : {"", "aapl", "AAPLXX", "A1", "$AAPL", "BRK.", ".B", "AAPL ", "BTC/", "/USD", "BTC/US",
                             "BTC/USD/X", "ABCDEFGHI/USD", "BRK.ABCDE", "A.B.C", "\xC3\x84"}) {
        INFO(text);
        CHECK_FALSE(Ticker::parse(text).has_value());
    }
}

TEST_CASE("Pairs are crypto, others are not") {
    CHECK(Ticker::parse("BTC/USD")->is_crypto());
    CHECK_FALSE(Ticker::parse("BRK.B")->is_crypto());
}

TEST_CASE("Tickers sort as their text and hash by value") {
    std::set<Ticker> tickers;
    for (const auto* text : {"SPY", "AAPL", "BRK.B", "A", "AAPL"}) tickers.insert(*Ticker::parse(text));
    std::string order;
    for (const auto& ticker : tickers) order += ticker.to_string() + ' ';
    CHECK(order == "A AAPL BRK.B SPY ");
    CHECK(std::hash<Ticker>{}(*Ticker::parse("AAPL")) == std::hash<Ticker>{}(*Ticker::parse("AAPL")));
}
