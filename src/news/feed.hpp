#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"

namespace tradewind::news {

enum class FeedFormat : std::uint8_t { kRss20, kRss10, kRss09x, kAtom10, kAtom03, kJsonFeed };
/// `rss2.0`, `rss1.0`, `rss0.9x`, `atom1.0`, `atom0.3`, `jsonfeed1.x`.
std::string_view to_string(FeedFormat format) noexcept;

/// One item. Texts are plain; what the feed does not say is absent.
struct FeedEntry {
    std::optional<std::string> id;  ///< guid, rdf:about or Atom id, as written.
    std::optional<std::string> title;
    std::optional<std::string> link;  ///< Absolute.
    std::optional<Timestamp> published;
    std::optional<Timestamp> updated;
    std::optional<std::string> summary;
    std::optional<std::string> content;
    std::vector<std::string> authors;
    std::vector<std::string> categories;
    std::vector<std::string> symbols;  ///< Of US listings, as the source gives them.
};

/// What a feed asks of those who poll it.
struct PollingHints {
    std::optional<Duration> ttl;   ///< RSS ttl, or sy:updatePeriod / updateFrequency.
    std::uint32_t skip_hours = 0;  ///< Bit h: not in hour h, UTC.
    std::uint8_t skip_days = 0;    ///< Bit d: not on weekday d, Sunday = 0.
};

struct Feed {
    FeedFormat format = FeedFormat::kRss20;
    std::string encoding;
    std::optional<std::string> title;
    std::optional<std::string> link;
    std::optional<std::string> language;
    std::optional<Timestamp> updated;
    std::vector<FeedEntry> entries;
    PollingHints hints;
    std::vector<std::string> warnings;
};

struct FeedSource {
    std::string_view url;           ///< Where it came from, after redirects: the base of relative links.
    std::string_view content_type;  ///< Only its charset is believed.
};

/// Reads a feed of any of the formats; the root decides which. A broken but readable one gives what can be saved, with
/// warnings. kParse: not a feed, or nothing to save; kLimit: larger than 32 MiB.
Result<Feed> parse_feed(std::string_view bytes, const FeedSource& source = {});

}  // namespace tradewind::news
