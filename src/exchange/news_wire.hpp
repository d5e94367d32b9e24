#pragma once

#include <deque>
#include <functional>
#include <queue>
#include <vector>

#include "exchange/market.hpp"
#include "exchange/options.hpp"

namespace tradewind::exchange {

/// How an event reaches the feeds: the same story in other words, later, or as somebody's post.
struct FeedEntry {
    enum class Feed : std::uint8_t { kRss, kAtom, kReddit } feed = Feed::kRss;
    std::uint64_t number = 0;
    std::string title, text, symbol;
    Timestamp published, updated;
};

/// Invents the news of the market: stories that move prices with a delay, noise that doesn't, and what wires make of
/// them: duplicates, rewrites, corrections. Everything follows from the seed.
class NewsWire {
public:
    NewsWire(const ExchangeOptions& options, Market& market, MarketListener& listener);

    [[nodiscard]] Timestamp next_time() const;
    void run(Timestamp now);
    /// Newest last.
    [[nodiscard]] const std::deque<NewsItem>& items() const { return items_; }
    [[nodiscard]] const std::deque<FeedEntry>& entries() const { return entries_; }

private:
    struct Follower {
        Timestamp time;
        std::uint64_t number;
        enum class What : std::uint8_t { kDuplicate, kCorrection, kRss, kAtom, kReddit } what;
        NewsItem item;
        bool operator<(const Follower& other) const {
            return std::pair(time, number) > std::pair(other.time, other.number);
        }
    };

    NewsItem invent(Timestamp time);
    void follow_up(const NewsItem& item);
    void publish(const NewsItem& item);
    void carry(const Follower& follower);
    void later(Timestamp time, Follower::What what, const NewsItem& item);
    Duration gap();

    Market* market_;
    MarketListener* listener_;
    Random random_;
    double per_hour_;
    Duration delay_;
    Timestamp next_;
    std::int64_t last_id_ = 40'000'000;
    std::uint64_t last_number_ = 0;
    std::priority_queue<Follower> followers_;
    std::deque<NewsItem> items_;
    std::deque<FeedEntry> entries_;
};

}  // namespace tradewind::exchange
