#include "news/alpaca_news_source.hpp"
#include "news/feed_source.hpp"
#include "news/reddit_source.hpp"
#include "services/news_fetcher_service.hpp"

namespace tradewind::services {
namespace {

news::PollPolicy policy(Duration interval, const std::string& user_agent) {
    news::PollPolicy made;
    made.interval = interval;
    made.longest = std::max(made.longest, interval);
    made.user_agent = user_agent;
    return made;
}

news::RedditOptions reddit_options(const config::RedditSettings& settings) {
    news::RedditOptions options;
    options.subreddits = settings.subreddits;
    // Without credentials the default host answers nobody: the source then picks the public one.
    const bool default_host = settings.base_url == config::RedditSettings{}.base_url;
    options.base_url = settings.client_id.empty() && default_host ? "" : settings.base_url;
    options.token_url = settings.token_url;
    options.client_id = settings.client_id;
    options.client_secret = settings.client_secret;
    options.policy = policy(settings.poll_interval, settings.user_agent);
    return options;
}

}  // namespace

std::vector<std::unique_ptr<news::Source>> make_news_sources(const config::Settings& settings) {
    std::vector<std::unique_ptr<news::Source>> sources;
    for (const auto& feed : settings.news.sources) {
        const Duration interval = feed.interval > Duration{} ? feed.interval : settings.news.poll_interval;
        sources.push_back(
            std::make_unique<news::FeedPoller>(feed.name, feed.url, policy(interval, settings.news.user_agent)));
    }
    if (!settings.reddit.subreddits.empty()) {
        sources.push_back(std::make_unique<news::RedditPoller>(reddit_options(settings.reddit)));
    }
    if (!settings.alpaca.key_id.empty() && !settings.alpaca.secret_key.empty()) {
        news::AlpacaNewsOptions options;
        options.base_url = settings.alpaca.data_url;
        options.key_id = settings.alpaca.key_id;
        options.secret_key = settings.alpaca.secret_key;
        options.policy = policy(settings.news.poll_interval, settings.news.user_agent);
        sources.push_back(std::make_unique<news::AlpacaNewsPoller>(std::move(options)));
    }
    return sources;
}

}  // namespace tradewind::services
