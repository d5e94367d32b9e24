#include "sentiment/word_classes.hpp"

#include "core/error.hpp"
#include "sentiment/embedded.hpp"
#include "sentiment/tokens.hpp"

namespace tradewind::sentiment {
namespace {

constexpr std::array<std::string_view, 17> kNames{"legal",   "strong", "after",  "verb",   "own",     "before",
                                                  "of",      "lead",   "given",  "place",  "venue",   "link",
                                                  "acronym", "cites",  "series", "symbol", "exchange"};

}  // namespace

const WordClasses& WordClasses::table() {
    static const WordClasses kTable;
    return kTable;
}

WordClasses::WordClasses() {
    auto text = embedded_ticker_words();
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (line.empty() || line.front() == '#') continue;
        const auto tab = line.find('\t');
        const auto name = std::ranges::find(kNames, line.substr(0, tab));
        TRADEWIND_ASSERT(tab != std::string_view::npos && name != kNames.end());
        TokenizedText words;
        tokenize(line.substr(tab + 1), words);
        for (const auto& token : words.tokens) add(token.hash, 1U << (name - kNames.begin()));
    }
}

void WordClasses::add(std::uint64_t hash, std::uint32_t bit) {
    auto at = hash % slots_.size();
    while (slots_[at].mask != 0 && slots_[at].hash != hash) at = (at + 1) % slots_.size();
    slots_[at] = {hash, slots_[at].mask | bit};
}

}  // namespace tradewind::sentiment
