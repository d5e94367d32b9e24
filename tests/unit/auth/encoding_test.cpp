#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <string>
#include <string_view>

#include "auth/base64url.hpp"
#include "auth/cbor.hpp"
#include "auth/der.hpp"
#include "auth/ed25519_point.hpp"

using namespace tradewind::auth;
using namespace std::string_literals;
using namespace std::string_view_literals;

TEST_CASE("base64url has one spelling for each value") {
    for (const auto& bytes : {""s, "f"s, "fo"s, "foo"s, "\xFF\xFE\x00"s, std::string(100, '\xA5')})
        CHECK(from_base64url(to_base64url(bytes)) == bytes);
    CHECK(to_base64url("\xFB\xFF") == "-_8");
    for (const auto* bad : {"Zg==", "Zg=", "Z", "Zh", "Zm9v ", " Zm9v", "Zm\n9v", "Zm9+", "Zm9/", "Zm9v?"})
        CHECK_FALSE(from_base64url(bad));
}

TEST_CASE("CBOR is read in its one short form") {
    const auto bytes =
        "\xA2\x01\x02\x63"
        "abc"
        "\x42xy"s;
    const auto map = parse_cbor(bytes);
    REQUIRE(map);
    CHECK(map->pairs() == 2);
    CHECK(map->find(1)->integer() == 2);
    CHECK(map->find("abc")->bytes == "xy");
    CHECK(map->find(2) == nullptr);
    CHECK(parse_cbor("\x3B\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s)->integer() == INT64_MIN);
    CHECK_FALSE(parse_cbor("\x3B\x80\x00\x00\x00\x00\x00\x00\x00"s)->integer());
    CHECK(parse_cbor("\x88\x18\x18\x19\x01\x00\x1A\x00\x01\x00\x00\xF4\xF5\xF6\x80\xA0"s));
}

TEST_CASE("CBOR that could be read in two ways, or for ever, is refused") {
    const std::string bad[] = {"",           // nothing
                               "\x18\x17"s,  // 23 in two bytes
                               "\x19\x00\xFF"s,
                               "\x1A\x00\x00\xFF\xFF"s,
                               "\x1B\x00\x00\x00\x00\xFF\xFF\xFF\xFF"s,
                               "\x18"s,  // ends in its head
                               "\x1C"s,
                               "\x1D"s,
                               "\x1E"s,
                               "\x1F"s,
                               "\x5F\x41\x00\xFF"s,
                               "\x7F\xFF"s,
                               "\x9F\xFF"s,
                               "\xBF\xFF"s,  // indefinite
                               "\x42x"s,
                               "\x5B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s,  // longer than what is left
                               "\x9A\x0F\xFF\xFF\xFF"s,
                               "\x9B\x00\x00\x00\x01\x00\x00\x00\x00"s,
                               "\xBB\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s,
                               "\xA2\x01\x02\x01\x03"s,  // a key twice
                               "\xA1\x01"s,
                               "\x82\x01"s,
                               "\xC0\x00"s,
                               "\xF7"s,
                               "\xF9\x00\x00"s,
                               "\xFA\x00\x00\x00\x00"s,
                               "\xFF"s,
                               "\xF8\x20"s,
                               "\x61\xFF"s,
                               "\x62\xC0\x80"s,
                               "\x63\xED\xA0\x80"s,
                               "\x64\xF4\x90\x80\x80"s,  // no UTF-8
                               "\x00\x00"s};             // something after it
    for (const auto& bytes : bad) CHECK_FALSE(parse_cbor(bytes));
    CHECK(parse_cbor(std::string(7, '\x81') + "\x00"s));
    CHECK_FALSE(parse_cbor(std::string(8, '\x81') + "\x00"s));
    CHECK_FALSE(parse_cbor(std::string(10'000, '\x81')));
}

TEST_CASE("an item is taken off the front, and the rest left") {
    std::string_view input = "\x01\x02\x03";
    CHECK(take_cbor(input)->integer() == 1);
    CHECK(input == "\x02\x03");
}

TEST_CASE("an ECDSA signature has one DER encoding") {
    const auto numbers = read_ecdsa_der("\x30\x08\x02\x01\x7F\x02\x03\x00\xFF\x01"s);
    REQUIRE(numbers);
    CHECK(numbers->r == "\x7F");
    CHECK(numbers->s == "\xFF\x01");
    CHECK(write_ecdsa_der("\x00\x7F"s, "\xFF\x01"s) == "\x30\x08\x02\x01\x7F\x02\x03\x00\xFF\x01"s);
    const std::string bad[] = {""s,
                               "\x30\x00"s,
                               "\x30\x06\x02\x01\x01\x02\x01\x01\x00"s,
                               "\x30\x81\x06\x02\x01\x01\x02\x01\x01"s,
                               "\x30\x80\x02\x01\x01\x02\x01\x01\x00\x00"s,
                               "\x31\x06\x02\x01\x01\x02\x01\x01"s,
                               "\x10\x06\x02\x01\x01\x02\x01\x01"s,
                               "\x30\x06\x02\x01\x00\x02\x01\x01"s,
                               "\x30\x06\x02\x01\x81\x02\x01\x01"s,
                               "\x30\x07\x02\x02\x00\x01\x02\x01\x01"s,
                               "\x30\x05\x02\x00\x02\x01\x01"s,
                               "\x30\x09\x02\x01\x01\x02\x01\x01\x02\x01\x01"s,
                               "\x30\x07\x02\x81\x01\x01\x02\x01\x01"s};
    for (const auto& bytes : bad) CHECK_FALSE(read_ecdsa_der(bytes));
}

TEST_CASE("tags above 30 are read in full") {
    std::string_view der = "\xBF\x85\x3E\x03\x02\x01\x00"sv;
    const auto element = take_der(der);
    REQUIRE(element);
    CHECK(element->is(702, 2));
    CHECK(element->content.size() == 3);
    CHECK(der.empty());
    std::string_view padded = "\xBF\x80\x1F\x00"sv;
    CHECK_FALSE(take_der(padded));
}

TEST_CASE("an Ed25519 key of low order, off the curve, or spelled otherwise is no key") {
    // RFC 8032 §7.1, test 1
    const auto good = *from_base64url("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    CHECK(is_sound_ed25519_point(good));
    CHECK_FALSE(is_sound_ed25519_point(good.substr(1)));
    CHECK_FALSE(is_sound_ed25519_point(std::string(32, '\0')));
    CHECK_FALSE(is_sound_ed25519_point("\x01" + std::string(31, '\0')));
    CHECK_FALSE(is_sound_ed25519_point("\x02" + std::string(31, '\0')));  // no square
    CHECK_FALSE(is_sound_ed25519_point(std::string(32, '\xFF')));
    for (const int last : {0xEC, 0xED, 0xEE})  // p − 1, p, p + 1
        CHECK_FALSE(is_sound_ed25519_point(static_cast<char>(last) + std::string(30, '\xFF') + "\x7F"));
}
