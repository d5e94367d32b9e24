#pragma once

#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "news/feed.hpp"

/// Shared by the readers of RSS and Atom; not for others.
namespace tradewind::news {

/// Namespaces that mean something to us, by URI, never by prefix (an undeclared prefix is taken by its usual name).
enum class Ns : std::uint8_t {
    kNone,
    kRss,
    kRdf,
    kAtom,
    kAtom03,
    kContent,
    kDc,
    kDcTerms,
    kMedia,
    kItunes,
    kXhtml,
    kSyndication,
    kNasdaq,
    kNasdaqTrader,
    kOther
};

struct ElementName {
    Ns ns = Ns::kNone;
    std::string local;  ///< In lower case.
};
ElementName element_name(const pugi::xml_node& node);
/// Its local name alone.
std::string local_name(const pugi::xml_node& node);

/// `rdf:about` of an element, whatever the prefix; empty where there is none.
std::string about_of(const pugi::xml_node& node);

/// RSS's own elements: no namespace, or one of those that were meant for RSS.
bool is_rss_core(Ns ns);

/// All character data below `node`, as it stands, bounded in depth.
std::string inner_text(const pugi::xml_node& node);
/// Character data with tags between, to be read as HTML: unescaped markup inside an element.
std::string inner_markup(const pugi::xml_node& node);
/// The same where the text between the tags is text: `&lt;` stays a less-than sign.
std::string xhtml_of(const pugi::xml_node& node);

/// The base of relative references at `node`: the chain of xml:base from the root, then the document's.
std::string base_of(const pugi::xml_node& node, std::string_view document_base);
/// xml:lang at `node` or above.
std::optional<std::string> language_of(const pugi::xml_node& node);
/// `en_us` → `en-us`, blanks trimmed; nothing where empty.
std::optional<std::string> language_tag(std::string_view text);

/// Name, or address where there is no name, of `Name (mail)`, `Name <mail>`, `mail (Name)`, `mail`.
std::string author_name(std::string_view text);
/// `Nasdaq:ACME` → `ACME`; nothing for foreign exchanges.
std::optional<std::string> symbol_of_listing(std::string_view text);

/// Value if it isn't empty.
std::optional<std::string> nonempty(std::string text);
void add_unique(std::vector<std::string>& list, std::string item);

/// Reads a date, or adds a warning that names it.
std::optional<Timestamp> read_date(std::string_view text, std::string_view where, std::vector<std::string>& warnings);

/// Readers of a whole document by its root.
Result<Feed> read_rss(const pugi::xml_node& root, const FeedSource& source);
Result<Feed> read_atom(const pugi::xml_node& root, const FeedSource& source);
Result<Feed> read_json_feed(std::string_view text, const FeedSource& source);

}  // namespace tradewind::news
