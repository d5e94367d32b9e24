#include "market/settlement.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace tradewind;
using namespace tradewind::market;

TEST_CASE("a trade settles after as many sessions as the rule of its date says") {
    struct Row {
        std::string_view trade, settled;
    };
    const auto row = GENERATE(values<Row>({
        {"2017-09-01T15:00:00Z", "2017-09-07T13:30:00Z"},  // T+3, over Labor Day
        {"2017-09-05T15:00:00Z", "2017-09-07T13:30:00Z"},  // T+2
        {"2024-05-24T15:00:00Z", "2024-05-29T13:30:00Z"},  // T+2, over Memorial Day
        {"2024-05-28T15:00:00Z", "2024-05-29T13:30:00Z"},  // T+1
        {"2024-05-31T15:00:00Z", "2024-06-03T13:30:00Z"},  // over a weekend
        {"2024-06-03T13:30:00Z", "2024-06-04T13:30:00Z"},  // at the open
        {"2024-06-03T12:00:00Z", "2024-06-04T13:30:00Z"},  // before the open is the same date
        {"2024-06-03T22:00:00Z", "2024-06-04T13:30:00Z"},
    }));
    INFO(row.trade);
    const auto settled = settled_at(SessionCalendar::nyse(), parse_timestamp(row.trade).value());
    CHECK(settled == parse_timestamp(row.settled).value());
}

TEST_CASE("where trading never stops, cash is there at once") {
    const auto trade = parse_timestamp("2024-06-01T15:00:00Z").value();
    CHECK(settled_at(SessionCalendar::always(), trade) == trade);
}
