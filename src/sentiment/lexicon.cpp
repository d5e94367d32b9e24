#include "sentiment/lexicon.hpp"

#include <charconv>

#include "core/id.hpp"
#include "sentiment/embedded.hpp"
#include "sentiment/words.hpp"

namespace tradewind::sentiment {
namespace {

enum class Kind : std::uint8_t { kNone, kGood, kBad, kUp, kDown, kBurden, kNot, kMore, kLess, kTurn };

struct Entry {
    Kind kind = Kind::kNone;
    double weight = 0;
};

constexpr std::size_t kMaxPhrase = 4;
constexpr std::size_t kReach = 3;  // Words a negation or a burden reaches.
constexpr std::size_t kMaxBytes = 4'000;
constexpr double kPrior = 0.8;
constexpr double kSignedPercent = 0.8;

struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <class Value>
using StringMap = std::unordered_map<std::string, Value, StringHash, std::equal_to<>>;

// What one place in the text says, after phrases are joined.
struct Mark {
    Entry entry;
    bool clause_start = false;
};

Kind parse_kind(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, Kind>, 9> kKinds{{{"good", Kind::kGood},
                                                                       {"bad", Kind::kBad},
                                                                       {"up", Kind::kUp},
                                                                       {"down", Kind::kDown},
                                                                       {"burden", Kind::kBurden},
                                                                       {"not", Kind::kNot},
                                                                       {"more", Kind::kMore},
                                                                       {"less", Kind::kLess},
                                                                       {"turn", Kind::kTurn}}};
    for (const auto& [text, kind] : kKinds) {
        if (text == name) return kind;
    }
    return Kind::kNone;
}

std::string_view take(std::string_view& rest, char separator) {
    const auto at = rest.find(separator);
    const auto part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
    return part;
}

// `+6.4%` and `-5%` standing alone: how many up, how many down.
std::pair<int, int> signed_percents(std::string_view text) {
    std::pair<int, int> counts{0, 0};
    for (auto percent = text.find('%'); percent != std::string_view::npos; percent = text.find('%', percent + 1)) {
        auto begin = percent;
        while (begin > 0 && ((text[begin - 1] >= '0' && text[begin - 1] <= '9') || text[begin - 1] == '.')) --begin;
        if (begin == percent || begin == 0) continue;
        const char sign = text[begin - 1];
        const char before = begin > 1 ? text[begin - 2] : ' ';
        if (before != ' ' && before != '(') continue;
        counts.first += sign == '+' ? 1 : 0;
        counts.second += sign == '-' ? 1 : 0;
    }
    return counts;
}

}  // namespace

struct LexiconScorer::State {
    StringMap<Entry> entries;
    StringMap<std::size_t> longest;  // First word → words in the longest phrase that begins with it.
    std::string hash;
    std::vector<Word> words;
    std::vector<Mark> marks;
    std::string phrase;

    void load(std::string_view table);
    void mark_words();
    [[nodiscard]] std::pair<Entry, std::size_t> longest_match(std::size_t at);
    [[nodiscard]] int direction_beside_burden(std::size_t at);
    [[nodiscard]] double factor_before(std::size_t at) const;
};

void LexiconScorer::State::load(std::string_view table) {
    hash = sha256_hex(table).substr(0, 12);
    while (!table.empty()) {
        auto line = take(table, '\n');
        if (line.empty() || line.front() == '#') continue;
        Entry entry;
        entry.kind = parse_kind(take(line, '\t'));
        const auto weight = take(line, '\t');
        std::from_chars(weight.data(), weight.data() + weight.size(), entry.weight);
        while (!line.empty()) {
            const auto phrase_text = take(line, ' ');
            const auto size = static_cast<std::size_t>(std::ranges::count(phrase_text, '_')) + 1;
            auto& known = longest[std::string(phrase_text.substr(0, phrase_text.find('_')))];
            known = std::max(known, size);
            entries.emplace(phrase_text, entry);
        }
    }
}

std::pair<Entry, std::size_t> LexiconScorer::State::longest_match(std::size_t at) {
    const auto found = longest.find(words[at].folded);
    if (found == longest.end()) return {{}, 1};
    auto size = std::min({found->second, kMaxPhrase, words.size() - at});
    for (; size > 1; --size) {
        phrase = words[at].folded;
        for (std::size_t i = at + 1; i < at + size; ++i) (phrase += '_') += words[i].folded;
        if (const auto entry = entries.find(phrase); entry != entries.end()) return {entry->second, size};
    }
    const auto entry = entries.find(words[at].folded);
    return {entry == entries.end() ? Entry{} : entry->second, 1};
}

void LexiconScorer::State::mark_words() {
    marks.clear();
    for (std::size_t at = 0; at < words.size();) {
        const auto [entry, size] = longest_match(at);
        // A cashtag is a name, whatever word it spells.
        marks.push_back({words[at].cashtag ? Entry{} : entry, words[at].gap >= Gap::kComma});
        at += size;
    }
}

// A movement takes up a burden within reach in its clause: the burden then counts no more by itself.
int LexiconScorer::State::direction_beside_burden(std::size_t at) {
    const auto take_up = [&](std::size_t i) {
        if (marks[i].entry.kind != Kind::kBurden) return false;
        marks[i].entry = {};
        return true;
    };
    for (std::size_t i = at; i > 0 && at - i < kReach && !marks[i].clause_start; --i) {
        if (take_up(i - 1)) return -1;
    }
    for (std::size_t i = at + 1; i < marks.size() && i - at <= kReach && !marks[i].clause_start; ++i) {
        if (take_up(i)) return -1;
    }
    return 1;
}

double LexiconScorer::State::factor_before(std::size_t at) const {
    double factor = 1;
    for (std::size_t i = at; i > 0 && at - i < kReach && !marks[i].clause_start; --i) {
        const auto& before = marks[i - 1].entry;
        if (before.kind == Kind::kNot) factor *= -before.weight;
        if ((before.kind == Kind::kMore || before.kind == Kind::kLess) && at - i < 2) factor *= before.weight;
    }
    return factor;
}

LexiconScorer::LexiconScorer() : state_(std::make_unique<State>()) {
    state_->load(embedded_lexicon());
}
LexiconScorer::~LexiconScorer() = default;

std::string_view LexiconScorer::model_hash() const {
    return state_->hash;
}

Score LexiconScorer::score_one(std::string_view text) {
    auto& state = *state_;
    text = text.substr(0, kMaxBytes);
    split_words(text, state.words);
    state.mark_words();
    const auto [up, down] = signed_percents(text);
    double good = kSignedPercent * up;
    double bad = kSignedPercent * down;
    const auto add = [&](double evidence) { (evidence > 0 ? good : bad) += evidence > 0 ? evidence : -evidence; };
    for (std::size_t at = 0; at < state.marks.size(); ++at) {
        const Entry entry = state.marks[at].entry;
        if (entry.kind != Kind::kUp && entry.kind != Kind::kDown) continue;
        const int sign = (entry.kind == Kind::kUp ? 1 : -1) * state.direction_beside_burden(at);
        state.marks[at].entry = {sign > 0 ? Kind::kGood : Kind::kBad, entry.weight};
    }
    for (std::size_t at = 0; at < state.marks.size(); ++at) {
        const Entry entry = state.marks[at].entry;
        switch (entry.kind) {
            case Kind::kGood:
                add(entry.weight * state.factor_before(at));
                break;
            case Kind::kBad:
            case Kind::kBurden:
                add(-entry.weight * state.factor_before(at));
                break;
            case Kind::kTurn:
                good *= entry.weight;
                bad *= entry.weight;
                break;
            default:
                break;
        }
    }
    const double total = good + bad + kPrior;
    return score_from_probabilities(good / total, bad / total, kPrior / total);
}

Result<std::vector<Score>> LexiconScorer::score(std::span<const std::string> texts) {
    std::vector<Score> scores;
    scores.reserve(texts.size());
    for (const auto& text : texts) scores.push_back(score_one(text));
    return scores;
}

}  // namespace tradewind::sentiment
