#include <algorithm>
#include <array>

#include "news/story_text.hpp"
#include "news/story_words.hpp"

namespace tradewind::news {
namespace {

constexpr std::size_t kMaxHeadWords = 40;
constexpr std::size_t kMinSharedCut = 4;  // Words that a cut or extended headline must share.
constexpr std::size_t kMinFigures = 3;
constexpr double kOtherNames = 0.8;  // Likeness that outweighs names which only one of two headlines has.
constexpr double kWhollyContained = 0.9;
constexpr double kSameTitleText = 0.25;  // Likeness of two texts under headlines that are alike.
constexpr std::size_t kMinBody = 6;

using Hashes = std::vector<std::uint32_t>;

std::size_t shared(const Hashes& a, const Hashes& b) {
    std::size_t count = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        if (a[i] == b[j]) ++count;
        const bool step_a = a[i] <= b[j];
        const bool step_b = b[j] <= a[i];
        i += step_a ? 1 : 0;
        j += step_b ? 1 : 0;
    }
    return count;
}

double jaccard(const Hashes& a, const Hashes& b) {
    const auto both = shared(a, b);
    const auto either = a.size() + b.size() - both;
    return either == 0 ? 0 : static_cast<double>(both) / static_cast<double>(either);
}

// One says all that the other says, or says nothing.
bool nested(const Hashes& a, const Hashes& b) {
    return shared(a, b) == std::min(a.size(), b.size());
}

bool holds(const StoryText& text, std::uint32_t hash) {
    return std::ranges::binary_search(text.features, hash);
}

/// Weights of what stands in both heads, and in each.
struct Overlap {
    int both = 0;
    int a = 0;
    int b = 0;
    std::size_t words = 0;

    [[nodiscard]] double jaccard() const {
        const int either = a + b - both;
        return either == 0 ? 0 : static_cast<double>(both) / either;
    }
    [[nodiscard]] double contained() const {
        const int smaller = std::min(a, b);
        return smaller == 0 ? 0 : static_cast<double>(both) / smaller;
    }
};

int weight_of(const StoryText& text, int& both, std::size_t& words, const StoryText& other) {
    int weight = 0;
    for (std::size_t i = 0; i < text.head.size(); ++i) {
        const auto& word = text.head[i];
        const auto begin = text.head.begin();
        if (std::find_if(begin, begin + static_cast<std::ptrdiff_t>(i), [&](const StoryWord& w) {
                return w.hash == word.hash;
            }) != begin + static_cast<std::ptrdiff_t>(i))
            continue;
        weight += word.weight();
        if (!holds(other, word.hash)) continue;
        both += word.weight();
        ++words;
    }
    return weight;
}

// A word may weigh more in one (capitalised there): what is shared is weighed as in `a`, and `b` to match.
Overlap overlap_of(const StoryText& a, const StoryText& b) {
    Overlap overlap;
    int both_in_b = 0;
    std::size_t words_in_b = 0;
    overlap.a = weight_of(a, overlap.both, overlap.words, b);
    overlap.b = weight_of(b, both_in_b, words_in_b, a) - both_in_b + overlap.both;
    return overlap;
}

/// Where the heads run apart and meet again: the words between, on either side.
class Alignment {
public:
    Alignment(const StoryText& a, const StoryText& b) : a_(a), b_(b) {}

    struct Differences {
        bool filled_anew = false;  ///< A name in another name's place, or a figure in another's.
        int replaced = 0;          ///< Places where other words stand.
    };
    [[nodiscard]] Differences compare() {
        fill();
        Differences found;
        std::size_t i = 0;
        std::size_t j = 0;
        Side left;
        Side right;
        while (i < a_.head.size() || j < b_.head.size()) {
            const bool match = i < a_.head.size() && j < b_.head.size() && a_.head[i].hash == b_.head[j].hash;
            if (match) {
                note(left, right, found);
                left = right = {};
                ++i;
                ++j;
            } else if (j == b_.head.size() || (i < a_.head.size() && at(i + 1, j) >= at(i, j + 1))) {
                left.add(a_.head[i++], b_);
            } else {
                right.add(b_.head[j++], a_);
            }
        }
        note(left, right, found);
        return found;
    }

private:
    struct Side {
        bool name = false;
        bool number = false;
        bool any = false;
        void add(const StoryWord& word, const StoryText& other) {
            if (holds(other, word.hash)) return;
            any = true;
            name = name || word.name;
            number = number || word.number;
        }
    };

    static void note(const Side& left, const Side& right, Differences& found) {
        found.filled_anew = found.filled_anew || (left.name && right.name) || (left.number && right.number);
        found.replaced += left.any && right.any ? 1 : 0;
    }

    [[nodiscard]] std::uint8_t& at(std::size_t i, std::size_t j) { return table_[i][j]; }

    // Longest common subsequence of the rests from (i, j) on.
    void fill() {
        for (auto i = a_.head.size(); i-- > 0;) {
            for (auto j = b_.head.size(); j-- > 0;) {
                at(i, j) = a_.head[i].hash == b_.head[j].hash ? static_cast<std::uint8_t>(at(i + 1, j + 1) + 1)
                                                              : std::max(at(i + 1, j), at(i, j + 1));
            }
        }
    }

    const StoryText& a_;
    const StoryText& b_;
    std::array<std::array<std::uint8_t, kMaxHeadWords + 2>, kMaxHeadWords + 2> table_{};
};

// "Acme sues Bolt", "Bolt sues Acme": all the same words, and the names have changed places.
bool roles_are_swapped(const StoryText& a, const StoryText& b) {
    if (a.features != b.features) return false;
    const auto first_name = [](const StoryText& text, std::uint32_t but) {
        const auto found =
            std::ranges::find_if(text.head, [&](const StoryWord& word) { return word.name && word.hash != but; });
        return found == text.head.end() ? 0U : found->hash;
    };
    const auto leads = first_name(a, 0);
    const auto follows = first_name(a, leads);
    const bool led_by_other = follows != 0 && first_name(b, 0) == follows;
    const auto position = [](const StoryText& text, std::uint32_t hash) {
        return std::ranges::find(text.head, hash, &StoryWord::hash) - text.head.begin();
    };
    // "Pentagon awards Acme a contract" is told from the other end, with another verb; there the order of the rest
    // differs as well.
    return led_by_other && position(a, leads) == position(b, follows) && position(a, follows) == position(b, leads);
}

bool has_own_name(const StoryText& a, const StoryText& b) {
    return std::ranges::any_of(a.head, [&](const StoryWord& word) { return word.name && !holds(b, word.hash); });
}

bool denies_otherwise(const StoryText& a, const StoryText& b) {
    const auto denials = [](const StoryText& text) { return std::ranges::any_of(text.head, &StoryWord::denial); };
    return denials(a) != denials(b) && !a.cut && !b.cut;
}

std::uint32_t meanings_of(const StoryText& text) {
    std::uint32_t meanings = 0;
    for (const auto& word : text.head) meanings |= word.meanings;
    return meanings;
}

bool figures_differ(const StoryText& a, const StoryText& b, const Overlap& overlap) {
    Hashes left;
    Hashes right;
    for (const auto& word : a.head) {
        if (word.number) left.push_back(word.hash);
    }
    for (const auto& word : b.head) {
        if (word.number) right.push_back(word.hash);
    }
    std::ranges::sort(left);
    std::ranges::sort(right);
    if (nested(left, right)) return false;
    // An update may correct a figure of the same story.
    const bool updates = a.updated && !b.updated;
    return !(updates && left.size() == right.size() && overlap.contained() >= 0.75);
}

// The same words in another story.
bool tells_otherwise(const StoryText& a, const StoryText& b, const Overlap& overlap) {
    if (!nested(a.tags, b.tags)) return true;
    const bool labels_matter = !a.informative || !b.informative;
    if (labels_matter && !nested(a.labels, b.labels)) return true;
    if (denies_otherwise(a, b) || opposed_meanings(meanings_of(a), meanings_of(b))) return true;
    if (figures_differ(a, b, overlap) || roles_are_swapped(a, b)) return true;
    return false;
}

// A form with other figures in it is another story, however alike the rest.
bool figures_of_text_differ(const StoryText& a, const StoryText& b) {
    const auto fewer = std::min(a.figures.size(), b.figures.size());
    return fewer >= kMinFigures && shared(a.figures, b.figures) * 2 < fewer;
}

// One headline is the other's beginning, or holds it.
bool extended(const StoryText& a, const StoryText& b, const Overlap& overlap, const MatchRules& rules) {
    const bool partial = a.cut || b.cut || a.relayed || b.relayed;
    return overlap.words >= kMinSharedCut && overlap.contained() >= (partial ? rules.contained : kWhollyContained);
}

double likeness_of_texts(const StoryText& a, const StoryText& b) {
    const double whole = jaccard(a.body, b.body);
    const auto smaller = std::min(a.body.size(), b.body.size());
    const double inside = static_cast<double>(shared(a.body, b.body)) / static_cast<double>(smaller);
    return smaller >= kMinBody && inside >= 0.7 ? std::max(whole, inside * 0.9) : whole;
}

}  // namespace

StoryMatch match_stories(const StoryText& a, const StoryText& b, const MatchRules& rules) {
    const auto overlap = overlap_of(a, b);
    const double head = overlap.jaccard();
    const bool extends = extended(a, b, overlap, rules);
    const double head_similarity = extends ? std::max(head, rules.threshold + (1 - rules.threshold) * head) : head;
    const bool texts = !a.body.empty() && !b.body.empty();
    const double text = texts ? likeness_of_texts(a, b) : 0;
    StoryMatch match{.similarity = texts ? std::max(text, (head + text) / 2) : head_similarity};
    // Most candidates end here, before anything is aligned.
    const bool told_again = texts && text >= rules.body_threshold && !figures_of_text_differ(a, b);
    if (!told_again && !extends && head < rules.threshold) return match;
    const auto differences = overlap.both == 0 ? Alignment::Differences{} : Alignment(a, b).compare();
    const bool update = a.updated && !b.updated;
    const bool other_names = has_own_name(a, b) && has_own_name(b, a);
    double threshold = rules.threshold;
    if (!update && differences.replaced > 0) threshold = rules.reworded;
    if (!update && other_names) threshold = kOtherNames;
    const bool alike = head >= threshold || extends;
    match.same = texts ? told_again || (alike && text >= kSameTitleText) : alike;
    const bool other_keys = texts && !a.ids.empty() && !b.ids.empty() && !nested(a.ids, b.ids);
    const bool filled_anew = differences.filled_anew && !update;
    if (match.same && (other_keys || filled_anew || tells_otherwise(a, b, overlap))) match.same = false;
    return match;
}

}  // namespace tradewind::news
