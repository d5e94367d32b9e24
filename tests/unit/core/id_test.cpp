#include "core/id.hpp"

#include <catch2/catch_test_macros.hpp>

using tradewind::ArticleId;
using tradewind::base32_lower;
using tradewind::hash_fields;
using tradewind::sha256_hex;
using tradewind::SignalId;

TEST_CASE("SHA-256 and base32 equal their standards' examples") {
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(base32_lower("") == "");
    CHECK(base32_lower("f") == "my");
    CHECK(base32_lower("foobar") == "mzxw6ytboi");
}

TEST_CASE("An id is made of its fields, their order and their borders") {
    const auto id = SignalId::from_fields({"AAPL", "1402061400000000000"});
    CHECK(id == SignalId::from_fields({"AAPL", "1402061400000000000"}));
    CHECK(id != SignalId::from_fields({"1402061400000000000", "AAPL"}));
    CHECK(SignalId::from_fields({"ab", "c"}) != SignalId::from_fields({"a", "bc"}));
    CHECK(SignalId::from_fields({"a", ""}) != SignalId::from_fields({"a"}));
}

TEST_CASE("An id's text is read back, and nothing else is an id") {
    const auto id = SignalId::from_fields({"x"});
    const auto text = id.to_string();
    CHECK(text.starts_with("sig-"));
    CHECK(text.size() == 30);
    CHECK(SignalId::parse(text) == id);
    CHECK(SignalId::parse("")->empty());
    CHECK_FALSE(ArticleId::parse(text));
    CHECK_FALSE(SignalId::parse(text.substr(0, 29)));
    CHECK_FALSE(SignalId::parse(text + "a"));
    CHECK_FALSE(SignalId::parse("sig-" + std::string(26, '1')));
    // The last character carries three bits only: another spelling of the same bytes is refused.
    CHECK(SignalId::parse("sig-" + std::string(25, 'a') + "e").has_value());
    CHECK_FALSE(SignalId::parse("sig-" + std::string(25, 'a') + "b"));
}
