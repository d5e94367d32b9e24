#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "core/http.hpp"
#include "news/deduplicator.hpp"
#include "news/source.hpp"
#include "news/text_socket.hpp"
#include "services/host.hpp"
#include "services/world.hpp"
#include "storage/news_sources.hpp"
#include "streams/cache.hpp"

namespace tradewind::services {

/// The sources that settings ask for: feeds, Reddit, and Alpaca's news where there are keys.
std::vector<std::unique_ptr<news::Source>> make_news_sources(const config::Settings& settings);

/// A WebSocket for sources that listen.
Result<std::unique_ptr<news::TextSocket>> connect_text_socket(const std::string& url);

/// news-fetcher: polls sources, tells new stories from repeated ones, and publishes what is new on news:raw. Articles,
/// the source's state and the outbox are one transaction, so that a crash neither loses nor doubles an article.
class NewsFetcher {
public:
    /// Restores the sources' states and what the deduplicator knew from `world`'s store.
    static Result<std::unique_ptr<NewsFetcher>> open(World& world, std::vector<std::unique_ptr<news::Source>> sources,
                                                     HttpFetch fetch, const MarketClock& market);

    /// One thread of `host` per source: a server that hangs holds up nobody but itself.
    void run(Host& host);
    /// Polls source `index` if it is due. An error of the source is counted and logged; of the store it is returned,
    /// and what was fetched is stored the next time.
    Status poll_if_due(std::size_t index);

    [[nodiscard]] std::size_t size() const { return feeds_.size(); }
    [[nodiscard]] const news::Source& source(std::size_t index) const { return *feeds_[index].source; }

private:
    struct Feed {
        std::unique_ptr<news::Source> source;
        std::vector<RawArticle> waiting;  ///< Fetched, not stored yet.
        std::map<ArticleId, std::string> details;
        std::vector<ArticleId> withdrawn;
        storage::NewsSourceStatus status;
        bool unsaved = false;  ///< The source's state is newer than the store's.
        telemetry::Counter* fetched = nullptr;
        telemetry::Counter* duplicates = nullptr;
        telemetry::Counter* errors = nullptr;
    };

    NewsFetcher(World& world, HttpFetch fetch, const MarketClock& market);
    void add(std::unique_ptr<news::Source> source);
    Status restore();
    Status remember_stored_articles();
    void poll(Feed& feed);
    void take(Feed& feed, news::PollResult polled);
    bool told_before(RawArticle& article, bool revised);
    Status stored_elsewhere(const RawArticle& article, bool& stored);
    Status store(Feed& feed);
    void forget_old_hashes();

    World& world_;
    HttpFetch fetch_;
    const MarketClock& market_;
    std::vector<Feed> feeds_;
    std::unique_ptr<streams::Cache> cache_;  ///< What other instances told: news:seen_hashes.
    Timestamp forgotten_;                    ///< When its old members were last removed, market time.
    std::mutex dedupe_mutex_;
    news::Deduplicator deduplicator_;
    std::atomic<bool> leftovers_ = false;  ///< Something stored could not be published.
};

}  // namespace tradewind::services
