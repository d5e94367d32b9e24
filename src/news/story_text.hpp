#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tradewind::news {

/// A word of a headline that tells something.
struct StoryWord {
    std::uint32_t hash = 0;
    std::uint32_t meanings = 0;  ///< See story_words.hpp.
    bool name = false;           ///< Of a company, a person, a place, a commodity.
    bool number = false;
    bool denial = false;

    /// Names and figures tell stories apart better than words.
    [[nodiscard]] int weight() const { return name || number ? 2 : 1; }
};

/// What of an article's words tells stories apart. Hashes are fixed across runs and machines.
struct StoryText {
    std::vector<StoryWord> head;          ///< Of the title, or of the text where there is none; in order, at most 40.
    std::vector<std::uint32_t> features;  ///< Of `head`; sorted, unique.
    std::vector<std::uint32_t> tags;      ///< Cashtags and tickers in brackets that belong to the sentence; sorted.
    std::vector<std::uint32_t> labels;    ///< Cashtags before and behind it; sorted, unique.
    std::vector<std::uint32_t> body;      ///< Pairs of neighbouring words of the text below a title; sorted, unique.
    std::vector<std::uint32_t> figures;   ///< Numbers in that text; sorted, unique.
    std::vector<std::uint32_t> ids;       ///< Those that look like keys; sorted, unique.
    std::uint64_t exact = 0;   ///< Hash of all words in order, without wire prefixes and retweet marks before them.
    bool prefixed = false;     ///< There were such marks.
    bool cut = false;          ///< Ends with an ellipsis: the rest is missing.
    bool relayed = false;      ///< A retweet, or names whom it is via.
    bool updated = false;      ///< Marked as an update or a correction by its wire.
    bool informative = false;  ///< Enough words, and a name, without the labels.
};

/// Reads title and text (once, where the text begins with the title). URLs, handles, wire prefixes ("UPDATE 2-") and
/// retweet marks are no words of the story.
StoryText read_story_text(std::string_view title, std::string_view text);

/// How alike two stories are, in [0, 1], and whether they are the same one.
struct StoryMatch {
    double similarity = 0;
    bool same = false;
};
struct MatchRules {
    double threshold = 0.5;       ///< Weighted Jaccard similarity of the heads.
    double reworded = 0.68;       ///< The same where other words stand in a place.
    double contained = 0.8;       ///< Or: share of the shorter head that stands in the longer one.
    double body_threshold = 0.4;  ///< Or: Jaccard similarity of the texts' word pairs.
};
/// `later` may be an update of `earlier`; else the order makes no difference.
StoryMatch match_stories(const StoryText& later, const StoryText& earlier, const MatchRules& rules);

}  // namespace tradewind::news
