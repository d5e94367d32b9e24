#include "core/decimal.hpp"

#include <catch2/catch_test_macros.hpp>

using tradewind::Decimal;
using tradewind::ErrorCode;
using tradewind::Rounding;

TEST_CASE("Decimal prints what it parsed, in its shortest form") {
    for (const auto* text : {"0", "92.42", "-0.5", "9223372036.854775807", "-9223372036.854775808", "0.000000001"}) {
        CHECK(Decimal::parse(text)->to_string() == text);
    }
    CHECK(Decimal::parse("+1.500")->to_string() == "1.5");
    CHECK(Decimal::parse("1e3")->to_string() == "1000");
    CHECK(Decimal::parse("15e-1")->to_string() == "1.5");
    CHECK(Decimal::parse("0.0000000010")->to_string() == "0.000000001");
}

TEST_CASE("Decimal refuses what is not a number, not lossless or out of range") {
    for (const auto* text : {"", "+", ".", "1.2.3", "NaN", "inf", "1e", "1e+", "0x10", " 1", "1 ", "0.0000000001"}) {
        INFO(text);
        REQUIRE_FALSE(Decimal::parse(text).has_value());
    }
    for (const auto* text :
         {"9223372036.854775808", "1e10", "1e999999999999", "99999999999999999999999999999999999999999"}) {
        INFO(text);
        REQUIRE(Decimal::parse(text).error().code == ErrorCode::kLimit);
    }
}
