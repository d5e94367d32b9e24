#include "storage/page.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace tradewind::storage {
namespace {

TEST_CASE("a cursor comes back from its text") {
    const Cursor cursor{timestamp_from_unix_nanos(-17), "sig-abc.def"};
    const auto parsed = Cursor::parse(cursor.to_string());
    REQUIRE(parsed);
    CHECK(parsed->time == cursor.time);
    CHECK(parsed->id == cursor.id);
}

TEST_CASE("a text that is no cursor is refused") {
    const std::string text = GENERATE(as<std::string>(), "", "x", "12", "12.", ".id", "99999999999999999999.id",
                                      "12 id", "12." + std::string(200, 'x'));
    const auto parsed = Cursor::parse(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == ErrorCode::kParse);
}

}  // namespace
}  // namespace tradewind::storage
