#include "net/router.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace tradewind::net;

namespace {

Router sample() {
    Router router;
    const auto handler = [](const Request&) { return Response{}; };
    router.get("/{path*}", handler);
    router.get("/api/signals", handler);
    router.get("/api/signals/{id}", handler);
    router.get("/api/signals/latest", handler);
    router.post("/api/controls", handler);
    router.get("/api/controls", handler);
    router.add("DELETE", "/api/dead-letters/{stream}/{id}", handler);
    return router;
}

std::string pattern_of(const Router::Match& match) {
    return match.route == nullptr ? "" : match.route->pattern;
}

}  // namespace

TEST_CASE("the most specific pattern wins, in whatever order it was added") {
    const auto router = sample();
    CHECK(pattern_of(router.match("GET", "/api/signals/latest")) == "/api/signals/latest");
    CHECK(pattern_of(router.match("GET", "/api/signals/sig-1")) == "/api/signals/{id}");
    CHECK(pattern_of(router.match("GET", "/api/signals")) == "/api/signals");
    CHECK(pattern_of(router.match("GET", "/assets/app.js")) == "/{path*}");
    CHECK(pattern_of(router.match("GET", "/")) == "/{path*}");
}

TEST_CASE("names catch one segment each, the rest catches all") {
    const auto router = sample();
    const auto match = router.match("DELETE", "/api/dead-letters/news:raw/17-0");
    CHECK(match.params == Fields{{"stream", "news:raw"}, {"id", "17-0"}});
    CHECK(router.match("GET", "/a/b/c").params == Fields{{"path", "a/b/c"}});
    CHECK(pattern_of(router.match("GET", "/api/signals/")) == "/{path*}");
}

TEST_CASE("HEAD finds GET's route") {
    CHECK(pattern_of(sample().match("HEAD", "/api/signals")) == "/api/signals");
}

TEST_CASE("a known path with another method says what it takes") {
    const auto match = sample().match("PUT", "/api/controls");
    CHECK(match.route == nullptr);
    CHECK(match.allow == "GET, HEAD, POST");
    CHECK(sample().match("GET", "/api/dead-letters/a/b").route == nullptr);
}

TEST_CASE("without a catch-all an unknown path finds nothing") {
    Router router;
    router.get("/x", [](const Request&) { return Response{}; });
    const auto match = router.match("GET", "/y");
    CHECK(match.route == nullptr);
    CHECK(match.allow.empty());
}
