#include <catch2/catch_test_macros.hpp>

#include "trading/settings_change.hpp"
#include "unit/trading/account_fixture.hpp"

using namespace tradewind;
using namespace tradewind::trading;
using namespace tradewind::trading::testing;

TEST_CASE("a tighter limit denies the next order, and leaves positions alone") {
    AccountFixture account(plain_settings());
    account.bar("AAPL", "14:00:00Z", {"100", "101", "99", "100"});
    account.signal("AAPL", "14:01:00Z", Direction::kLong);
    account.bar("AAPL", "14:01:00Z", {"100", "101", "99", "100"});
    REQUIRE(account.position("AAPL") == d("100"));
    account.account.on_settings(changed(plain_settings(), {{"risk.max_order_value", "500"}}).value());
    account.bar("MSFT", "14:02:00Z", {"100", "101", "99", "100"});
    account.signal("MSFT", "14:03:00Z", Direction::kLong);
    CHECK(account.effects.verdicts.back().reason == "max_order_value");
    CHECK(account.position("AAPL") == d("100"));
}
