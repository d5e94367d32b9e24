#include "net/message.hpp"

#include <catch2/catch_test_macros.hpp>

#include "net/text.hpp"
#include "net/url.hpp"

using namespace tradewind;
using namespace tradewind::net;

TEST_CASE("headers are found without case, cookies by name") {
    Request request;
    request.headers = {{"Content-Type", "a"}, {"cookie", "x=1; tradewind_session=abc=; y=2"}};
    CHECK(request.header("content-type") == "a");
    CHECK(request.header("none").empty());
    CHECK(request.cookie("tradewind_session") == "abc=");
    CHECK(request.cookie("session").empty());
    CHECK(request.cookie("y") == "2");
}

TEST_CASE("a target is taken apart and decoded") {
    const auto target = parse_target("/api/news%3A1/x?symbol=BTC%2FUSD&q=a+b&flag&empty=");
    REQUIRE(target);
    CHECK(target->path == "/api/news:1/x");
    CHECK(target->query == Fields{{"symbol", "BTC/USD"}, {"q", "a b"}, {"flag", ""}, {"empty", ""}});
}

TEST_CASE("targets that could mean two things are refused") {
    for (const auto* target : {"", "api", "http://x/", "*", "/a/../b", "/a/%2e%2e/b", "/a/./b", "/a//b", "/a%2Fb",
                               "/a%5Cb", "/a\\b", "/a%00b", "/a%zz", "/a%2", "/a b", "/\xc3\xa9", "/x?q=%"}) {
        CAPTURE(target);
        CHECK_FALSE(parse_target(target));
    }
}

TEST_CASE("problems are RFC 9457 with our code and hint") {
    const auto response = problem(Error{ErrorCode::kNotFound, "no \"x\"", "try y"}, "/api/z");
    CHECK(response.status == 404);
    CHECK(response.header("content-type") == "application/problem+json");
    CHECK(
        response.body ==
        R"({"type":"about:blank","title":"Not Found","status":404,"code":"not-found","detail":"no \"x\"","hint":"try y","instance":"/api/z"})");
}

TEST_CASE("a URL's parts") {
    const auto url = parse_url("WSS://user:key@Example.COM/v2/iex?a=1#f");
    REQUIRE(url);
    CHECK(url->scheme == "wss");
    CHECK(url->host == "example.com");
    CHECK(url->port == "443");
    CHECK(url->target == "/v2/iex?a=1");
    CHECK(parse_url("http://[::1]:8080")->host == "::1");
    CHECK(parse_url("http://[::1]:8080")->port == "8080");
    CHECK(parse_url("http://h?x=1")->target == "/?x=1");
    for (const auto* text : {"", "h", "http://", "http://:80", "http://h:x", "ftp://h", "http://[::1"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_url(text));
    }
    CHECK(origin_of("https://h/x") == origin_of("https://H:443/y"));
    CHECK(shown_url("https://ada:pw@h:1/p?key=secret") == "https://h/p");
}
