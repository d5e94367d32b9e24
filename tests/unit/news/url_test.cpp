#include "news/url.hpp"

#include <catch2/catch_test_macros.hpp>

using tradewind::news::canonical_url;
using tradewind::news::host_of;
using tradewind::news::resolve_url;

TEST_CASE("References are resolved as RFC 3986 says") {
    const std::string_view base = "http://a/b/c/d;p?q";
    const std::pair<std::string_view, std::string_view> cases[] = {{"g:h", "g:h"},
                                                                   {"g", "http://a/b/c/g"},
                                                                   {"./g", "http://a/b/c/g"},
                                                                   {"g/", "http://a/b/c/g/"},
                                                                   {"/g", "http://a/g"},
                                                                   {"//g", "http://g"},
                                                                   {"?y", "http://a/b/c/d;p?y"},
                                                                   {"g?y", "http://a/b/c/g?y"},
                                                                   {"#s", "http://a/b/c/d;p?q#s"},
                                                                   {"g#s", "http://a/b/c/g#s"},
                                                                   {"", "http://a/b/c/d;p?q"},
                                                                   {".", "http://a/b/c/"},
                                                                   {"..", "http://a/b/"},
                                                                   {"../g", "http://a/b/g"},
                                                                   {"../../g", "http://a/g"},
                                                                   {"../../../g", "http://a/g"},
                                                                   {"/./g", "http://a/g"},
                                                                   {"/../g", "http://a/g"},
                                                                   {"g;x=1/../y", "http://a/b/c/y"}};
    for (const auto& [reference, expected] : cases) {
        INFO(reference);
        CHECK(resolve_url(base, reference) == expected);
    }
    CHECK(resolve_url("", "x") == "x");
    CHECK(resolve_url("http://a", " b c\n ") == "http://a/b%20c");
}

TEST_CASE("One page has one canonical URL") {
    for (const auto* url :
         {"https://www.Example.com/a/b?utm_source=x&id=7#top", "http://example.com:80/a/b/?id=7&fbclid=1",
          "https://m.example.com/a/b/amp?id=7", "https://amp.example.com/a/b/amp/?mod=rss&id=7"}) {
        INFO(url);
        CHECK(canonical_url(url) == "https://example.com/a/b?id=7");
    }
    CHECK(canonical_url("https://m.com/x") == "https://m.com/x");
    CHECK(canonical_url("https://example.com:8443/x") == "https://example.com:8443/x");
    CHECK(canonical_url("mailto:a@b.c").empty());
    CHECK(canonical_url("").empty());
}

TEST_CASE("Hosts come without user and port") {
    CHECK(host_of("https://user:pw@Example.COM:81/x") == "example.com");
    CHECK(host_of("http://[::1]:80/") == "[::1]:80");
    CHECK(host_of("relative/path").empty());
}
