#include "storage/json_columns.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

namespace tradewind::storage {
namespace {

TEST_CASE("doubles keep every bit") {
    for (const double value :
         {0.1 + 0.2, 1.0 / 3.0, 5e-324, -1.7976931348623157e308, -0.0, 1e16, 123456789.123456789}) {
        const auto back = decode_weights(encode_weights({{"w", value}})).at("w");
        CHECK(back == value);
        CHECK(std::signbit(back) == std::signbit(value));
    }
}

TEST_CASE("text keeps quotes, newlines and other scripts") {
    const std::vector<std::string> texts{"", "a \"quote\" \\ back", "line\nline\ttab", "Zürich 📈 東京", "\x01"};
    CHECK(decode_texts(encode_texts(texts)) == texts);
}

TEST_CASE("text that is no UTF-8 is stored readable rather than refused") {
    const auto back = decode_texts(encode_texts({"bad \xff byte"}));
    REQUIRE(back.size() == 1);
    CHECK(back.front().starts_with("bad "));
}

TEST_CASE("an empty list is an empty array") {
    CHECK(encode_opinions({}) == "[]");
    CHECK(decode_opinions("[]").empty());
    CHECK(decode_credits("[]").empty());
    CHECK(decode_weights("{}").empty());
}

TEST_CASE("credits are exact decimals, in their order") {
    const std::vector<std::pair<std::string, Decimal>> credits{{"z", Decimal::parse("0.333333333").value()},
                                                               {"a", Decimal::parse("-9223372036.854775807").value()}};
    CHECK(decode_credits(encode_credits(credits)) == credits);
}

}  // namespace
}  // namespace tradewind::storage
