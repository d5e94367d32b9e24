#pragma once

#include <deque>
#include <string>

#include "exchange/news_wire.hpp"

/// The invented news as web feeds and as a subreddit.
namespace tradewind::exchange {

std::string rss_page(const std::deque<FeedEntry>& entries, Timestamp now);
std::string atom_page(const std::deque<FeedEntry>& entries, Timestamp now);
/// A listing as Reddit's API gives it; `after` is the name of the last post of the page before.
std::string reddit_page(const std::deque<FeedEntry>& entries, const std::string& subreddit, std::size_t limit,
                        const std::string& after);

}  // namespace tradewind::exchange
