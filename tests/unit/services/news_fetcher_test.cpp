#include "services/news_fetcher_service.hpp"

#include <catch2/catch_test_macros.hpp>
#include <semaphore>

#include "core/id.hpp"
#include "news/article.hpp"
#include "storage/articles.hpp"
#include "storage/news_sources.hpp"
#include "streams/cache.hpp"
#include "streams/codec.hpp"
#include "support/temp_dir.hpp"

namespace tradewind::services {
namespace {

using namespace std::chrono_literals;

RawArticle article(std::string_view source, std::string_view title) {
    RawArticle made;
    made.id = news::article_id({}, source, title);
    made.story = made.id;
    made.source = source;
    made.title = title;
    made.published = SystemMachineClock().now() - 1min;
    made.received = made.published + 1s;
    return made;
}

/// Gives out what the test puts in, one list a poll; then nothing more.
class ScriptedSource final : public news::Source {
public:
    ScriptedSource(std::string name, std::vector<Result<news::PollResult>> answers)
        : name_(std::move(name)), answers_(std::move(answers)) {}
    const std::string& name() const override { return name_; }
    Timestamp next_poll() const override { return polls_ < answers_.size() ? Timestamp{} : Timestamp::max(); }
    Result<news::PollResult> poll(news::PollTime, const HttpFetch&) override { return answers_[polls_++]; }
    std::string save() const override { return std::to_string(polls_); }
    Status load(std::string_view state) override {
        loaded = state;
        return {};
    }
    std::string loaded;

private:
    std::string name_;
    std::vector<Result<news::PollResult>> answers_;
    std::size_t polls_ = 0;
};

/// A server that doesn't answer until the test lets it.
class HangingSource final : public news::Source {
public:
    HangingSource(std::binary_semaphore& asked, std::binary_semaphore& released) : asked_(asked), released_(released) {}
    const std::string& name() const override { return name_; }
    Timestamp next_poll() const override { return done_ ? Timestamp::max() : Timestamp{}; }
    Result<news::PollResult> poll(news::PollTime, const HttpFetch&) override {
        asked_.release();
        released_.acquire();
        done_ = true;
        return fail(ErrorCode::kUnavailable, "no answer");
    }
    std::string save() const override { return {}; }
    Status load(std::string_view) override { return {}; }

private:
    std::string name_ = "rss:hangs";
    std::binary_semaphore& asked_;
    std::binary_semaphore& released_;
    bool done_ = false;
};

Result<news::PollResult> answer(std::vector<RawArticle> articles) {
    return news::PollResult{.status = 200, .articles = std::move(articles), .known = 0, .warnings = {}};
}

class Newsroom {
public:
    Newsroom() : world_(open()) {}
    World& world() { return *world_; }
    void restart() {
        REQUIRE(world_->flush_marks());  // Else what was published goes out again, for inboxes to absorb.
        world_.reset();
        world_ = open();
    }
    std::unique_ptr<NewsFetcher> fetcher(std::vector<std::unique_ptr<news::Source>> sources) {
        auto made = NewsFetcher::open(*world_, std::move(sources), {}, clock_);
        REQUIRE(made);
        return std::move(*made);
    }
    /// Titles on news:raw that weren't read before.
    std::vector<std::string> published(Duration wait = Duration{}) {
        const std::vector<std::string> streams{std::string(stream::kNewsRaw)};
        auto reader = world_->bus().consumer("test", "test-0", streams);
        REQUIRE(reader);
        auto read = (*reader)->read(100, wait);
        REQUIRE(read);
        std::vector<std::string> titles;
        for (const auto& delivery : *read) titles.push_back(streams::decode<RawArticle>(delivery.body)->message.title);
        REQUIRE((*reader)->ack(*read));
        return titles;
    }
    std::uint64_t count(const telemetry::MetricSpec& spec, std::string source) {
        return world_->meters().counter(spec, {{"service", "news-fetcher"}, {"source", std::move(source)}}).value();
    }

private:
    std::unique_ptr<World> open() {
        config::Settings settings;
        settings.data.dir = folder_.path().string();
        auto world = World::open(settings, "live", false);
        REQUIRE(world);
        return std::move(*world);
    }
    test::TempDir folder_;
    SystemMachineClock machine_;
    ScaledMarketClock clock_{machine_, machine_.now(), 1};
    std::unique_ptr<World> world_;
};

template <class... Sources>
std::vector<std::unique_ptr<news::Source>> list(Sources... sources) {
    std::vector<std::unique_ptr<news::Source>> made;
    (made.push_back(std::move(sources)), ...);
    return made;
}

}  // namespace

TEST_CASE("new articles are published once, repeated ones are counted") {
    Newsroom room;
    const auto story = article("rss:a", "Acme Corp raises its forecast for the year after strong sales");
    auto fetcher =
        room.fetcher(list(std::make_unique<ScriptedSource>("rss:a", std::vector{answer({story}), answer({story})})));
    REQUIRE(fetcher->poll_if_due(0));
    REQUIRE(fetcher->poll_if_due(0));
    REQUIRE(fetcher->poll_if_due(0));
    CHECK(room.published() == std::vector{story.title});
    CHECK(room.count(telemetry::metric::kArticlesFetched, "rss:a") == 1);
    CHECK(room.count(telemetry::metric::kArticlesDuplicate, "rss:a") == 1);
}

TEST_CASE("a restart remembers stories and each source's state") {
    Newsroom room;
    const auto story = article("rss:a", "Acme Corp raises its forecast for the year after strong sales");
    REQUIRE(
        room.fetcher(list(std::make_unique<ScriptedSource>("rss:a", std::vector{answer({story})})))->poll_if_due(0));
    CHECK(room.published().size() == 1);
    room.restart();
    auto source = std::make_unique<ScriptedSource>("rss:a", std::vector{answer({story})});
    const ScriptedSource& seen = *source;
    auto fetcher = room.fetcher(list(std::move(source)));
    CHECK(seen.loaded == "1");
    REQUIRE(fetcher->poll_if_due(0));
    CHECK(room.published().empty());
}

TEST_CASE("a source that fails is counted and goes on") {
    Newsroom room;
    auto fetcher = room.fetcher(list(std::make_unique<ScriptedSource>(
        "rss:a", std::vector<Result<news::PollResult>>{fail(ErrorCode::kUnavailable, "no connection"),
                                                       answer({article("rss:a", "Back again")})})));
    REQUIRE(fetcher->poll_if_due(0));
    CHECK(room.count(telemetry::metric::kFetchErrors, "rss:a") == 1);
    REQUIRE(fetcher->poll_if_due(0));
    CHECK(room.published() == std::vector<std::string>{"Back again"});
}

TEST_CASE("a source that hangs holds up no other") {
    Newsroom room;
    std::binary_semaphore asked(0);
    std::binary_semaphore released(0);
    auto fetcher = room.fetcher(
        list(std::make_unique<HangingSource>(asked, released),
             std::make_unique<ScriptedSource>("rss:b", std::vector{answer({article("rss:b", "Still alive")})})));
    Host host;
    fetcher->run(host);
    asked.acquire();
    CHECK(room.published(10s) == std::vector<std::string>{"Still alive"});
    released.release();
    host.stop();
}

TEST_CASE("each source is counted, over restarts too") {
    Newsroom room;
    const auto story = article("rss:a", "Acme Corp raises its forecast for the year after strong sales");
    auto scripted = [&] {
        return list(std::make_unique<ScriptedSource>(
            "rss:a", std::vector<Result<news::PollResult>>{answer({story}), fail(ErrorCode::kUnavailable, "no answer"),
                                                           answer({story})}));
    };
    auto fetcher = room.fetcher(scripted());
    for (int i = 0; i < 2; ++i) REQUIRE(fetcher->poll_if_due(0));
    const auto status = [&] {
        std::vector<storage::NewsSourceStatus> all;
        REQUIRE(room.world().database().read([&](storage::Transaction& tx) -> Status {
            all = storage::list_source_status(tx).value();
            return {};
        }));
        REQUIRE(all.size() == 1);
        return all[0];
    };
    CHECK(status().error == "no answer");
    CHECK(status().failures_in_row == 1);
    REQUIRE(fetcher->poll_if_due(0));
    CHECK(status().polls == 3);
    CHECK(status().fetched == 2);
    CHECK(status().fresh == 1);
    CHECK(status().duplicates == 1);
    CHECK(status().failed == 1);
    CHECK(status().error.empty());
    CHECK(status().retired);
    CHECK_FALSE(status().next_poll);
    room.restart();
    REQUIRE(room.fetcher(scripted())->poll_if_due(0));
    CHECK(status().polls == 4);
}

TEST_CASE("two instances tell a story once; what a crash left untold is told after all") {
    Newsroom room;
    const auto story = article("rss:a", "Acme Corp raises its forecast for the year after strong sales");
    auto one = room.fetcher(list(std::make_unique<ScriptedSource>("rss:a", std::vector{answer({story})})));
    auto two = room.fetcher(list(std::make_unique<ScriptedSource>("rss:a", std::vector{answer({story})})));
    REQUIRE(one->poll_if_due(0));
    REQUIRE(two->poll_if_due(0));
    CHECK(room.published().size() == 1);
    // Claimed in news:seen_hashes, and never stored.
    const auto lost = article("rss:a", "Bolt Inc recalls pumps after a fire in northern Ohio");
    auto cache = streams::open_cache({}, room.world().database(), {.clock = room.world().machine_clock()});
    REQUIRE(cache);
    REQUIRE((*cache)->remember(streams::cache_key::kSeenHashes, lost.id.to_string(), lost.published));
    auto three = room.fetcher(list(std::make_unique<ScriptedSource>("rss:a", std::vector{answer({lost})})));
    REQUIRE(three->poll_if_due(0));
    CHECK(room.published() == std::vector{lost.title});
}

TEST_CASE("both versions of a changed article are kept, and a withdrawn one is emptied") {
    Newsroom room;
    auto first = article("rss:a", "Acme Corp to buy Bolt for two billion dollars in cash");
    first.url = "https://x.example/1";
    auto second = first;
    second.title = "Acme Corp to buy Bolt for two billion dollars in cash and stock";
    second.id = second.story = news::revision_id(second);
    auto change = answer({second});
    change->revised.insert(second.id);
    auto gone = answer({});
    gone->withdrawn.push_back(first.id);
    auto fetcher =
        room.fetcher(list(std::make_unique<ScriptedSource>("rss:a", std::vector{answer({first}), change, gone})));
    REQUIRE(fetcher->poll_if_due(0));
    REQUIRE(fetcher->poll_if_due(0));
    const auto versions = [&] {
        std::vector<storage::ArticleVersion> all;
        REQUIRE(room.world().database().read([&](storage::Transaction& tx) -> Status {
            all = storage::versions_of_article(tx, first.id).value();
            return {};
        }));
        return all;
    };
    REQUIRE(versions().size() == 2);
    CHECK(versions()[0].content_hash != versions()[1].content_hash);
    REQUIRE(fetcher->poll_if_due(0));
    CHECK(versions()[0].title == "[withdrawn]");
    CHECK(versions()[1].title == "[withdrawn]");
}

TEST_CASE("sources follow the settings") {
    config::Settings settings;
    settings.news.sources = {{.name = "fed", .url = "https://example.com/feed.xml", .interval = {}}};
    settings.reddit.subreddits = {"stocks", "investing"};
    CHECK(make_news_sources(settings).size() == 2);
    settings.alpaca.key_id = "PK";
    settings.alpaca.secret_key = "secret";
    const auto sources = make_news_sources(settings);
    REQUIRE(sources.size() == 3);
    CHECK(sources[0]->name() == "rss:fed");
    CHECK(sources[2]->name() == "alpaca:news");
    CHECK(make_news_sources({}).size() >= 5);  // The shipped list, where nothing is configured.
    config::Settings none;
    none.news.defaults = false;
    CHECK(make_news_sources(none).empty());
    none.news.sec_forms = {"8-K", "4"};
    CHECK(make_news_sources(none).empty());  // EDGAR wants a contact.
    none.news.user_agent = "Example ops@example.com";
    CHECK(make_news_sources(none).size() == 2);
    none.news.sources = {{.name = "desk", .url = "https://x/api", .interval = {}, .json = {{"items", "data"}}}};
    CHECK(make_news_sources(none)[0]->name() == "json:desk");
}

}  // namespace tradewind::services
