#include "streams/partitions.hpp"

#include <catch2/catch_test_macros.hpp>
#include <set>

namespace tradewind::streams {

TEST_CASE("Where a ticker lies never changes") {
    // FNV-1a 64 of "AAPL" is 0x89106b8b9f086ccb, of the empty text 0xcbf29ce484222325.
    CHECK(partition_of("AAPL", 1) == 0);
    CHECK(partition_of("AAPL", 16) == 0xb);
    CHECK(partition_of("", 16) == 5);
    CHECK(partition_of("AAPL", 7) == static_cast<int>(0x89106b8b9f086ccbULL % 7));
}

TEST_CASE("Tickers spread over all partitions") {
    std::set<int> used;
    for (const auto* ticker :
         {"AAPL", "MSFT", "NVDA", "TSLA", "AMZN", "GOOG", "META", "JPM", "XOM", "BRK.B", "BTC/USD"}) {
        const int partition = partition_of(ticker, 4);
        CHECK(partition >= 0);
        CHECK(partition < 4);
        used.insert(partition);
    }
    CHECK(used.size() == 4);
}

TEST_CASE("Only the streams that are ordered per ticker have partitions") {
    CHECK(is_partitioned("market:bars"));
    CHECK(is_partitioned("news:scored"));
    CHECK(is_partitioned("signals:generated"));
    CHECK_FALSE(is_partitioned("news:raw"));
    CHECK_FALSE(is_partitioned("trades:executed"));
    CHECK(partition_name("market:bars", 3) == "market:bars:3");
}

}  // namespace tradewind::streams
