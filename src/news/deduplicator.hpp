#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/messages.hpp"
#include "news/story_text.hpp"

namespace tradewind::news {

enum class DedupeKind : std::uint8_t { kNew, kDuplicate, kNearDuplicate };
/// `new`, `duplicate`, `near-duplicate`.
std::string_view to_string(DedupeKind kind) noexcept;

struct DedupeInput {
    std::string_view id;
    Timestamp published;
    std::string_view source;
    std::string_view url;
    std::string_view title;
    std::string_view text;
};

struct DedupeVerdict {
    DedupeKind kind = DedupeKind::kNew;
    std::string of;         ///< The earlier article that this one repeats; empty where new.
    std::string story;      ///< The first article of its story; its own id where new.
    double similarity = 0;  ///< With `of`, in [0, 1]; 0 where new.
};

struct DedupeOptions {
    Duration window = std::chrono::hours(72);  ///< Older articles are forgotten, by event time.
    std::size_t max_articles = 50'000;         ///< The oldest are forgotten beyond; bounds memory.
    MatchRules match{};                        ///< When two articles tell one story.
};

/// Tells repeated stories from new ones, in the order in which articles become known. Equal id, equal words, or equal
/// canonical URL with alike words: duplicate. Candidates found by MinHash over the words of the headline (20 bands of
/// 3) and over the word pairs of the text (10 of 3) are compared by `match_stories`: near-duplicate, unless they differ
/// in what makes another story of the same words: a name in a name's place, tickers, figures, a meaning and its
/// opposite, a denial. Pure and clock-free: a verdict depends on the articles before it, in their order, and on nothing
/// else. Memory is fixed by `max_articles`.
class Deduplicator {
public:
    explicit Deduplicator(DedupeOptions options = {});
    ~Deduplicator();
    Deduplicator(Deduplicator&&) noexcept;
    Deduplicator& operator=(Deduplicator&&) noexcept;

    /// The verdict on one article, which is remembered. After a restart, feed the articles of the last window again.
    DedupeVerdict check(const DedupeInput& input);

    /// Articles remembered.
    [[nodiscard]] std::size_t size() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// `check` on an article; sets its story.
DedupeVerdict deduplicate(Deduplicator& deduplicator, RawArticle& article);

}  // namespace tradewind::news
