#include "sentiment/telling_words.hpp"

namespace tradewind::sentiment {
namespace {

constexpr std::size_t kMostWords = 6;
constexpr std::string_view kSpaces = " \t\r\n";

struct LeaningWord {
    std::size_t begin = 0;
    std::size_t end = 0;
    double leaning = 0;
};

// Words between spaces are tokenised alone as they are in the text, so that counting tokens finds their place.
std::vector<LeaningWord> leaning_words(std::string_view text, const WordPieceTokenizer& tokenizer,
                                       std::span<const float> leanings) {
    std::vector<LeaningWord> words;
    std::vector<std::int64_t> ids;
    std::size_t at = 0;
    for (auto begin = text.find_first_not_of(kSpaces); begin != std::string_view::npos && at < leanings.size();) {
        const auto end = std::min(text.find_first_of(kSpaces, begin), text.size());
        ids.clear();
        tokenizer.encode(text.substr(begin, end - begin), ids);
        LeaningWord word{begin, end, 0};
        for (std::size_t i = 0; i < ids.size() && at < leanings.size(); ++i)
            word.leaning += static_cast<double>(leanings[at++]);
        words.push_back(word);
        begin = text.find_first_not_of(kSpaces, end);
    }
    if (at != leanings.size()) words.clear();
    return words;
}

}  // namespace

void mark_telling_words(std::string_view text, const WordPieceTokenizer& tokenizer, std::span<const float> leanings,
                        Score& score) {
    if (score.label == SentimentLabel::kNeutral || leanings.empty()) return;
    const auto words = leaning_words(text, tokenizer, leanings);
    const double sign = score.label == SentimentLabel::kPositive ? 1 : -1;
    double mean = 0;
    for (const auto& word : words) mean += sign * word.leaning / static_cast<double>(words.size());
    double best = 0;
    for (std::size_t first = 0; first < words.size(); ++first) {
        double sum = 0;
        for (std::size_t last = first; last < std::min(words.size(), first + kMostWords); ++last) {
            sum += sign * words[last].leaning - mean;
            if (sum <= best) continue;
            best = sum;
            score.telling_begin = static_cast<std::uint32_t>(words[first].begin);
            score.telling_end = static_cast<std::uint32_t>(words[last].end);
        }
    }
}

}  // namespace tradewind::sentiment
