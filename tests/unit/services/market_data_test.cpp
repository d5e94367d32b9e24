#include "services/market_data_service.hpp"

#include <catch2/catch_test_macros.hpp>

#include "storage/bars.hpp"
#include "support/temp_dir.hpp"

namespace tradewind::services {
namespace {

using namespace std::chrono_literals;

const Ticker kAcme = *Ticker::parse("ACME");
const Timestamp kOpen = *parse_timestamp("2026-01-05T14:30:00Z");

Bar minute(int number, int close) {
    Bar bar;
    bar.ticker = kAcme;
    bar.start = kOpen + number * 1min;
    bar.end = bar.start + 1min;
    bar.open = bar.high = bar.low = bar.close = Decimal::from_int(close);
    bar.source = "alpaca:iex";
    return bar;
}

/// market-data on a store of its own and a scripted history.
struct Feed {
    Feed() {
        config::Settings settings;
        settings.data.dir = folder.path().string();
        settings.decisions["universe.symbols"] = "ACME";
        auto opened = World::open(settings, "live", false);
        REQUIRE(opened);
        world = std::move(*opened);
        restart();
    }
    void restart() {
        data = std::make_unique<MarketData>(*world, http, broker::AlpacaKeys{}, clock);
        REQUIRE(data->restore());
    }
    std::vector<Bar> stored() {
        std::vector<Bar> bars;
        REQUIRE(world->database().read([&](storage::Transaction& tx) -> Status {
            bars = *storage::list_bars(tx, kAcme, Timeframe::k1m, kOpen, kOpen + 1h, 100);
            return {};
        }));
        return bars;
    }
    std::size_t published() {
        const std::vector<std::string> streams{std::string(stream::kMarketBars)};
        auto reader = world->bus().consumer("test", "test-0", streams);
        REQUIRE(reader);
        auto read = (*reader)->read(100, Duration{});
        REQUIRE(read);
        REQUIRE((*reader)->ack(*read));
        return read->size();
    }

    test::TempDir folder;
    SystemMachineClock machine;
    ManualMarketClock clock{kOpen + 3min};
    std::string asked;
    std::string history = R"({"bars":{},"next_page_token":null})";
    broker::AlpacaHttp http{"https://alpaca.test",
                            {},
                            [this](const HttpRequest& request) -> Result<HttpResponse> {
                                asked = request.url;
                                HttpResponse response;
                                response.status = 200;
                                response.body = history;
                                return response;
                            },
                            machine,
                            [](Duration) {}};
    std::unique_ptr<World> world;
    std::unique_ptr<MarketData> data;
};

}  // namespace

TEST_CASE("each bar is stored and published once, whichever way it comes") {
    Feed feed;
    feed.history = R"({"bars":{"ACME":[{"t":"2026-01-05T14:30:00Z","o":1,"h":1,"l":1,"c":1,"v":5},
        {"t":"2026-01-05T14:31:00Z","o":2,"h":2,"l":2,"c":2,"v":5}]},"next_page_token":null})";
    REQUIRE(feed.data->catch_up());
    REQUIRE(feed.data->take({minute(1, 2), minute(2, 3)}));
    REQUIRE(feed.data->catch_up());
    CHECK(feed.stored().size() == 3);
    CHECK(feed.published() == 3);
}

TEST_CASE("after a restart history is asked for from the last bar on") {
    Feed feed;
    REQUIRE(feed.data->take({minute(0, 1), minute(1, 2)}));
    feed.restart();
    REQUIRE(feed.data->catch_up());
    CHECK(feed.asked.contains("start=2026-01-05T14%3A31%3A00Z"));
    REQUIRE(feed.data->take({minute(1, 2)}));
    CHECK(feed.stored().size() == 2);
}

TEST_CASE("a correction is stored beside its bar and never published") {
    Feed feed;
    REQUIRE(feed.data->take({minute(0, 1)}));
    Bar corrected = minute(0, 7);
    corrected.revision = 1;
    REQUIRE(feed.data->correct({corrected}));
    CHECK(feed.published() == 1);
    REQUIRE(feed.stored().size() == 1);
    CHECK(feed.stored()[0].close == Decimal::from_int(7));
}

}  // namespace tradewind::services
