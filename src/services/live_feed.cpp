#include "services/live_feed.hpp"

#include <format>

#include "net/http_client.hpp"
#include "services/news_fetcher_service.hpp"
#include "services/route.hpp"

namespace tradewind::services {
namespace {

class NewsFeed final : public LiveFeed {
public:
    explicit NewsFeed(const MachineClock& machine) : market_(machine, machine.now(), 1) {}
    Status open(World& world, Host& host) {
        auto fetcher =
            NewsFetcher::open(world, make_news_sources(world.settings()), net::HttpClient::make_fetch(), market_);
        if (!fetcher) return std::unexpected(fetcher.error());
        fetcher_ = std::move(*fetcher);
        fetcher_->run(host);
        return {};
    }

private:
    ScaledMarketClock market_;
    std::unique_ptr<NewsFetcher> fetcher_;
};

}  // namespace

Result<std::unique_ptr<LiveFeed>> open_live_feed(World& world, std::string_view service, Host& host) {
    if (service == kNewsFetcher) {
        auto feed = std::make_unique<NewsFeed>(world.machine_clock());
        if (Status opened = feed->open(world, host); !opened) return std::unexpected(opened.error());
        return feed;
    }
    return fail(ErrorCode::kInvalidArgument, std::format("'{}' is no service that reads the outside world", service));
}

}  // namespace tradewind::services
