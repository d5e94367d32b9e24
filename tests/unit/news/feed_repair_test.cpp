#include <catch2/catch_test_macros.hpp>

#include "news/feed.hpp"

using namespace tradewind;
using news::Feed;
using news::parse_feed;

namespace {

Feed read(std::string_view text) {
    auto feed = parse_feed(text);
    INFO((feed ? "" : feed.error().message));
    REQUIRE(feed);
    return std::move(*feed);
}

Feed channel(std::string_view inside) {
    return read("<rss version=\"2.0\"><channel>" + std::string(inside) + "</channel></rss>");
}

}  // namespace

TEST_CASE("Bare ampersands and undefined entities are repaired without a warning") {
    const auto feed =
        channel("<item><title>AT&T & R&D caf&eacute; &mdash; x</title><link>http://x/?a=1&b=2</link></item>");
    CHECK(feed.entries.at(0).title == "AT&T & R&D café — x");
    CHECK(feed.entries.at(0).link == "http://x/?a=1&b=2");
    CHECK(feed.warnings.empty());
}

TEST_CASE("A truncated document keeps its complete items") {
    const auto feed = read(
        "<rss "
        "version='2.0'><channel><title>T</title><item><title>One</title></item><item><title>Two</title></"
        "item><item><title>Thr");
    REQUIRE(feed.entries.size() == 2);
    CHECK(feed.entries[1].title == "Two");
    CHECK_FALSE(feed.warnings.empty());
    CHECK(read("<rss><channel><title>T</title><item><title>Only</title><link>http://x/").entries.at(0).title == "Only");
}

TEST_CASE("Misspelt, missing and stray end tags are survived") {
    const auto misspelt =
        channel("<item><title>One</titel><link>http://x/1</link></item><item><title>Two</title></item>");
    REQUIRE(misspelt.entries.size() == 2);
    CHECK(misspelt.entries[0].title == "One");
    CHECK(misspelt.entries[0].link == "http://x/1");
    const auto missing = channel("<item><title>One<link>http://x/1</link><item><title>Two</title></b></item>");
    REQUIRE(missing.entries.size() == 2);
    CHECK(missing.entries[0].title == "One");
    CHECK(missing.entries[0].link == "http://x/1");
    CHECK(missing.entries[1].title == "Two");
}

TEST_CASE("Unescaped markup inside an element is its text") {
    CHECK(channel("<item><title>a <b>b</b> c</title><description><p>one</p><br><p>two</p></description></item>")
              .entries.at(0)
              .summary == "one two");
    CHECK(channel("<item><title>a <b>b</b> c</title></item>").entries.at(0).title == "a b c");
}

TEST_CASE("Unfinished CDATA, control characters and undeclared prefixes are survived") {
    CHECK(channel("<item><title><![CDATA[One</title></item>").entries.at(0).title == "One");
    CHECK(channel("<item><title>a\x01\x0b"
                  "b</title><content:encoded>c</content:encoded></item>")
              .entries.at(0)
              .content == "c");
    CHECK(channel("<item><title><![CDATA[&eacute; &amp;]]></title></item>").entries.at(0).title == "é &");
}

TEST_CASE("What stands before the declaration and after the root does not matter") {
    CHECK(read("\n\n<!-- hi --><?xml version='1.0'?><rss><channel><title>T</title></channel></rss><html>junk</html>")
              .title == "T");
}

TEST_CASE("No entity of a DTD is loaded or expanded") {
    const auto feed = read(
        R"(<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><title>&b;&x;T</title></channel></rss>)");
    CHECK(feed.title == "&b;&x;T");
}

TEST_CASE("Nesting without end is bounded") {
    std::string deep = "<rss><channel><item><title>t</title><description>";
    for (int i = 0; i < 100'000; ++i) deep += "<b>";
    CHECK(read(deep).entries.at(0).title == "t");
    std::string well_formed = "<rss><channel><item><title>t</title><description>";
    for (int i = 0; i < 50'000; ++i) well_formed += "<b>";
    for (int i = 0; i < 50'000; ++i) well_formed += "</b>";
    CHECK(read(well_formed + "</description></item></channel></rss>").entries.at(0).title == "t");
    CHECK_FALSE(parse_feed(std::string(100'000, '[')));
    CHECK_FALSE(parse_feed("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":" + std::string(100'000, '[')));
}

TEST_CASE("A page that is no feed is refused with a reason") {
    for (const auto* text : {"", "   ", "<html><body>Sign in</body></html>", "<head><title>Moved</title></head>",
                             "hello", "{\"a\":1}", "{broken", "<svg/>"}) {
        INFO(text);
        const auto feed = parse_feed(text);
        REQUIRE_FALSE(feed);
        CHECK(feed.error().code == ErrorCode::kParse);
        CHECK_FALSE(feed.error().hint.empty());
    }
}
