#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <fstream>

#include "core/id.hpp"
#include "news/feed.hpp"

using namespace tradewind;

namespace {

/// One real feed as it was read when a person, and another parser, had checked it. Titles are beginnings.
struct Pinned {
    std::string_view file;
    std::string_view format;
    std::string_view encoding;
    std::size_t entries;
    std::string_view title;
    std::string_view first_title;
    std::string_view first_published;
};
constexpr auto kPinned = std::to_array<Pinned>(
    {{"atom-customfields.atom", "atom1.0", "utf-8", 15, "L2inc", "Buy Now, Bitches*", "2017-09-14T18:03:34Z"},
     {"content-encoded.rss", "rss2.0", "utf-8", 7, "Food in Invironment on Medium", "THE CREATIVE FORAGER",
      "2018-04-09T18:55:38Z"},
     {"craigslist.rss", "rss1.0", "utf-8", 25, "craigslist SF bay area | apts/housing for rent search",
      "Bright, Spacious Beautiful Victorian (oakland north / temesc", "2017-06-21T17:33:10Z"},
     {"customfields.rss", "rss2.0", "utf-8", 15, "Varthabharathi : Kanrnataka's Leading Kannada News Portal",
      "ISUZU launches the ‘mu-X’ premium full-size 7 seater SUV in ", "2017-05-19T15:35:02Z"},
     {"encoding.rss", "rss2.0", "iso-8859-1", 40, "Jornal de Notícias - Últimas Notícias",
      "Mãe de utente é a nova presidente da Raríssimas", "2018-01-03T13:47:00Z"},
     {"feedburner.atom", "atom1.0", "utf-8", 25, "Google Ads Developer Blog",
      "AdWords and DFP Java client library will soon require Java 7", "2016-06-03T14:38:00Z"},
     {"giantbomb-podcast.rss", "rss2.0", "utf-8", 730, "Giant Bombcast", "Giant Bombcast 603: Call of Tuesday",
      "2019-10-01T22:30:00Z"},
     {"guardian.rss", "rss2.0", "utf-8", 55, "The Guardian",
      "Trump State of the Union address promised unity but emphasiz", "2018-01-31T07:26:05Z"},
     {"gulp-atom.atom", "atom1.0", "utf-8", 10, "Release notes from gulp", "v3.9.0", "2015-06-01T21:49:41Z"},
     {"heise.atom", "atom1.0", "utf-8", 15, "heise developer neueste Meldungen",
      "Java-Anwendungsserver: Red Hat gibt WildFly 10 frei", "2016-02-01T16:22:00Z"},
     {"heraldsun.rss", "rss0.9x", "iso-8859-1", 2, "RSS0.92 Example", "The First Item", ""},
     {"incomplete-fields.atom", "atom1.0", "utf-8", 1, "", "", ""},
     {"instant-article.rss", "rss2.0", "utf-8", 1, "Instant Article Test", "My first Instant Article",
      "2016-05-04T06:53:45Z"},
     {"item-itunes-episodeType.rss", "rss2.0", "utf-8", 1, "Baywatch Berlin", "Trailer", "2019-11-18T19:14:32Z"},
     {"itunes-category.rss", "rss2.0", "utf-8", 1, "Taverncast - Happy Hour in Your Head - Since 2005",
      "Taverncast 62 - Temporal Anomaly", "2015-11-07T17:00:00Z"},
     {"itunes-href.rss", "rss2.0", "utf-8", 10, "Transfermarkt",
      "Manager bewertet Transfers | Eberl lobt BVB für Pulisic-Deal", "2019-01-07T16:19:19Z"},
     {"itunes-keywords-array.rss", "rss2.0", "utf-8", 1, "SWR2 Impuls - Wissen aktuell",
      "Ostafrika stellt sich auf die nächste Heuschreckenplage ein", "2020-03-10T15:05:00Z"},
     {"itunes-keywords-astext.rss", "rss2.0", "utf-8", 32, "Endorphine für Delfine",
      "Die mit Alice Merton und der Wespen-Taschen Psychologie", "2020-10-15T15:27:00Z"},
     {"itunes-keywords.rss", "rss2.0", "utf-8", 1, "Taverncast - Happy Hour in Your Head - Since 2005",
      "Taverncast 62 - Temporal Anomaly", "2015-11-07T17:00:00Z"},
     {"itunes-missing-image.rss", "rss2.0", "utf-8", 131, "Taverncast - Happy Hour in Your Head - Since 2005",
      "Taverncast 62 - Temporal Anomaly", "2015-11-07T17:00:00Z"},
     {"many-links.rss", "atom1.0", "utf-8", 25, "Google Testing Blog",
      "Code Health: Providing Context with Commit Messages and Bug ", "2017-09-11T21:01:00Z"},
     {"missing-fields.atom", "atom1.0", "utf-8", 1, "", "", ""},
     {"narro.rss", "rss2.0", "utf-8", 1, "foobar on Narro", "FAQ for Narro", "2015-02-20T09:51:15Z"},
     {"pagination-links.rss", "rss2.0", "utf-8", 1, "New Show - With Episode Block", "The First Episode",
      "2021-01-21T07:58:00Z"},
     {"reddit-atom.rss", "rss2.0", "utf-8", 24, "reddit: the front page of the internet", "The Difficulties in Space",
      "2016-01-23T15:40:37Z"},
     {"reddit-home.rss", "atom1.0", "utf-8", 24, "reddit: the front page of the internet",
      "How the British as seen by Americans and Europeans", "2016-01-26T20:31:34Z"},
     {"reddit.rss", "rss2.0", "utf-8", 24, "reddit: the front page of the internet",
      "The water is too deep, so he improvises", "2015-11-12T21:16:39Z"},
     {"rss-1.rss", "rss1.0", "utf-8", 69, "Science twis", "Food for fungi", "2017-06-15T17:29:47Z"},
     {"uolNoticias.rss", "rss2.0", "windows-1252", 15, "UOL Noticias",
      "Ibope: Bolsonaro perde de Haddad, Ciro e Alckmin em simulaçõ", "2018-09-24T22:42:40Z"},
     {"xml2js-options.rss", "rss1.0", "utf-8", 69, "Science twis", "Food for fungi", "2017-06-15T17:29:47Z"}});

/// Every field of every entry, so that no change of any goes unseen.
std::string digest_of(const news::Feed& feed) {
    std::string all = feed.link.value_or("-") + '\n' + feed.language.value_or("-") + '\n' +
                      (feed.updated ? format_timestamp(*feed.updated) : "-");
    const auto add = [&](const std::optional<std::string>& text) { all += '\n' + text.value_or("-"); };
    const auto add_time = [&](const std::optional<Timestamp>& time) {
        all += '\n' + (time ? format_timestamp(*time) : "-");
    };
    for (const auto& entry : feed.entries) {
        for (const auto* text : {&entry.id, &entry.title, &entry.link, &entry.summary, &entry.content}) add(*text);
        add_time(entry.published);
        add_time(entry.updated);
        for (const auto* list : {&entry.authors, &entry.categories, &entry.symbols}) {
            for (const auto& item : *list) all += "\n+" + item;
        }
    }
    return sha256_hex(all).substr(0, 16);
}

std::filesystem::path feeds_folder() {
    if (const char* shared = std::getenv("TRADEWIND_SHARED"))
        return std::filesystem::path(shared) / "data/feeds/real-world";
    const char* source = std::getenv("TRADEWIND_SOURCE_DIR");
    return std::filesystem::path(source != nullptr ? source : ".") / "../shared/data/feeds/real-world";
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("Real feeds read as they were checked") {
    const auto folder = feeds_folder();
    if (!std::filesystem::exists(folder)) SKIP("no real feeds at " << folder);
    for (const auto& pinned : kPinned) {
        INFO(pinned.file);
        const auto feed = news::parse_feed(read_file(folder / pinned.file));
        REQUIRE(feed);
        CHECK(to_string(feed->format) == pinned.format);
        CHECK(feed->encoding == pinned.encoding);
        CHECK(feed->title.value_or("").starts_with(pinned.title));
        REQUIRE(feed->entries.size() == pinned.entries);
        const auto& first = feed->entries.front();
        CHECK(first.title.value_or("").starts_with(pinned.first_title));
        CHECK((first.published ? format_timestamp(*first.published) : "") == pinned.first_published);
    }
    constexpr auto kDigests = std::to_array<std::pair<std::string_view, std::string_view>>(
        {{"atom-customfields.atom", "f6ee30839bb5dfbb"},
         {"content-encoded.rss", "06169a4ee25d4890"},
         {"craigslist.rss", "fd73531a34fb4411"},
         {"customfields.rss", "353bad55fa0900fa"},
         {"encoding.rss", "35856001e373e474"},
         {"feedburner.atom", "1ed2bf4b0f03fc42"},
         {"giantbomb-podcast.rss", "494322c452d56243"},
         {"guardian.rss", "f9d33d9c5f84d5f2"},
         {"gulp-atom.atom", "d319626d9fd39f88"},
         {"heise.atom", "eee21d7b4bc98586"},
         {"heraldsun.rss", "e15936bde223891a"},
         {"incomplete-fields.atom", "016ece5ac19848fd"},
         {"instant-article.rss", "00d9df5cd2e3fd66"},
         {"item-itunes-episodeType.rss", "05646ac382fee77f"},
         {"itunes-category.rss", "ce38367e6bdb71e3"},
         {"itunes-href.rss", "5e850501537ce047"},
         {"itunes-keywords-array.rss", "3bfb9b8d56a67c0e"},
         {"itunes-keywords-astext.rss", "e8543928248b93b5"},
         {"itunes-keywords.rss", "ce38367e6bdb71e3"},
         {"itunes-missing-image.rss", "09aa4d36276e2530"},
         {"many-links.rss", "124e7d74393d9399"},
         {"missing-fields.atom", "f311e4c8f52687e7"},
         {"narro.rss", "d9cd655d38b66fda"},
         {"pagination-links.rss", "0868cdd29cc42b98"},
         {"reddit-atom.rss", "04297a0fab3acc80"},
         {"reddit-home.rss", "63c5ce23aed7928c"},
         {"reddit.rss", "2f92e65e9a341ec5"},
         {"rss-1.rss", "e801ff81088bb208"},
         {"uolNoticias.rss", "4482d659a269a83b"},
         {"xml2js-options.rss", "e801ff81088bb208"}});
    for (const auto& [file, digest] : kDigests) {
        INFO(file);
        const auto feed = news::parse_feed(read_file(folder / file));
        REQUIRE(feed);
        CHECK(digest_of(*feed) == digest);
    }
    CHECK_FALSE(news::parse_feed(read_file(folder / "unrecognized.rss")));
}
