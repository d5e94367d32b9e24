#include "market/named_indicator.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "unit/market/zigzag.hpp"

using Catch::Matchers::WithinRel;
using tradewind::market::IndicatorBar;
using tradewind::market::make_indicator;

namespace {

struct Pinned {
    const char* name;
    const char* part;
    std::size_t first;  // index of the first value
    double at_first;
    double at_last;
};

// Made with TA-Lib 0.8.1 over the same bars.
constexpr Pinned kPinned[] = {
    {"sma:5", "", 4, 99.1, 114.65},
    {"sma:1", "", 0, 89.0, 124.75},
    {"ema:10", "", 9, 100.225, 114.70306338187778},
    {"wma:7", "", 6, 100.0, 115.96428571428571},
    {"rsi:14", "", 14, 54.983922829581985, 54.63465405702381},
    {"macd:12:26:9", "macd", 33, 1.3786199656830007, 2.318625962304978},
    {"macd:12:26:9", "signal", 33, 1.844347428940215, 1.7065052682316573},
    {"macd:12:26:9", "histogram", 33, -0.46572746325721437, 0.6121206940733206},
    {"macd:10:4:1", "macd", 9, 3.6500000000000057, 2.8224986832956063},
    {"macd:10:4:1", "signal", 9, 3.6500000000000057, 2.8224986832956063},
    {"macd:10:4:1", "histogram", 9, 0.0, 0.0},
    {"atr:14", "", 14, 12.169642857142858, 12.423719026296272},
    {"atr:1", "", 1, 15.5, 16.0},
    {"bbands:20:2.5", "upper", 19, 120.7084042693623, 129.81090035776117},
    {"bbands:20:2.5", "middle", 19, 102.475, 112.425},
    {"bbands:20:2.5", "lower", 19, 84.24159573063768, 95.03909964223882},
    {"stoch:14:3", "k", 17, 53.56550580431176, 72.44874670444261},
    {"stoch:14:3", "d", 17, 57.877280265339955, 57.99052978134552},
    {"stoch:5:4:2", "k", 8, 67.45156482861401, 60.46988625769162},
    {"stoch:5:4:2", "d", 8, 51.40834575260805, 43.9902721509332},
    {"adx:14", "", 27, 6.00162524464079, 7.0542143277804366},
    {"adx:2", "", 3, 31.288343558282207, 40.93217343692561},
    {"roc:10", "", 10, 5.0561797752809, 3.7422037422037313},
    {"mom:10", "", 10, 4.5, 4.5},
    {"stddev:20", "", 19, 7.293361707744926, 6.954360143104466},
    {"obv", "", 0, 1000.0, -18600.0},
    {"cci:14", "", 13, 128.4163473818647, 127.82526115859459},
    {"willr:14", "", 13, -2.9850746268656714, -6.511627906976744},
};

using Rows = std::vector<std::vector<std::optional<double>>>;

Rows run(const char* name, const std::vector<IndicatorBar>& bars) {
    const auto indicator = make_indicator(name).value();
    Rows rows;
    for (const auto& bar : bars) {
        rows.emplace_back(indicator->columns().size());
        indicator->update(bar, rows.back());
    }
    return rows;
}

std::size_t column_of(const Pinned& pinned) {
    const auto columns = make_indicator(pinned.name).value()->columns();
    const std::string wanted = std::string(pinned.name) + (*pinned.part ? "." : "") + pinned.part;
    return static_cast<std::size_t>(std::ranges::find(columns, wanted) - columns.begin());
}

}  // namespace

TEST_CASE("Indicators start where TA-Lib starts and equal its figures") {
    const auto bars = zigzag();
    for (const auto& pinned : kPinned) {
        INFO(pinned.name << ' ' << pinned.part);
        const auto column = column_of(pinned);
        const auto rows = run(pinned.name, bars);
        REQUIRE(column < rows[0].size());
        for (std::size_t row = 0; row < rows.size(); ++row)
            CHECK(rows[row][column].has_value() == (row >= pinned.first));
        CHECK_THAT(rows[pinned.first][column].value(), WithinRel(pinned.at_first, 1e-12));
        CHECK_THAT(rows.back()[column].value(), WithinRel(pinned.at_last, 1e-12));
    }
}

TEST_CASE("Vwap starts anew on each New York date and is empty until the date has volume") {
    const auto at = [](std::string_view text) { return tradewind::parse_timestamp(text).value(); };
    const std::vector<IndicatorBar> bars{
        {at("2024-07-03T03:58:00Z"), 12, 9, 9, 100},  // July 2nd in New York
        {at("2024-07-03T03:59:00Z"), 21, 18, 21, 300},
        {at("2024-07-03T04:00:00Z"), 30, 30, 30, 0},
        {at("2024-07-03T04:01:00Z"), 40, 40, 40, 5},
    };
    const auto rows = run("vwap", bars);
    CHECK(rows[0][0] == 10.0);
    CHECK(rows[1][0] == 17.5);
    CHECK_FALSE(rows[2][0].has_value());
    CHECK(rows[3][0] == 40.0);
}

TEST_CASE("What can't be divided gives zero, as in TA-Lib") {
    const std::vector<IndicatorBar> flat(40, IndicatorBar{{}, 1.1, 1.1, 1.1, 10});
    for (const auto* name : {"rsi:5", "stddev:5", "cci:5", "willr:5", "stoch:5:3", "roc:5", "mom:5", "adx:5"}) {
        INFO(name);
        CHECK(run(name, flat).back()[0] == 0.0);
    }
}

TEST_CASE("Columns are named as they were asked for") {
    CHECK(make_indicator("sma:020").value()->columns() == std::vector<std::string>{"sma:020"});
    CHECK(make_indicator("bbands:20:2.50").value()->columns() ==
          std::vector<std::string>{"bbands:20:2.50.upper", "bbands:20:2.50.middle", "bbands:20:2.50.lower"});
}

TEST_CASE("Unknown names and unfit parameters are refused") {
    for (const auto* name : {"",
                             "sma",
                             "SMA:3",
                             "sma:",
                             "sma:0",
                             "sma:-1",
                             "sma:2.5",
                             "sma:1e1",
                             "sma: 3",
                             "sma:3:4",
                             "sma:100001",
                             "rsi:1",
                             "stddev:1",
                             "macd:12:26",
                             "macd:1:26:9",
                             "macd:12:26:0",
                             "bbands:5",
                             "bbands:5:x",
                             "bbands:5:nan",
                             "bbands:5:-1",
                             "bbands:5:1e400",
                             "stoch:5",
                             "stoch:5:3:0",
                             "stoch:5:3:3:3",
                             "vwap:3",
                             "obv:1",
                             "sma:99999999999999999999"}) {
        INFO(name);
        const auto indicator = make_indicator(name);
        REQUIRE_FALSE(indicator.has_value());
        CHECK(indicator.error().code == tradewind::ErrorCode::kInvalidArgument);
    }
}
