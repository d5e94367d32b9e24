#include "backtest/recording.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/backtest/recording_folder.hpp"

using namespace tradewind;
using namespace tradewind::backtest;
using namespace tradewind::backtest::testing;

namespace {

constexpr std::string_view kHead = "ts_utc,open,high,low,close,volume\n";

Recording load(const std::vector<std::string>& bars, const std::vector<std::string>& news = {},
               const std::vector<std::string>& factors = {}) {
    RecordingOptions options;
    options.bars = bars;
    options.news = news;
    options.factors = factors;
    auto recording = load_recording(options);
    if (!recording) throw std::runtime_error(recording.error().message);
    return std::move(*recording);
}

std::vector<Bar> bars_of(const Recording& recording) {
    std::vector<Bar> bars;
    for (const Instant& instant : recording.instants) bars.insert(bars.end(), instant.bars.begin(), instant.bars.end());
    return bars;
}

bool warned(const Recording& recording, std::string_view code, std::size_t line) {
    return std::ranges::any_of(recording.warnings,
                               [&](const LoadWarning& w) { return w.code == code && w.line == line; });
}

}  // namespace

TEST_CASE("symbol and timeframe come from the file's name") {
    RecordingFolder folder;
    folder.write("MSFT_15m.csv", std::string(kHead).append("2024-01-02T15:00:00Z,1,2,0.9,1.5,10\n"));
    folder.write("bars/brk-b_1h.csv", std::string(kHead).append("2024-01-02T15:00:00Z,1,2,0.9,1.5,10\n"));
    folder.write("notes.csv", "this,is,not\n1,2,3\n");
    const auto bars = bars_of(load({folder.path()}));
    REQUIRE(bars.size() == 2);
    CHECK(bars[0].ticker.view() == "MSFT");
    CHECK(bars[0].end == at("2024-01-02T15:15:00Z"));
    CHECK(bars[1].ticker.view() == "BRK.B");
    CHECK(bars[1].timeframe == Timeframe::k1h);
}

TEST_CASE("without a name the smallest step tells the timeframe, and daily bars end at the session's close") {
    RecordingFolder folder;
    folder.write("AAPL.csv", std::string(kHead).append("2024-01-02T15:00:00Z,1,2,0.9,1.5,10\n"
                                                       "2024-01-02T15:05:00Z,1,2,0.9,1.5,10\n"
                                                       "2024-01-03T15:00:00Z,1,2,0.9,1.5,10\n"));
    folder.write("SPY.csv", "date,open,high,low,close,volume\n2024-07-02,1,2,0.9,1.5,10\n2024-07-03,1,2,0.9,1.5,10\n");
    const auto bars = bars_of(load({folder.path()}));
    REQUIRE(bars.size() == 5);
    CHECK(bars[0].timeframe == Timeframe::k5m);
    CHECK(bars[3].end == at("2024-07-02T20:00:00Z"));
    CHECK(bars[4].end == at("2024-07-03T17:00:00Z"));  // an early close
}

TEST_CASE("bad rows are skipped with their line, disorder is sorted, a second row of one time is bad") {
    RecordingFolder folder;
    folder.write("AAPL_1h.csv", std::string(kHead).append("2024-01-02T16:00:00Z,10,11,9,10,100\n"
                                                          "2024-01-02T15:00:00Z,10,11,9,10,100\n"
                                                          "2024-01-02T17:00:00Z,10,nan,9,10,100\n"
                                                          "2024-01-02T18:00:00Z,10,9,11,10,100\n"
                                                          "not a time,10,11,9,10,100\n"
                                                          "2024-01-02T16:00:00Z,20,21,19,20,100\n"
                                                          "2024-01-02T19:00:00Z,10,11,9,-10,100\n"
                                                          "2024-01-02T20:00:00Z,10,80,9,10,100\n"
                                                          "2024-01-02T21:00:00Z,10,11\n"));
    const auto recording = load({folder.path()});
    const auto bars = bars_of(recording);
    REQUIRE(bars.size() == 2);
    CHECK(bars[0].start < bars[1].start);
    CHECK(bars[1].close == dec("10"));
    CHECK(warned(recording, "disorder", 3));
    for (const std::size_t line : {4U, 5U, 6U, 8U, 10U}) CHECK(warned(recording, "bad-row", line));
    CHECK(warned(recording, "bad-print", 9));
    CHECK(warned(recording, "duplicate-time", 7));
}

TEST_CASE("a file of which nothing can be read is an error that names it") {
    RecordingFolder folder;
    const auto bad = folder.write("AAPL_1h.csv", std::string(kHead).append("x,y,z\n"));
    RecordingOptions options;
    options.bars = {bad};
    const auto recording = load_recording(options);
    REQUIRE_FALSE(recording);
    CHECK(recording.error().message.contains("AAPL_1h.csv"));
    options.bars = {folder.write("MSFT_1h.csv", std::string(kHead).append("2024-01-02T15:00:00Z,10,80,9,10,100\n"))};
    CHECK_FALSE(load_recording(options));
    options.bars = {folder.path("missing")};
    CHECK(load_recording(options).error().code == ErrorCode::kNotFound);
}

TEST_CASE("a split without factors is inferred where a new date opens, and told") {
    RecordingFolder folder;
    folder.write("AAPL_1h.csv", std::string(kHead).append("2014-06-06T19:00:00Z,648,649,645,645.57,100\n"
                                                          "2014-06-09T13:00:00Z,92.69,93.08,92.12,92.31,100\n"
                                                          "2014-06-09T14:00:00Z,46,47,45,46,100\n"));
    const auto recording = load({folder.path()});
    const auto bars = bars_of(recording);
    CHECK(bars[1].split_numerator == 7);
    CHECK(bars[1].split_denominator == 1);
    CHECK(bars[1].split_inferred);
    CHECK(bars[2].split_numerator == 0);  // within a date a jump is a crash
    CHECK(recording.warnings.size() == 1);
    CHECK(warned(recording, "inferred-split", 0));
}

TEST_CASE("factors tell splits and dividends, whatever the case of the file's name") {
    RecordingFolder folder;
    folder.write("AAPL_1d.csv",
                 "date,open,high,low,close,volume\n"
                 "2014-05-07,595,600,590,592.33,1\n2014-05-08,588,590,585,589,1\n"
                 "2014-06-06,648,650,645,645.57,1\n2014-06-09,92.7,93.9,91.8,93.7,1\n");
    folder.write("factors/aapl.csv",
                 "20140507,0.8961764,0.03571430,592.33\n20140606,0.9011818,0.03571430,645.57\n"
                 "20140806,0.9011818,0.25000010,94.96\n");
    const auto recording = load({folder.path()});
    const auto bars = bars_of(recording);
    REQUIRE(bars.size() == 4);
    CHECK(bars[1].dividend == dec("3.29"));
    CHECK(bars[1].split_numerator == 0);
    CHECK(bars[3].split_numerator == 7);
    CHECK_FALSE(bars[3].split_inferred);
    CHECK(recording.warnings.empty());
}

TEST_CASE("prices that are adjusted already get no splits") {
    RecordingFolder folder;
    folder.write("prices/AAPL.csv",
                 "Date,Open,High,Low,Close,Adj Close,Volume\n"
                 "2014-06-06,95.108574123456789,96,94,96,90,1\n2014-06-09,48,49,47,48,45,1\n");
    const auto recording = load({folder.path("prices/")});
    const auto bars = bars_of(recording);
    REQUIRE(bars.size() == 2);
    CHECK(bars[0].open == dec("95.108574123"));
    CHECK(bars[1].split_numerator == 0);
    CHECK(recording.warnings.empty());
}

TEST_CASE("of several timeframes of one ticker the finest is used") {
    RecordingFolder folder;
    folder.write("AAPL_1h.csv", std::string(kHead).append("2024-01-02T15:00:00Z,1,2,0.9,1.5,10\n"));
    folder.write("AAPL_1m.csv", std::string(kHead).append("2024-01-02T15:00:00Z,1,2,0.9,1.5,10\n"));
    const auto recording = load({folder.path()});
    REQUIRE(bars_of(recording).size() == 1);
    CHECK(bars_of(recording)[0].timeframe == Timeframe::k1m);
    CHECK(warned(recording, "coarser-bars", 0));
}

TEST_CASE("events come in order of when they could be known") {
    RecordingFolder folder;
    folder.write("MSFT_1h.csv", std::string(kHead).append("2024-01-02T15:00:00Z,1,2,0.9,1.5,10\n"));
    folder.write("AAPL_1h.csv", std::string(kHead).append("2024-01-02T15:00:00Z,1,2,0.9,1.5,10\n"));
    folder.write(
        "news/a.jsonl",
        R"({"id":"1","source":"wire","title":"Apple beats estimates","published":"2024-01-02T15:59:58Z"})"
        "\n"
        R"({"id":"2","source":"wire","title":"Microsoft cuts its outlook","published":"2024-01-02T10:30:00-05:00","received":"2024-01-02T15:31:00Z"})"
        "\n"
        R"({"id":"3","source":"wire","title":"Undated","published":"soon"})"
        "\n");
    const auto recording = load({folder.path()}, {folder.path()});
    REQUIRE(recording.instants.size() == 2);
    CHECK(recording.instants[0].time == at("2024-01-02T15:31:00Z"));
    CHECK(recording.instants[0].articles.size() == 1);
    CHECK(recording.instants[1].time == at("2024-01-02T16:00:00Z"));
    CHECK(recording.instants[1].articles.size() == 1);  // two seconds after it was published
    REQUIRE(recording.instants[1].bars.size() == 2);
    CHECK(recording.instants[1].bars[0].ticker.view() == "AAPL");
    CHECK(warned(recording, "bad-time", 3));
}

TEST_CASE("a repeated article is left out, a reworded one keeps its story") {
    RecordingFolder folder;
    folder.write(
        "news/a.jsonl",
        R"({"id":"1","source":"a","title":"Apple beats estimates as iPhone sales in China rise sharply","published":"2024-01-02T15:00:00Z"})"
        "\n"
        R"({"id":"2","source":"b","title":"Apple beats estimates as iPhone sales in China rise sharply","published":"2024-01-02T15:01:00Z"})"
        "\n");
    folder.write("AAPL_1h.csv", std::string(kHead).append("2024-01-02T15:00:00Z,1,2,0.9,1.5,10\n"));
    const auto recording = load({folder.path()}, {folder.path()});
    CHECK(recording.articles == 2);
    CHECK(recording.duplicates == 1);
}

TEST_CASE("the range holds by a bar's start and an article's time") {
    RecordingFolder folder;
    folder.write("AAPL_1h.csv", hourly_csv(50, 1));
    RecordingOptions options;
    options.bars = {folder.path()};
    options.from = at("2024-01-03T16:00:00Z");
    options.to = at("2024-01-04T16:00:00Z");
    const auto recording = load_recording(options);
    REQUIRE(recording);
    const auto bars = bars_of(*recording);
    CHECK(bars.front().start == at("2024-01-03T16:00:00Z"));
    CHECK(bars.back().start == at("2024-01-04T15:00:00Z"));
}

TEST_CASE("the data's hash is of contents, not of arguments") {
    RecordingFolder folder;
    const auto a = folder.write("x/AAPL_1h.csv", hourly_csv(20, 1));
    const auto b = folder.write("y/MSFT_1h.csv", hourly_csv(20, 2));
    const auto hash = load({a, b}).data_hash;
    CHECK(load({b, a}).data_hash == hash);
    CHECK(load({b, a, a}).data_hash == hash);
    CHECK(load({folder.path("x"), b}).data_hash == hash);
    CHECK(load({folder.path("x/"), folder.path("x/./AAPL_1h.csv"), b}).data_hash == hash);
    folder.write("y/MSFT_1h.csv", hourly_csv(20, 3));
    CHECK(load({a, b}).data_hash != hash);
}

TEST_CASE("the data's hash does not know what a file of news is called, and knows whose bars a file holds") {
    RecordingFolder folder;
    const auto bars = folder.write("AAPL_1h.csv", hourly_csv(20, 1));
    const auto one = folder.write("one.jsonl", news_jsonl(5, 1, "AAPL"));
    const auto two = folder.write("two.jsonl", news_jsonl(5, 1, "AAPL"));
    CHECK(load({bars}, {one}).data_hash == load({bars}, {two}).data_hash);
    CHECK(load({bars}).data_hash != load({folder.write("MSFT_1h.csv", hourly_csv(20, 1))}).data_hash);
}

TEST_CASE("in a folder, what is called as bars are must be readable, and other tables are told") {
    RecordingFolder folder;
    folder.write("AAPL_1h.csv", hourly_csv(20, 1));
    folder.write("notes.csv", "this,is,not\n1,2,3\n");
    const auto recording = load({folder.path()});
    REQUIRE(recording.warnings.size() == 1);
    CHECK(recording.warnings[0].code == "no-bars");
    RecordingOptions options;
    options.bars = {folder.path()};
    for (const auto* text : {"", "time,open,high,low,volume\n2024-01-02T15:00:00Z,1,2,0.9,10\n",
                             "time,open,high,low,close\n2024-01-02T15:00:00Z,1,2,0.9,1.5\n"}) {
        folder.write("MSFT_1h.csv", text);
        const auto refused = load_recording(options);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().message.contains("MSFT_1h.csv"));
    }
}

TEST_CASE("changes that meet at one bar, because bars are missing, add up") {
    RecordingFolder folder;
    folder.write("AAPL_1d.csv",
                 "date,open,high,low,close,volume\n2014-05-06,600,600,590,600,1\n2014-09-01,14,14,13,14,1\n");
    folder.write("factors/aapl.csv",
                 "20140507,0.90,0.125,600\n20140606,0.91,0.125,300\n20140707,0.91,0.25,100\n20140806,0.91,1,90\n");
    const auto bars = bars_of(load({folder.path()}));
    REQUIRE(bars.size() == 2);
    CHECK(bars[1].split_numerator == 8);
    CHECK(bars[1].split_denominator == 1);
    CHECK(bars[1].dividend.sign() > 0);
}

TEST_CASE("a range that ends before it begins is wrong usage") {
    RecordingFolder folder;
    RecordingOptions options;
    options.bars = {folder.write("AAPL_1h.csv", hourly_csv(20, 1))};
    options.from = at("2024-02-01");
    options.to = at("2024-01-01");
    CHECK(load_recording(options).error().code == ErrorCode::kInvalidArgument);
}
