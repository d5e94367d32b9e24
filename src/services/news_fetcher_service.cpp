#include "services/news_fetcher_service.hpp"

#include <algorithm>

#include "services/codec.hpp"
#include "services/route.hpp"
#include "storage/articles.hpp"
#include "storage/world_facts.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

constexpr std::size_t kPage = 1000;
constexpr std::size_t kMostRemembered = 50'000;
constexpr std::chrono::seconds kLongestNap{1};
constexpr std::chrono::hours kForgetEvery{1};

std::string fact_name(const news::Source& source) {
    return "news.source/" + source.name();
}

news::DedupeOptions dedupe_options(const config::Settings& settings) {
    news::DedupeOptions options;
    options.window = settings.news.dedupe_window;
    options.max_articles = kMostRemembered;
    return options;
}

}  // namespace

NewsFetcher::NewsFetcher(World& world, HttpFetch fetch, const MarketClock& market)
    : world_(world), fetch_(std::move(fetch)), market_(market), deduplicator_(dedupe_options(world.settings())) {}

Result<std::unique_ptr<NewsFetcher>> NewsFetcher::open(World& world, std::vector<std::unique_ptr<news::Source>> sources,
                                                       HttpFetch fetch, const MarketClock& market) {
    std::unique_ptr<NewsFetcher> fetcher(new NewsFetcher(world, std::move(fetch), market));
    for (auto& source : sources) fetcher->add(std::move(source));
    if (Status restored = fetcher->restore(); !restored) return std::unexpected(restored.error());
    if (fetcher->feeds_.empty()) {
        telemetry::log_warning(kNewsFetcher, "no news sources are configured",
                               {{"hint", "add [[news.sources]] with name and url, or reddit.subreddits"}});
    }
    return fetcher;
}

void NewsFetcher::add(std::unique_ptr<news::Source> source) {
    auto& meters = world_.meters();
    const telemetry::Labels labels{{"service", std::string(kNewsFetcher)}, {"source", source->name()}};
    Feed feed;
    feed.source = std::move(source);
    feed.fetched = &meters.counter(telemetry::metric::kArticlesFetched, labels);
    feed.duplicates = &meters.counter(telemetry::metric::kArticlesDuplicate, labels);
    feed.errors = &meters.counter(telemetry::metric::kFetchErrors, labels);
    feeds_.push_back(std::move(feed));
}

Status NewsFetcher::restore() {
    for (auto& feed : feeds_) {
        std::optional<std::string> saved;
        feed.status.name = feed.source->name();
        const Status read = world_.database().read([&](storage::Transaction& tx) -> Status {
            auto fact = storage::find_fact(tx, fact_name(*feed.source));
            if (!fact) return std::unexpected(fact.error());
            saved = std::move(*fact);
            auto status = storage::find_source_status(tx, feed.source->name());
            if (!status) return std::unexpected(status.error());
            if (*status) feed.status = std::move(**status);
            return {};
        });
        if (!read) return read;
        if (!saved) continue;
        if (Status loaded = feed.source->load(*saved); !loaded) {
            telemetry::log_failure(telemetry::LogLevel::kWarning, kNewsFetcher, "a source begins anew", loaded.error());
        }
    }
    const auto& settings = world_.settings();
    auto cache = streams::open_cache({.url = settings.streams.url, .world = world_.name()}, world_.database(),
                                     {.clock = world_.machine_clock()});
    if (!cache) return std::unexpected(cache.error());
    cache_ = std::move(*cache);
    if (Status known = remember_stored_articles(); !known) return known;
    return world_.publish_leftovers();
}

// The deduplicator's verdicts depend on order, so articles go in as they once became known.
Status NewsFetcher::remember_stored_articles() {
    std::vector<RawArticle> known;
    storage::Page page;
    page.limit = kPage;
    page.from = market_.now() - world_.settings().news.dedupe_window;
    const Status read = world_.database().read([&](storage::Transaction& tx) -> Status {
        while (known.size() < kMostRemembered) {
            auto articles = storage::list_articles(tx, page);
            if (!articles) return std::unexpected(articles.error());
            const bool last = articles->size() < kPage;
            if (!articles->empty()) {
                page.before = storage::Cursor{articles->back().published, articles->back().id.to_string()};
            }
            std::ranges::move(*articles, std::back_inserter(known));
            if (last) break;
        }
        return {};
    });
    if (!read) return read;
    std::ranges::sort(known, {}, [](const RawArticle& article) { return std::pair(article.received, article.id); });
    for (auto& article : known) news::deduplicate(deduplicator_, article);
    return {};
}

void NewsFetcher::run(Host& host) {
    for (std::size_t i = 0; i < feeds_.size(); ++i) {
        host.loop(std::string(kNewsFetcher), [this, i](const std::stop_token& stop) -> Status {
            if (Status polled = poll_if_due(i); !polled) return polled;
            const Duration left = feeds_[i].source->next_poll() - world_.machine_clock().now();
            const Duration nap = std::min<Duration>(left, kLongestNap);
            if (nap > Duration{} && !feeds_[i].source->wait(nap)) pause_or_stop(stop, nap);
            return {};
        });
    }
}

Status NewsFetcher::poll_if_due(std::size_t index) {
    Feed& feed = feeds_[index];
    if (leftovers_.exchange(false)) {
        if (Status published = world_.publish_leftovers(); !published) {
            leftovers_ = true;
            return published;
        }
    }
    if (Status stored = store(feed); !stored) return stored;
    if (world_.machine_clock().now() < feed.source->next_poll()) return {};
    poll(feed);
    return store(feed);
}

void NewsFetcher::poll(Feed& feed) {
    const Timestamp now = world_.machine_clock().now();
    auto polled = feed.source->poll({now, market_.now()}, fetch_);
    feed.unsaved = true;
    auto& status = feed.status;
    ++status.polls;
    status.last_poll = now;
    status.retired = feed.source->retired();
    status.next_poll = status.retired ? std::nullopt : std::optional(feed.source->next_poll());
    status.error = polled ? "" : polled.error().message;
    status.hint = polled ? "" : polled.error().hint;
    if (polled) {
        status.failures_in_row = 0;
        status.last_success = now;
        take(feed, std::move(*polled));
        return;
    }
    ++status.failed;
    ++status.failures_in_row;
    feed.errors->add();
    telemetry::log_warning(kNewsFetcher, "a source could not be read",
                           {{"source", feed.source->name()},
                            {"error", polled.error().message},
                            {"hint", polled.error().hint},
                            {"next", status.retired ? "never" : format_timestamp(feed.source->next_poll())}});
}

void NewsFetcher::take(Feed& feed, news::PollResult polled) {
    for (const auto& warning : polled.warnings) {
        telemetry::log_debug(kNewsFetcher, "a source is odd", {{"source", feed.source->name()}, {"warning", warning}});
    }
    auto& status = feed.status;
    std::size_t duplicates = polled.known;
    status.fetched += static_cast<std::int64_t>(polled.known + polled.articles.size());
    feed.details.merge(polled.details);
    std::ranges::move(polled.withdrawn, std::back_inserter(feed.withdrawn));
    const std::scoped_lock lock(dedupe_mutex_);
    for (auto& article : polled.articles) {
        if (told_before(article, polled.revised.contains(article.id))) {
            ++duplicates;
            continue;
        }
        status.last_article = std::max(status.last_article.value_or(article.published), article.published);
        feed.waiting.push_back(std::move(article));
    }
    status.duplicates += static_cast<std::int64_t>(duplicates);
    feed.duplicates->add(duplicates);
    forget_old_hashes();
}

// By this instance's own memory, or by another's: the hash is claimed first and the store has the last word, so that
// what was claimed by one who then crashed is told after all.
bool NewsFetcher::told_before(RawArticle& article, bool revised) {
    const auto verdict = news::deduplicate(deduplicator_, article);
    // A version of which only a word differs is kept, too.
    if (verdict.kind == news::DedupeKind::kDuplicate && !(revised && verdict.similarity < 1)) return true;
    if (cache_ == nullptr) return false;
    const auto fresh = cache_->remember(streams::cache_key::kSeenHashes, article.id.to_string(), article.published);
    if (fresh && *fresh) return false;
    bool stored = false;
    const Status looked = stored_elsewhere(article, stored);
    return looked && stored;
}

Status NewsFetcher::stored_elsewhere(const RawArticle& article, bool& stored) {
    return world_.database().read([&](storage::Transaction& tx) -> Status {
        const auto found = storage::find_article(tx, article.id);
        if (!found) return std::unexpected(found.error());
        stored = found->has_value();
        return {};
    });
}

void NewsFetcher::forget_old_hashes() {
    const Timestamp now = market_.now();
    if (cache_ == nullptr || now < forgotten_ + kForgetEvery) return;
    forgotten_ = now;
    const auto removed =
        cache_->forget_before(streams::cache_key::kSeenHashes, now - world_.settings().news.dedupe_window);
    if (!removed) {
        telemetry::log_failure(telemetry::LogLevel::kWarning, kNewsFetcher, "old hashes stay for now", removed.error());
    }
}

Status NewsFetcher::store(Feed& feed) {
    if (!feed.unsaved) return {};
    const Timestamp now = world_.machine_clock().now();
    auto status = feed.status;
    status.fresh += static_cast<std::int64_t>(feed.waiting.size());
    std::vector<Outgoing> outgoing;
    for (const auto& article : feed.waiting) outgoing.push_back(outgoing_message(article, now));
    const Status stored = world_.write([&](storage::Transaction& tx) -> Status {
        if (Status articles = storage::insert_articles(tx, feed.waiting); !articles) return articles;
        for (const auto& [id, details] : feed.details) {
            if (Status set = storage::set_article_details(tx, id, details, now); !set) return set;
        }
        for (const auto& id : feed.withdrawn) {
            if (Status gone = storage::withdraw_article(tx, id, now); !gone) return gone;
        }
        if (Status state = storage::set_fact(tx, fact_name(*feed.source), feed.source->save(), now); !state)
            return state;
        if (Status shown = storage::set_source_status(tx, status); !shown) return shown;
        return world_.enqueue(tx, outgoing, now);
    });
    if (!stored) return stored;
    feed.status = std::move(status);
    feed.fetched->add(feed.waiting.size());
    feed.waiting.clear();
    feed.details.clear();
    feed.withdrawn.clear();
    feed.unsaved = false;
    const Status published = outgoing.empty() ? Status{} : world_.publish(outgoing);
    if (!published) leftovers_ = true;
    return published;
}

}  // namespace tradewind::services
