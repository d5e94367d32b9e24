#include "news/feed.hpp"

#include <catch2/catch_test_macros.hpp>

#include "news/article.hpp"

using namespace tradewind;
using news::Feed;
using news::FeedFormat;
using news::parse_feed;

namespace {

Feed read(std::string_view text, std::string_view url = {}) {
    auto feed = parse_feed(text, {url, {}});
    INFO((feed ? "" : feed.error().message));
    REQUIRE(feed);
    return std::move(*feed);
}

std::string time_of(const std::optional<Timestamp>& time) {
    return time ? format_timestamp(*time) : "null";
}

}  // namespace

TEST_CASE("RSS 2.0 gives its fields as plain text") {
    const auto feed = read(
        R"(<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Example &amp;amp; Markets</title>
<link>https://example.com/</link><description>x</description><language>en_US</language><ttl>15</ttl>
<lastBuildDate>Mon, 05 Jan 2026 13:05:00 GMT</lastBuildDate>
<image><title>not me</title><link>https://no.example/</link></image>
<item><title>Acme &amp;amp; Co. cuts outlook</title><link>/a1?src=rss</link><guid isPermaLink="false">a1</guid>
<description><![CDATA[<p>Acme &amp; Co. <b>cut</b> ...</p>]]></description><dc:creator>J. Doe</dc:creator>
<category domain="https://x/rss/stock">Nasdaq:ACME</category><category domain="https://x/rss/stock">TSX:NOPE</category>
<pubDate>Mon, 05 Jan 2026 13:02:00 GMT</pubDate></item></channel></rss>)",
        "https://example.com/feed.xml");
    CHECK(feed.format == FeedFormat::kRss20);
    CHECK(feed.title == "Example & Markets");
    CHECK(feed.link == "https://example.com/");
    CHECK(feed.language == "en-US");
    CHECK(time_of(feed.updated) == "2026-01-05T13:05:00Z");
    CHECK(feed.hints.ttl == std::chrono::minutes(15));
    REQUIRE(feed.entries.size() == 1);
    const auto& entry = feed.entries[0];
    CHECK(entry.id == "a1");
    CHECK(entry.title == "Acme & Co. cuts outlook");
    CHECK(entry.link == "https://example.com/a1?src=rss");
    CHECK(entry.summary == "Acme & Co. cut ...");
    CHECK_FALSE(entry.content);
    CHECK(time_of(entry.published) == "2026-01-05T13:02:00Z");
    CHECK(entry.authors == std::vector<std::string>{"J. Doe"});
    CHECK(entry.categories == std::vector<std::string>{"Nasdaq:ACME", "TSX:NOPE"});
    CHECK(entry.symbols == std::vector<std::string>{"ACME"});
}

TEST_CASE("The root decides the format") {
    CHECK(read("<rss><channel><title>x</title></channel></rss>").format == FeedFormat::kRss20);
    CHECK(read("<rss version='0.91'><channel><title>x</title></channel></rss>").format == FeedFormat::kRss09x);
    CHECK(read("<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title></feed>").format == FeedFormat::kAtom10);
    CHECK(read("<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>x</title></feed>").format ==
          FeedFormat::kAtom03);
    CHECK(read(R"({"version":"https://jsonfeed.org/version/1","title":"x","items":[]})").format ==
          FeedFormat::kJsonFeed);
}

TEST_CASE("RSS 1.0 has its items beside the channel") {
    const auto feed =
        read(R"(<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:d="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://x/"><title>T</title><link>http://x/</link><description/></channel>
<item rdf:about="http://x/1"><title>One</title><link>http://x/1</link><d:date>2026-01-05T13:02+01:00</d:date><d:creator>A</d:creator><d:subject>S</d:subject></item>
<item rdf:about="http://x/2"><title>Two</title></item></rdf:RDF>)");
    CHECK(feed.format == FeedFormat::kRss10);
    REQUIRE(feed.entries.size() == 2);
    CHECK(feed.entries[0].id == "http://x/1");
    CHECK(time_of(feed.entries[0].published) == "2026-01-05T12:02:00Z");
    CHECK(feed.entries[0].categories == std::vector<std::string>{"S"});
    CHECK(feed.entries[1].link == "http://x/2");
}

TEST_CASE("Atom text constructs, links, bases and authors are read by type") {
    const auto feed = read(
        R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="http://x.org/a/"><title type="html">A &amp;lt;b&amp;gt;</title>
<link rel="self" href="feed.atom"/><link href="/home"/><updated>2026-01-05T00:00:00Z</updated><author><name>Feed Author</name></author>
<entry xml:base="b/"><id>urn:1</id><title>1 &lt; 2</title><link rel="enclosure" href="x.mp3"/><link rel="alternate" href="p.html"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <i>two</i></p></div></content><updated>2026-01-05T01:00:00Z</updated>
<category term="t" label="L"/></entry>
<entry><id>urn:2</id><title type="html">&lt;b&gt;Bold&lt;/b&gt; &amp;amp; all</title><summary>s</summary><author><email>m@x.org</email></author>
<published>2026-01-04T00:00:00-05:00</published><updated>bad</updated></entry>
<entry><id>urn:1</id><title>newer</title><updated>2026-01-06T00:00:00Z</updated></entry></feed>)",
        "http://elsewhere/");
    CHECK(feed.title == "A <b>");
    CHECK(feed.link == "http://x.org/home");
    REQUIRE(feed.entries.size() == 2);
    CHECK(feed.entries[0].title == "newer");
    CHECK(feed.entries[1].title == "Bold & all");
    CHECK(feed.entries[1].authors == std::vector<std::string>{"m@x.org"});
    CHECK(time_of(feed.entries[1].published) == "2026-01-04T05:00:00Z");
    CHECK_FALSE(feed.entries[1].updated);
    CHECK(feed.warnings.size() == 2);
}

TEST_CASE("Atom entries keep literal less-than signs and stacked bases") {
    const auto feed =
        read(R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://x.org/a/"><author><name>F</name></author>
<entry xml:base="b/"><id>1</id><title>1 &lt; 2 &amp;amp; 3</title><link href="p.html"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <i>two</i></p>three</div></content><updated>2026-01-05T01:00:00Z</updated></entry></feed>)");
    const auto& entry = feed.entries.at(0);
    CHECK(entry.title == "1 < 2 &amp; 3");
    CHECK(entry.link == "http://x.org/a/b/p.html");
    CHECK(entry.content == "One two three");
    CHECK(entry.authors == std::vector<std::string>{"F"});
    CHECK(entry.published == entry.updated);
}

TEST_CASE("JSON Feed items need an id, numbers become text") {
    const auto feed = read(
        R"({"version":"https://jsonfeed.org/version/1.1","title":"J","home_page_url":"https://x/","language":"en","authors":[{"name":"A"}],
"items":[{"id":7,"url":"/p","title":"T &amp; U","content_html":"<p>a</p><p>b</p>","date_published":"2026-01-05T00:00:00.5Z","tags":["x","x"]},{"title":"no id"}]})");
    REQUIRE(feed.entries.size() == 1);
    CHECK(feed.entries[0].id == "7");
    CHECK(feed.entries[0].title == "T &amp; U");
    CHECK(feed.entries[0].content == "a b");
    CHECK(feed.entries[0].link == "https://x/p");
    CHECK(feed.entries[0].authors == std::vector<std::string>{"A"});
    CHECK(feed.entries[0].categories == std::vector<std::string>{"x"});
    CHECK(feed.warnings.size() == 1);
}

TEST_CASE("Namespaces go by URI; foreign elements never override the item's own") {
    const auto feed = read(
        R"(<rss version="2.0" xmlns:m="http://search.yahoo.com/mrss/" xmlns:a="http://www.w3.org/2005/Atom" xmlns:n="http://nasdaq.com/reference/feeds/1.0">
<channel><a:link rel="self" href="http://x/feed"/><link>http://x/</link><title>T</title><item><m:title>Wrong</m:title><a:link href="http://x/atom"/><title>Right</title>
<m:content><m:title>Wrong too</m:title></m:content><n:tickers>AAPL, MSFT,AAPL</n:tickers><source url="http://y"><title>no</title></source></item></channel></rss>)");
    CHECK(feed.link == "http://x/");
    CHECK(feed.entries.at(0).title == "Right");
    CHECK(feed.entries.at(0).link == "http://x/atom");
    CHECK(feed.entries.at(0).symbols == std::vector<std::string>{"AAPL", "MSFT"});
}

TEST_CASE("Authors are names where there are names") {
    const auto author = [](std::string_view text) {
        return read("<rss><channel><item><title>t</title>" + std::string(text) + "</item></channel></rss>")
            .entries.at(0)
            .authors;
    };
    using Names = std::vector<std::string>;
    CHECK(author("<author>a@b.c (Jane Doe)</author>") == Names{"Jane Doe"});
    CHECK(author("<author>Jane Doe &lt;a@b.c&gt;</author>") == Names{"Jane Doe"});
    CHECK(author("<author>Jane Doe (a@b.c)</author>") == Names{"Jane Doe"});
    CHECK(author("<author>a@b.c</author>") == Names{"a@b.c"});
    CHECK(author("<author>a@b.c</author><dc:creator>Jane</dc:creator>") == Names{"Jane"});
    CHECK(author("<author>Jane</author><dc:creator>Jane</dc:creator>") == Names{"Jane"});
}

TEST_CASE("XHTML keeps its less-than signs, other media types are base64") {
    const auto feed = read(
        R"(<feed xmlns="http://www.w3.org/2005/Atom"><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">x &lt;y&gt;</div></title>
<entry><id>1</id><title type="html"><div>a &lt;b&gt;b&lt;/b&gt;</div></title><content type="application/octet-stream">PGI+SGk8L2I+IHRoZXJl</content></entry>
<entry><id>2</id><title>t</title><content type="image/png">iVBORw0KGgo=</content><link rel="related" href="http://x/r"/><author><uri>http://me/</uri></author></entry></feed>)");
    CHECK(feed.title == "x <y>");
    CHECK(feed.entries.at(0).title == "a b");
    CHECK(feed.entries.at(0).content == "Hi there");
    CHECK_FALSE(feed.entries.at(1).content);
    CHECK_FALSE(feed.entries.at(1).link);
    CHECK(feed.entries.at(1).authors.empty());
}

TEST_CASE("An Atom draft's own namespace is Atom's") {
    const auto feed = read(R"(<f:feed version="0.3" xmlns:f="http://example.com/necho" xmlns:o="http://other/">
<o:title>no</o:title><f:title>T</f:title><f:entry><f:title>e</f:title></f:entry></f:feed>)");
    CHECK(feed.format == FeedFormat::kAtom03);
    CHECK(feed.title == "T");
    CHECK(feed.entries.at(0).title == "e");
}

TEST_CASE("An item is kept for whatever it holds, a link only where it leads somewhere") {
    const auto feed = read(
        R"(<rss version="2.0"><channel><title>T</title><item><enclosure url="http://x/a"/></item><item><author>a@b.c</author></item>
<item> </item><item><title>t</title><link>/p</link></item></channel></rss>)");
    REQUIRE(feed.entries.size() == 3);
    CHECK(feed.entries[1].authors == std::vector<std::string>{"a@b.c"});
    CHECK_FALSE(feed.entries[2].link);
    CHECK(feed.warnings.size() == 2);
}

TEST_CASE("rdf:about is known by its namespace") {
    const auto feed =
        read(R"(<R:RDF xmlns:R="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://purl.org/rss/1.0/">
<s:channel R:about="http://n/"><s:title>N</s:title></s:channel><s:item R:about="http://n/1"><s:title>i</s:title></s:item></R:RDF>)");
    CHECK(feed.format == FeedFormat::kRss10);
    CHECK(feed.entries.at(0).id == "http://n/1");
}

TEST_CASE("Declared entities are replaced where they are short and plain, and never expand") {
    const auto title = [](std::string_view subset, std::string_view text) {
        return read("<!DOCTYPE rss [" + std::string(subset) + "]><rss><channel><item><title>" + std::string(text) +
                    "</title></item></channel></rss>")
            .entries.at(0)
            .title.value_or("");
    };
    CHECK(title("<!ENTITY ok 'fine'>", "a &ok; b") == "a fine b");
    CHECK(title("<!ENTITY x SYSTEM 'file:///etc/passwd'>", "a &x;") == "a &x;");
    CHECK(title("<!ENTITY a 'lol'><!ENTITY b '&a;&a;'>", "&b;") == "&b;");
    CHECK(title("<!ENTITY b '<title>x</title>'>", "&b;") == "&b;");
    std::string many;
    for (int i = 0; i < 10'000; ++i) many += "&a;";
    CHECK(title("<!ENTITY a '" + std::string(200, 'A') + "'>", many).size() < 110'000);
}

TEST_CASE("Articles of a feed have ids from their page, or from source and title") {
    const auto received = *parse_timestamp("2026-01-05T13:10:00Z");
    const auto feed = read(
        R"(<rss><channel><item><title>One</title><link>http://x/1?utm_source=a</link><pubDate>Mon, 05 Jan 2026 13:02:00 GMT</pubDate></item>
<item><title>Two</title><link>http://x/same</link></item><item><title>Three</title><link>http://x/same</link></item>
<item><pubDate>Mon, 05 Jan 2026 13:02:00 GMT</pubDate></item><item><title>Future</title><pubDate>Mon, 05 Jan 2027 13:02:00 GMT</pubDate></item></channel></rss>)");
    const auto articles = news::articles_of(feed, "rss:x", received);
    REQUIRE(articles.size() == 4);
    CHECK(articles[0].id == news::article_id("https://x/1", "", ""));
    CHECK(articles[1].id == news::article_id("", "rss:x", "Two"));
    CHECK(articles[1].id != articles[2].id);
    CHECK(articles[1].published == received);
    CHECK(articles[3].published == received);
    CHECK(articles[0].story == articles[0].id);
}
