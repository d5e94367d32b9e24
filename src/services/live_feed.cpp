#include "services/live_feed.hpp"

#include <fmt/core.h>
#include <thread>

#include "net/http_client.hpp"
#include "services/alpaca_link.hpp"
#include "services/host_pace.hpp"
#include "services/live_executor.hpp"
#include "services/market_data_service.hpp"
#include "services/news_fetcher_service.hpp"
#include "services/route.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

constexpr std::chrono::seconds kRefusedPause{30};

class NewsFeed final : public LiveFeed {
public:
    Status open(World& world, Host& host) {
        auto fetcher =
            NewsFetcher::open(world, make_news_sources(world.settings()),
                              paced(net::HttpClient::make_fetch(), world.machine_clock()), world.market_time());
        if (!fetcher) return std::unexpected(fetcher.error());
        fetcher_ = std::move(*fetcher);
        fetcher_->run(host);
        return {};
    }

private:
    std::unique_ptr<NewsFetcher> fetcher_;
};

class BarFeed final : public LiveFeed {
public:
    explicit BarFeed(World& world) : alpaca_(world), bars_(world, alpaca_.data, alpaca_.keys, world.market_time()) {}
    Status open(Host& host) {
        if (Status restored = bars_.restore(); !restored) return restored;
        host.loop(std::string(kMarketData), [this](const std::stop_token& stop) -> Status {
            const Status ended = bars_.stream(stop);
            // Wrong keys, or the plan's one connection taken: asking at once again helps nobody.
            if (ended || ended.error().code == ErrorCode::kUnavailable) return ended;
            telemetry::log_failure(telemetry::LogLevel::kError, kMarketData, "the data stream refuses us",
                                   ended.error());
            pause_or_stop(stop, kRefusedPause);
            return {};
        });
        return {};
    }

private:
    AlpacaLink alpaca_;
    MarketData bars_;
};

class AlpacaExecutor final : public LiveFeed {
public:
    explicit AlpacaExecutor(World& world) : alpaca_(world) {}
    Status open(World& world, Host& host) {
        auto cash = opening_cash(world, alpaca_);
        if (!cash) return std::unexpected(cash.error());
        auto executor = LiveExecutor::open(world, alpaca_.broker, alpaca_.keys, alpaca_.order_events_url,
                                           world.market_time(), *cash);
        if (!executor) return std::unexpected(executor.error());
        executor_ = std::move(*executor);
        executor_->run(host);
        return {};
    }
    Status settle(Duration patience) override {
        const SystemMachineClock clock;
        const Duration deadline = clock.monotonic() + patience;
        for (int looks = 0; looks == 0 || !executor_->agrees(); ++looks) {
            if (looks % 50 == 0) executor_->look_again();
            if (clock.monotonic() > deadline) {
                return fail(ErrorCode::kUnavailable,
                            "our books and the broker's did not come to agree: " + executor_->disagreement(),
                            "see: tradewind controls show");
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        return {};
    }

private:
    AlpacaLink alpaca_;
    std::unique_ptr<LiveExecutor> executor_;
};

}  // namespace

Result<std::unique_ptr<LiveFeed>> open_live_feed(World& world, std::string_view service, Host& host) {
    if (service == kNewsFetcher) {
        auto feed = std::make_unique<NewsFeed>();
        if (Status opened = feed->open(world, host); !opened) return std::unexpected(opened.error());
        return feed;
    }
    if (service == kMarketData) {
        if (!has_alpaca_keys(world.settings())) {
            return fail(ErrorCode::kInvalidArgument, "market-data needs Alpaca's keys",
                        "set APCA_API_KEY_ID and APCA_API_SECRET_KEY");
        }
        auto feed = std::make_unique<BarFeed>(world);
        if (Status opened = feed->open(host); !opened) return std::unexpected(opened.error());
        return feed;
    }
    return fail(ErrorCode::kInvalidArgument, fmt::format("'{}' is no service that reads the outside world", service));
}

Result<std::unique_ptr<LiveFeed>> open_alpaca_executor(World& world, Host& host) {
    auto executor = std::make_unique<AlpacaExecutor>(world);
    if (Status opened = executor->open(world, host); !opened) return std::unexpected(opened.error());
    return executor;
}

}  // namespace tradewind::services
