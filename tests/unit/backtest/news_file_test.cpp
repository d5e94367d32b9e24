#include "backtest/news_file.hpp"

#include <fmt/core.h>

#include <catch2/catch_test_macros.hpp>

#include "unit/backtest/recording_folder.hpp"

using namespace tradewind;
using namespace tradewind::backtest;
using namespace tradewind::backtest::testing;

namespace {
constexpr Duration kLatency = std::chrono::seconds(2);
}

TEST_CASE("tweets are read by the columns that their header names") {
    std::vector<LoadWarning> warnings;
    const auto articles = parse_news_file("tweets.tsv",
                                          "ticker\tcreated_utc\tid\tfollowers\tverified\tis_retweet\tcashtags\ttext\n"
                                          "AAPL\t2014-01-01T01:18:36Z\t418\t6\t0\t1\tAAPL\t$AAPL \"to the moon\"\n"
                                          "AAPL\tnever\t419\t6\t0\t1\tAAPL\tno time\n",
                                          kLatency, warnings);
    REQUIRE(articles);
    REQUIRE(articles->size() == 1);
    CHECK((*articles)[0].title == "$AAPL \"to the moon\"");
    CHECK((*articles)[0].symbols.empty());
    CHECK((*articles)[0].received == at("2014-01-01T01:18:38Z"));
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].line == 3);
    CHECK(warnings[0].code == "bad-time");
}

TEST_CASE("a feed's entries count from their own dates, and undated ones are told") {
    std::vector<LoadWarning> warnings;
    const auto articles = parse_news_file("feeds/wire.xml",
                                          "<rss version=\"2.0\"><channel><title>w</title>"
                                          "<item><title>Apple beats</title><link>https://w.example/1</link>"
                                          "<pubDate>Tue, 02 Jan 2024 10:00:00 -0500</pubDate></item>"
                                          "<item><title>Undated</title><link>https://w.example/2</link></item>"
                                          "</channel></rss>",
                                          kLatency, warnings);
    REQUIRE(articles);
    REQUIRE(articles->size() == 1);
    CHECK((*articles)[0].published == at("2024-01-02T15:00:00Z"));
    CHECK((*articles)[0].received == at("2024-01-02T15:00:02Z"));
    CHECK((*articles)[0].source == "replay:wire");
    CHECK(warnings.size() == 1);
}

TEST_CASE("an article that was received before it was published counts from its publication") {
    std::vector<LoadWarning> warnings;
    const auto articles = parse_news_file(
        "a.jsonl",
        R"({"id":"1","title":"t","published":"2024-01-02T15:00:00Z","received":"2024-01-02T14:00:00Z","symbols":["AAPL","bad symbol"]})",
        kLatency, warnings);
    REQUIRE(articles);
    CHECK((*articles)[0].received == at("2024-01-02T15:00:00Z"));
    CHECK((*articles)[0].symbols.size() == 1);
}

TEST_CASE("lines that are no articles are named, the rest is used") {
    std::vector<LoadWarning> warnings;
    const auto articles = parse_news_file("a.jsonl",
                                          "{\"title\":\"t\",\"published\":\"2024-01-02T15:00:00Z\"}\n{broken\n[1]\n"
                                          "{\"published\":\"2024-01-02T15:00:00Z\"}\n",
                                          kLatency, warnings);
    REQUIRE(articles);
    CHECK(articles->size() == 1);
    CHECK(warnings.size() == 3);
    CHECK_FALSE(parse_news_file("b.jsonl", "{broken\n", kLatency, warnings));
    CHECK_FALSE(parse_news_file("c.xml", "no feed at all", kLatency, warnings));
}

TEST_CASE("an article whose time of arrival stands there unreadable is not used") {
    for (const auto* received : {"1704300000", "\"soon\"", "{}"}) {
        std::vector<LoadWarning> warnings;
        const auto text = fmt::format(R"({{"title":"a","published":"2024-01-02T15:00:00Z","received":{}}})"
                                      "\n"
                                      R"({{"title":"b","published":"2024-01-02T15:00:00Z","received":null}})"
                                      "\n",
                                      received);
        const auto articles = parse_news_file("news.jsonl", text, kLatency, warnings);
        REQUIRE(articles);
        REQUIRE(articles->size() == 1);
        CHECK((*articles)[0].title == "b");
        REQUIRE(warnings.size() == 1);
        CHECK(warnings[0].code == "bad-time");
    }
}
