#include "news/html_text.hpp"

#include <catch2/catch_test_macros.hpp>

using tradewind::news::collapse_whitespace;
using tradewind::news::html_to_text;

TEST_CASE("Markup goes, text stays, blocks separate words") {
    CHECK(html_to_text("<p>Acme &amp; Co. <b>cut</b>s</p><p>jobs</p>") == "Acme & Co. cuts jobs");
    CHECK(html_to_text("a<br/>b<div>c</div>d") == "a b c d");
    CHECK(html_to_text("<a href='x>y'>link</a> <img alt=\"a>b\">") == "link");
    CHECK(html_to_text("x <!-- <p>no</p> --> y<script>var a = '<b>';</script>z<style>p{}</style>") == "x y z");
}

TEST_CASE("Character references are resolved once, also the sloppy ones") {
    CHECK(html_to_text("AT&amp;amp;T &eacute;&#233;&#xE9;&#XE9; &#146;") ==
          "AT&amp;T \xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9 \xE2\x80\x99");
    CHECK(html_to_text("&copy 2014 &amp T R&D AT&T &unknown; &") == "\xC2\xA9 2014 & T R&D AT&T &unknown; &");
    CHECK(html_to_text("a?b=1&copy=2") == "a?b=1&copy=2");
    CHECK(html_to_text("&#0;&#x110000;&#xD800;") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("Less-than signs that begin no tag are text") {
    CHECK(html_to_text("1 < 2 and 3<4 <3") == "1 < 2 and 3<4 <3");
    CHECK(html_to_text("broken <a href=\"x") == "broken");
}

TEST_CASE("White space of every kind is collapsed") {
    CHECK(collapse_whitespace("  a\t\n\xC2\xA0 b\xE2\x80\x89"
                              "c \xE2\x80\x8B"
                              "d\x01 ") == "a b c d");
    CHECK(collapse_whitespace("").empty());
    CHECK(html_to_text(" &nbsp;&nbsp; x&nbsp;").compare("x") == 0);
}
