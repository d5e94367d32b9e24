#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tradewind::news {

/// What of an article's words tells stories apart. Hashes are fixed across runs and machines.
struct StoryText {
    std::vector<std::uint32_t> features;  ///< Words that carry meaning and pairs of neighbours; sorted, unique.
    std::vector<std::uint32_t> cashtags;  ///< Sorted, unique.
    std::vector<std::uint32_t> numbers;   ///< Sorted, unique.
    std::vector<std::uint32_t> words;     ///< Words alone; sorted, unique.
    std::uint32_t subject = 0;            ///< First word that carries meaning, where it is written as a name.
    std::uint64_t exact = 0;   ///< Hash of all words in order, retweet marks included; 0 where there are none.
    std::int8_t polarity = 0;  ///< Bit 0: rises, bit 1: falls, bit 2: denied.
    bool cut = false;          ///< Ends with an ellipsis: the rest is missing.
    bool relayed = false;      ///< A retweet, or names whom it is via.
};

/// Reads title and text (once, where the text begins with the title). URLs, handles, wire prefixes ("UPDATE 2-") and
/// retweet marks are no words of the story.
StoryText read_story_text(std::string_view title, std::string_view text);

}  // namespace tradewind::news
