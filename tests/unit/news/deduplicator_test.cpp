#include "news/deduplicator.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace tradewind;
using news::DedupeKind;
using news::DedupeOptions;
using news::DedupeVerdict;
using news::Deduplicator;

namespace {

/// Feeds a deduplicator a minute at a time.
class Desk {
public:
    explicit Desk(DedupeOptions options = {}) : deduplicator_(options) {}

    DedupeVerdict tell(std::string_view id, std::string_view title, std::string_view url = {},
                       std::string_view text = {}) {
        now_ += std::chrono::minutes(1);
        return deduplicator_.check({id, now_, "test", url, title, text});
    }
    void wait(Duration duration) { now_ += duration; }
    [[nodiscard]] std::size_t size() const { return deduplicator_.size(); }

private:
    Deduplicator deduplicator_;
    Timestamp now_ = *parse_timestamp("2026-01-05T00:00:00Z");
};

}  // namespace

TEST_CASE("The same words, id or page are a duplicate") {
    Desk desk;
    CHECK(desk.tell("1", "Acme Corp cuts 2026 outlook on weak demand", "https://x/1").kind == DedupeKind::kNew);
    const auto again = desk.tell("2", "ACME Corp cuts 2026 outlook, on weak demand!", "https://y/2");
    CHECK(again.kind == DedupeKind::kDuplicate);
    CHECK(again.of == "1");
    CHECK(again.story == "1");
    CHECK(again.similarity == 1);
    CHECK(desk.tell("1", "Something else entirely here today", "https://z").kind == DedupeKind::kDuplicate);
    CHECK(desk.tell("3", "Acme Corp cuts 2026 outlook on weak demand now", "http://www.x/1?utm_source=a").kind !=
          DedupeKind::kNew);
}

TEST_CASE("One link for many items is no proof") {
    Desk desk;
    desk.tell("1", "Acme wins large contract in Ohio", "https://x/news");
    CHECK(desk.tell("2", "Bolt recalls pumps after fire in plant", "https://x/news").kind == DedupeKind::kNew);
}

TEST_CASE("A rewritten, updated or retweeted story is a near-duplicate of its first") {
    Desk desk;
    desk.tell("1", "Acme Corp cuts 2026 profit outlook on weak European demand");
    const auto update =
        desk.tell("2", "UPDATE 2-Acme Corp cuts 2026 profit outlook on weak European demand, shares fall");
    CHECK(update.kind == DedupeKind::kNearDuplicate);
    CHECK(update.of == "1");
    const auto tweet = desk.tell("3", "RT @wire: Acme Corp cuts 2026 profit outlook on weak Euro…");
    CHECK(tweet.kind == DedupeKind::kNearDuplicate);
    CHECK(tweet.story == "1");
    CHECK(tweet.similarity > 0.5);
}

TEST_CASE("The same words about another company, figure, direction, or with a denial are another story") {
    Desk desk;
    desk.tell("1", "Acme Corp declares quarterly dividend of $0.25 per share");
    CHECK(desk.tell("2", "Bolt Corp declares quarterly dividend of $0.25 per share").kind == DedupeKind::kNew);
    CHECK(desk.tell("3", "Acme Corp declares quarterly dividend of $0.35 per share").kind == DedupeKind::kNew);
    desk.tell("4", "$ACME shares rise in early trading after results");
    CHECK(desk.tell("5", "$BOLT shares rise in early trading after results").kind == DedupeKind::kNew);
    CHECK(desk.tell("6", "$ACME shares fall in early trading after results").kind == DedupeKind::kNew);
    desk.tell("7", "Regulator to approve Acme merger with Bolt in March");
    CHECK(desk.tell("8", "Regulator not to approve Acme merger with Bolt in March").kind == DedupeKind::kNew);
}

TEST_CASE("A column that recurs under one title is new each time") {
    Desk desk;
    desk.tell("1", "Morning briefing", {},
              "Stocks opened mixed while oil traded near ninety dollars and bonds slipped a little");
    CHECK(desk.tell("2", "Morning briefing", {},
                    "Retailers report holiday results today, chip makers face new export rules in Asia")
              .kind == DedupeKind::kNew);
}

TEST_CASE("A short title without a name is a column when it comes again the next day") {
    Desk desk;
    desk.tell("1", "Daily market wrap");
    CHECK(desk.tell("2", "Daily market wrap").kind == DedupeKind::kDuplicate);
    desk.wait(std::chrono::hours(24));
    CHECK(desk.tell("3", "Daily market wrap").kind == DedupeKind::kNew);
}

TEST_CASE("The same report under another headline is one story; a form with other figures is not") {
    Desk desk;
    constexpr auto kReport =
        "Acme Corp reported a profit of $1.20 per share on Tuesday, topping estimates, as cloud sales grew 20% and "
        "margins widened in its largest unit.";
    desk.tell("1", "Acme profit tops estimates on cloud", {}, kReport);
    std::string again = "(Wire) - ";
    again.append(kReport);
    CHECK(desk.tell("2", "Cloud lifts Acme above Wall Street forecasts", {}, again).story == "1");
    desk.tell("3", "Transaction in own shares", {},
              "Bolt plc announces that on 5 January it purchased 10,400 of its ordinary shares at 312.5 pence each, "
              "leaving 81,220,114 shares in issue.");
    CHECK(desk.tell("4", "Transaction in own shares", {},
                    "Bolt plc announces that on 6 January it purchased 9,870 of its ordinary shares at 315.1 pence "
                    "each, leaving 81,210,244 shares in issue.")
              .kind == DedupeKind::kNew);
}

TEST_CASE("A retweet of the same words joins the story, also a short one") {
    Desk desk;
    desk.tell("1", "Check out this chart of $AAPL http://t.co/1");
    CHECK(desk.tell("2", "RT @joe: Check out this chart of $AAPL http://t.co/2").kind == DedupeKind::kNearDuplicate);
}

TEST_CASE("Articles are forgotten after the window and beyond the bound") {
    Desk desk({.window = std::chrono::hours(24), .max_articles = 3});
    desk.tell("1", "Acme Corp opens a plant in northern Ohio");
    desk.wait(std::chrono::hours(25));
    CHECK(desk.tell("2", "Acme Corp opens a plant in northern Ohio").kind == DedupeKind::kNew);
    CHECK(desk.size() == 1);
    for (const auto* id : {"3", "4", "5", "6"})
        desk.tell(id, std::string("Some unrelated words number ") + id + " stand here for filling " + id + id);
    CHECK(desk.size() == 3);
    CHECK(desk.tell("7", "Acme Corp opens a plant in northern Ohio").kind == DedupeKind::kNew);
}

TEST_CASE("A verdict does not depend on what comes after") {
    const std::vector<std::string> titles{
        "Acme cuts jobs in Ohio plant after slump",   "Bolt wins order for pumps in Texas town",
        "Acme cuts jobs in Ohio plant after a slump", "Crane to buy Dome for two billion dollars",
        "RT @x: Bolt wins order for pumps in Texas…", "Crane to buy Dome for two billion dollars cash"};
    std::vector<std::vector<std::string>> runs;
    for (std::size_t cut = 1; cut <= titles.size(); ++cut) {
        Desk desk;
        std::vector<std::string> verdicts;
        for (std::size_t i = 0; i < cut; ++i) {
            const auto verdict = desk.tell(std::to_string(i), titles[i]);
            verdicts.push_back(std::string(to_string(verdict.kind)) + verdict.of + verdict.story);
        }
        runs.push_back(verdicts);
    }
    for (const auto& run : runs) CHECK(std::ranges::equal(run, std::span(runs.back()).first(run.size())));
}

TEST_CASE("Articles take their story from the verdict") {
    Deduplicator deduplicator;
    RawArticle first;
    first.id = ArticleId::from_fields({"1"});
    first.title = "Acme Corp cuts 2026 outlook on weak demand";
    RawArticle second = first;
    second.id = ArticleId::from_fields({"2"});
    news::deduplicate(deduplicator, first);
    CHECK(news::deduplicate(deduplicator, second).kind == DedupeKind::kDuplicate);
    CHECK(first.story == first.id);
    CHECK(second.story == first.id);
}
