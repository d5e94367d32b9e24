#include "net/websocket_client.hpp"
#include "news/alpaca_news_stream.hpp"
#include "news/feed_source.hpp"
#include "news/json_source.hpp"
#include "news/reddit_source.hpp"
#include "services/news_fetcher_service.hpp"
#include "services/route.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

/// For a first run without keys. Terms of use are the reader's business: docs/news.md.
constexpr auto kDefaultFeeds = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"federal-reserve", "https://www.federalreserve.gov/feeds/press_all.xml"},
     {"ecb", "https://www.ecb.europa.eu/rss/press.html"},
     {"sec-press", "https://www.sec.gov/news/pressreleases.rss"},
     {"globenewswire",
      "https://www.globenewswire.com/RssFeed/orgclass/1/feedTitle/"
      "GlobeNewswire%20-%20News%20about%20Public%20Companies"},
     {"prnewswire", "https://www.prnewswire.com/rss/news-releases-list.rss"},
     {"marketwatch", "https://feeds.content.dowjones.io/public/rss/mw_topstories"},
     {"cnbc-finance", "https://search.cnbc.com/rs/search/combinedcms/view.xml?partnerId=wrss01&id=10000664"},
     {"nasdaq-markets", "https://www.nasdaq.com/feed/rssoutbound?category=Markets"}});

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
    options.query = settings.query;
    // Without credentials the default host answers nobody: the source then picks the public one.
    const bool default_host = settings.base_url == config::RedditSettings{}.base_url;
    options.base_url = settings.client_id.empty() && default_host ? "" : settings.base_url;
    options.token_url = settings.token_url;
    options.client_id = settings.client_id;
    options.client_secret = settings.client_secret;
    options.policy = policy(settings.poll_interval, settings.user_agent);
    return options;
}

std::unique_ptr<news::Source> make_source(const config::NewsSource& source, news::PollPolicy policy) {
    if (source.json.empty()) return std::make_unique<news::FeedPoller>(source.name, source.url, std::move(policy));
    news::JsonPaths paths;
    for (auto& [key, path] : {std::pair{"items", &paths.items},
                              {"id", &paths.id},
                              {"title", &paths.title},
                              {"text", &paths.text},
                              {"url", &paths.url},
                              {"published", &paths.published},
                              {"author", &paths.author},
                              {"symbols", &paths.symbols}}) {
        if (const auto given = source.json.find(key); given != source.json.end()) *path = given->second;
    }
    return std::make_unique<news::JsonPoller>(source.name, source.url, std::move(paths), std::move(policy));
}

// EDGAR answers 403 to those who do not say whom to write to.
void add_filings(const config::Settings& settings, std::vector<std::unique_ptr<news::Source>>& sources) {
    if (settings.news.sec_forms.empty()) return;
    if (settings.news.user_agent.find('@') == std::string::npos) {
        telemetry::log_warning(kNewsFetcher, "EDGAR's filings are not read: it wants a contact in the User-Agent",
                               {{"hint", "set news.user_agent to something like \"Example Corp ops@example.com\""}});
        return;
    }
    for (const auto& form : settings.news.sec_forms) {
        auto asking = policy(settings.news.poll_interval, settings.news.user_agent);
        sources.push_back(std::make_unique<news::FeedPoller>("sec-" + form, news::edgar_url(form), std::move(asking),
                                                             std::vector{form}));
    }
}

/// A WebSocket as news sees it.
class NewsSocket final : public news::TextSocket {
public:
    explicit NewsSocket(std::unique_ptr<net::WebSocketClient> socket) : socket_(std::move(socket)) {}
    Result<std::optional<std::string>> receive(Duration wait) override {
        auto message = socket_->receive(wait);
        if (!message) return std::unexpected(std::move(message.error()));
        return *message ? std::optional(std::move((*message)->payload)) : std::nullopt;
    }
    Status send(std::string text) override { return socket_->send(std::move(text)); }

private:
    std::unique_ptr<net::WebSocketClient> socket_;
};

}  // namespace

Result<std::unique_ptr<news::TextSocket>> connect_text_socket(const std::string& url) {
    auto socket = net::WebSocketClient::connect({.url = url});
    if (!socket) return std::unexpected(std::move(socket.error()));
    return std::make_unique<NewsSocket>(std::move(*socket));
}

std::vector<std::unique_ptr<news::Source>> make_news_sources(const config::Settings& settings) {
    std::vector<std::unique_ptr<news::Source>> sources;
    for (const auto& source : settings.news.sources) {
        const Duration interval = source.interval > Duration{} ? source.interval : settings.news.poll_interval;
        sources.push_back(make_source(source, policy(interval, settings.news.user_agent)));
    }
    add_filings(settings, sources);
    if (sources.empty() && settings.news.defaults && settings.reddit.subreddits.empty()) {
        for (const auto& [name, url] : kDefaultFeeds) {
            sources.push_back(std::make_unique<news::FeedPoller>(
                std::string(name), std::string(url), policy(settings.news.poll_interval, settings.news.user_agent)));
        }
    }
    if (!settings.reddit.subreddits.empty()) {
        sources.push_back(std::make_unique<news::RedditPoller>(reddit_options(settings.reddit)));
    }
    if (!settings.alpaca.key_id.empty() && !settings.alpaca.secret_key.empty()) {
        news::AlpacaNewsStreamOptions options;
        options.rest.base_url = settings.alpaca.data_url;
        options.rest.key_id = settings.alpaca.key_id;
        options.rest.secret_key = settings.alpaca.secret_key;
        options.rest.policy = policy(settings.news.poll_interval, settings.news.user_agent);
        options.stream_url = settings.alpaca.stream_url;
        sources.push_back(std::make_unique<news::AlpacaNewsStream>(std::move(options), connect_text_socket));
    }
    return sources;
}

}  // namespace tradewind::services
