#include "sentiment/words.hpp"

#include <catch2/catch_test_macros.hpp>

using tradewind::sentiment::Gap;
using tradewind::sentiment::split_words;
using tradewind::sentiment::Word;

namespace {

std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    split_words(text, words);
    return words;
}

std::string joined(std::string_view text) {
    std::string result;
    for (const auto& word : words_of(text)) result += (result.empty() ? "" : "|") + word.folded;
    return result;
}

}  // namespace

TEST_CASE("Words are folded: case, accents, apostrophes and possessives") {
    CHECK(joined("Estée LAUDER’s shares don't fall") == "estee|lauder|shares|dont|fall");
    CHECK(joined("AT&amp;T & Procter&Gamble") == "at|&|t|&|procter|&|gamble");
    CHECK(joined("Müller Škoda Øresund") == "muller|skoda|oresund");
}

TEST_CASE("URLs and handles are no words, hashtags are") {
    CHECK(joined("@apple says http://t.co/AbC #Apple www.x.com end") == "says|apple|end");
    CHECK(words_of("#Apple")[0].hashtag);
}

TEST_CASE("Word places are byte offsets without the possessive ending") {
    const auto words = words_of("é Apple's");
    REQUIRE(words.size() == 2);
    CHECK(words[1].begin == 3);
    CHECK(words[1].end == 8);
    CHECK(words[1].possessive);
    CHECK(words[1].upper_first);
    CHECK_FALSE(words[1].all_upper);
}

TEST_CASE("Gaps tell joined words, sentences and initials apart") {
    const auto words = words_of("Coca-Cola rose. J. P. Morgan, Intel\nIBM");
    REQUIRE(words.size() == 8);
    CHECK(words[1].gap == Gap::kJoined);
    CHECK(words[2].gap == Gap::kSpace);
    CHECK(words[3].gap == Gap::kSentence);
    CHECK(words[4].gap == Gap::kSpace);
    CHECK(words[6].gap == Gap::kComma);
    CHECK(words[7].gap == Gap::kSentence);
}

TEST_CASE("Bytes that are no UTF-8 are survived") {
    CHECK(joined("a\xFF\xC3 b\xE2\x82 c\xF0\x9F\x98\x80 d") == "a|b|c|d");
}
