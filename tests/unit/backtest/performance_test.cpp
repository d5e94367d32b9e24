#include "backtest/performance.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "unit/backtest/recording_folder.hpp"

using namespace tradewind;
using namespace tradewind::backtest;
using namespace tradewind::backtest::testing;

namespace {

PortfolioSnapshot line(std::string_view time, std::string_view equity) {
    PortfolioSnapshot made;
    made.time = at(time);
    made.equity = dec(equity);
    return made;
}

}  // namespace

TEST_CASE("returns are daily from the opening cash, the drawdown is over every line") {
    const std::vector equity{line("2024-01-02T16:00:00Z", "90"), line("2024-01-02T21:00:00Z", "110"),
                             line("2024-01-03T16:00:00Z", "55"), line("2024-01-03T21:00:00Z", "121")};
    const auto metrics = measure(equity, dec("100"));
    CHECK(*metrics.total_return == Catch::Approx(0.21));
    CHECK(*metrics.best == Catch::Approx(0.1));
    CHECK(*metrics.worst == Catch::Approx(0.1));
    CHECK(*metrics.max_drawdown == Catch::Approx(-0.5));
    CHECK(metrics.max_drawdown_start == at("2024-01-03T16:00:00Z"));
    CHECK(metrics.max_drawdown_days == 1);
}

TEST_CASE("an account without lines has no figures") {
    const auto metrics = measure({}, dec("100"));
    CHECK_FALSE(metrics.total_return);
    CHECK_FALSE(metrics.sharpe);
}

TEST_CASE("buy and hold is in equal parts and undoes splits") {
    const auto bar = [](std::string_view symbol, double close, std::uint32_t split) {
        Bar made;
        made.ticker = Ticker::parse(symbol).value();
        made.close = Decimal::from_double(close).value();
        made.split_numerator = split;
        made.split_denominator = split > 0 ? 1 : 0;
        return made;
    };
    const std::vector<Instant> instants{{{}, {bar("A", 100, 0), bar("B", 10, 0)}, {}},
                                        {{}, {bar("A", 60, 2), bar("B", 9, 0)}, {}}};
    CHECK(*buy_and_hold(instants) == Catch::Approx((0.2 - 0.1) / 2));
    CHECK_FALSE(buy_and_hold({}));
}
