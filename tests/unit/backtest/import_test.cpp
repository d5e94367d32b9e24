#include "backtest/import.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "backtest/bar_layouts.hpp"
#include "unit/backtest/recording_folder.hpp"

using namespace tradewind;
using namespace tradewind::backtest;
using namespace tradewind::backtest::testing;
using Zone = TimeStyle::Zone;

TEST_CASE("times are read as others write them") {
    struct Row {
        std::string_view text;
        bool day_first;
        Zone zone;
        std::string_view time;  // empty: refused
    };
    const auto row = GENERATE(values<Row>({
        {"2014-06-06T13:30:00-04:00", false, Zone::kUnknown, "2014-06-06T17:30:00Z"},
        {"20140606", false, Zone::kUnknown, "2014-06-06T00:00:00Z"},
        {"2014.06.06", false, Zone::kUnknown, "2014-06-06T00:00:00Z"},
        {"06.12.2014", false, Zone::kUnknown, "2014-12-06T00:00:00Z"},
        {"06/12/2014", false, Zone::kUnknown, "2014-06-12T00:00:00Z"},
        {"06/12/2014", true, Zone::kUnknown, "2014-12-06T00:00:00Z"},
        {"Jun 06, 2014", false, Zone::kUnknown, "2014-06-06T00:00:00Z"},
        {"2014-06-06 09:30:00", false, Zone::kNewYork, "2014-06-06T13:30:00Z"},
        {"2014-01-06 9:30", false, Zone::kNewYork, "2014-01-06T14:30:00Z"},
        {"20140606 093000", false, Zone::kUtc, "2014-06-06T09:30:00Z"},
        {"1402061400", false, Zone::kUnknown, "2014-06-06T13:30:00Z"},
        {"1402061400000", false, Zone::kUnknown, "2014-06-06T13:30:00Z"},
        {"1402061400000000000", false, Zone::kUnknown, "2014-06-06T13:30:00Z"},
        {"2014-06-06 09:30:00", false, Zone::kUnknown, ""},
        {"2014-02-30", false, Zone::kUtc, ""},
        {"31/31/2014", false, Zone::kUtc, ""},
        {"2014-06-06 25:00", false, Zone::kUtc, ""},
        {"12345", false, Zone::kUtc, ""},
        {"", false, Zone::kUtc, ""},
    }));
    INFO(row.text);
    const auto time = parse_loose_time(row.text, {row.day_first, row.zone});
    REQUIRE(time.has_value() == !row.time.empty());
    if (time) CHECK(*time == at(row.time));
}

TEST_CASE("tables of bars are read as others lay them out") {
    struct Row {
        std::string_view what, text;
    };
    const auto row = GENERATE(values<Row>({
        {"yahoo", "Date,Open,High,Low,Close,Adj Close,Volume\n2014-06-06,10.5,12,9,11,5.5,1200\n"},
        {"nasdaq", "Date,Close/Last,Volume,Open,High,Low\n06/06/2014,$11,\"1,200\",$10.50,$12,$9\n"},
        {"investing",
         "\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"\n"
         "\"Jun 06, 2014\",\"11\",\"10.5\",\"12\",\"9\",\"1.2K\",\"0.1%\"\n"},
        {"stooq",
         "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\nAAPL.US,D,20140606,000000,10.5,12,9,11,"
         "1200\n"},
        {"metatrader", "<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\n2014.06.06\t10.5\t12\t9\t11\t1200\n"},
        {"polygon", "v,vw,o,c,h,l,t,n\n1200,10.6,10.5,11,12,9,1402012800000,7\n"},
        {"semicolons", "Datum;Date;Open;High;Low;Close;Volume\nx;06.06.2014;10,5;12;9;11;1200\n"},
    }));
    INFO(row.what);
    const auto plain = plain_bars("AAPL_1d.csv", row.text, Zone::kUtc);
    REQUIRE(plain);
    std::vector<LoadWarning> warnings;
    const auto file = parse_bar_file("AAPL_1d.csv", plain->text, warnings);
    REQUIRE(file);
    CHECK(warnings.empty());
    const Bar& bar = file->bars.front();
    CHECK(std::chrono::floor<std::chrono::days>(bar.start) == at("2014-06-06"));
    CHECK(bar.open == dec("10.5"));
    CHECK(bar.high == dec("12"));
    CHECK(bar.low == dec("9"));
    CHECK(bar.close == dec("11"));
    CHECK(bar.volume == 1200);
}

TEST_CASE("what no layout fits is refused, and Lean's own is known without a header") {
    CHECK_FALSE(plain_bars("AAPL.csv", "a,b,c\n1,2,3\n", Zone::kUtc));
    CHECK_FALSE(plain_bars("AAPL.csv", "", Zone::kUtc));
    RecordingFolder folder;
    const auto path = folder.write("aapl.csv",
                                   "20140606 09:00,6500000,6510000,6490000,6505000,1200\n"
                                   "20140606 10:00,x,6510000,6490000,6505000,1200\n"
                                   "20140606 11:00,6500000,6510000,6490000,6505000,1200\n");
    const auto bars = import_bars(path, Zone::kUnknown);
    CHECK(bars.report.layout == "lean");
    CHECK(bars.report.rows == 3);
    REQUIRE(bars.report.refused.size() == 1);
    CHECK(bars.report.refused[0].line == 2);
    REQUIRE(bars.bars.bars.size() == 2);
    CHECK(bars.bars.bars[0].start == at("2014-06-06T13:00:00Z"));
    CHECK(bars.bars.bars[0].open == dec("650"));
}

TEST_CASE("of a recording, the rest of a live day is neither bars nor news") {
    RecordingFolder folder;
    folder.write("bars/AAPL_1h.csv", hourly_csv(20, 1));
    folder.write("bars_known.csv",
                 "ticker,timeframe,time,revision,known_at\nAAPL,1h,2024-01-02T15:00:00Z,0,2024-01-02T16:00:00Z\n");
    folder.write("scores.jsonl", "{\"id\":\"s\"}\n");
    folder.write("controls.jsonl", "{\"time\":\"2024-01-02T15:00:00Z\",\"action\":\"pause\"}\n");
    folder.write("news/articles.jsonl", news_jsonl(3, 1, "AAPL"));
    RecordingOptions options;
    options.bars = options.news = {folder.path()};
    const auto recording = load_recording(options);
    REQUIRE(recording);
    CHECK(recording->bars == 20);
    CHECK(recording->articles == 3);
    CHECK(recording->warnings.empty());
    CHECK(files_to_import(ImportKind::kBars, folder.path())->size() == 1);
    CHECK(files_to_import(ImportKind::kNews, folder.path())->size() == 1);
    CHECK_FALSE(files_to_import(ImportKind::kNews, folder.path("none")));
}
