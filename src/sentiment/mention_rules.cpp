#include "sentiment/mention_rules.hpp"

namespace tradewind::sentiment {
namespace {

// Words of a sentence that are looked at to tell whether it is in title case.
constexpr std::size_t kCaseReach = 8;

bool is_shouting(std::span<const Token> tokens) {
    constexpr std::size_t kLooked = 200;
    std::size_t capitals = 0;
    const auto looked = tokens.first(std::min(tokens.size(), kLooked));
    for (const auto& token : looked) capitals += token.all_upper && token.end - token.begin > 1 ? 1 : 0;
    return looked.size() > 3 && capitals * 2 > looked.size();
}

}  // namespace

MentionRules::MentionRules(const SymbolTable& table, std::string_view text, std::span<const Token> tokens)
    : table_(table), text_(text), tokens_(tokens), shouting_(is_shouting(tokens)) {}

bool MentionRules::is(std::size_t at, WordClass word_class) const {
    return at < tokens_.size() && WordClasses::table().is(tokens_[at].hash, word_class);
}

bool MentionRules::joined_to_next(std::size_t at) const {
    return at + 1 < tokens_.size() && tokens_[at + 1].gap <= Gap::kSpace;
}

Standing MentionRules::judge(const Alias& alias, std::size_t first, std::size_t last) const {
    if (alias.words.size() == 1 && ruled_out_by_table(first, last)) return Standing::kRuledOut;
    if (joined_to_next(last) && is(last + 1, WordClass::kVenue) && tokens_[last + 1].upper_first && !shouting_ &&
        tokens_[last + 1].gap == Gap::kSpace && !tokens_[last].possessive) {
        return Standing::kRuledOut;
    }
    if (is_sponsor(last) || is_other_listing(last)) return Standing::kRuledOut;
    if (alias.use == AliasUse::kSource) {
        return own_business(first, last) && !cited(first, last) ? Standing::kClear : Standing::kOpen;
    }
    if (alias.words.size() == 1 && (is_person(first) || is_place_or_dateline(first, last))) return Standing::kRuledOut;
    if (alias.use == AliasUse::kPlain || exchange_behind(last)) return Standing::kClear;
    if (alias.use == AliasUse::kWhole) {
        return is_part_of_name(first, last) ? Standing::kRuledOut : Standing::kClear;
    }
    if (alias.use == AliasUse::kStrongContext && is_part_of_name(first, last)) return Standing::kRuledOut;
    const bool legal =
        alias.is_name && joined_to_next(last) && is(last + 1, WordClass::kLegal) && tokens_[last + 1].upper_first;
    if (legal) return Standing::kClear;
    if (is_part_of_name(first, last)) return Standing::kRuledOut;
    const bool capitals_tell = !capitals_say_nothing(first, last);
    if (alias.use == AliasUse::kStrongContext) {
        return capitals_tell && right_after(last, WordClass::kStrong) ? Standing::kClear : Standing::kOpen;
    }
    if (right_after(last, WordClass::kStrong)) return Standing::kClear;
    if (moves_behind(last)) return Standing::kClear;
    if (!capitals_tell) return right_after(last, WordClass::kVerb) ? Standing::kClear : Standing::kOpen;
    return company_after(last) || company_before(first) || tokens_[last].possessive ? Standing::kClear
                                                                                    : Standing::kOpen;
}

bool MentionRules::ruled_out_by_table(std::size_t first, std::size_t last) const {
    const auto* rule = table_.rule_for(tokens_[first].hash);
    if (rule == nullptr) return false;
    if (joined_to_next(last) && std::ranges::contains(rule->next, tokens_[last + 1].hash)) return true;
    return first > 0 && tokens_[first].gap <= Gap::kSpace &&
           std::ranges::contains(rule->previous, tokens_[first - 1].hash);
}

// `CORNING, N.Y. -`, `DALLAS (Reuters) -`, `in Hershey, Pennsylvania`.
bool MentionRules::is_place_or_dateline(std::size_t first, std::size_t last) const {
    const auto next = last + 1;
    if (next >= tokens_.size() || tokens_[next].gap != Gap::kComma || tokens_[last].possessive) return false;
    const auto after = text_.substr(tokens_[last].end, 2);
    const bool two_initials = tokens_[next].end - tokens_[next].begin == 1 && tokens_[next].all_upper &&
                              next + 1 < tokens_.size() && tokens_[next + 1].gap == Gap::kJoined;
    if (after.starts_with(',') && (is(next, WordClass::kPlace) || two_initials)) return tokens_[next].upper_first;
    const bool agency = tokens_[next].hash == folded_hash("reuters") || tokens_[next].hash == folded_hash("ap") ||
                        tokens_[next].hash == folded_hash("afp") || tokens_[next].hash == folded_hash("prnewswire");
    return agency && tokens_[first].gap == Gap::kSentence && tokens_[last].all_upper;
}

// A word with a capital beside it that is no name by itself: `Target Field`, `New Gap`.
bool MentionRules::is_part_of_name(std::size_t first, std::size_t last) const {
    if (title_case(first, last)) return false;
    const auto name_like = [&](std::size_t at) {
        return tokens_[at].upper_first && tokens_[at].hash != folded_hash("&") &&
               (text_[tokens_[at].begin] < '0' || text_[tokens_[at].begin] > '9');
    };
    if (!tokens_[last].possessive && last + 1 < tokens_.size() && tokens_[last + 1].gap <= Gap::kSpace &&
        name_like(last + 1)) {
        const bool company =
            is(last + 1, WordClass::kStrong) || is(last + 1, WordClass::kAfter) || is(last + 1, WordClass::kLegal);
        if (!company) return true;
    }
    if (first == 0 || tokens_[first].gap > Gap::kSpace || !name_like(first - 1)) return false;
    return !is(first - 1, WordClass::kLead) && !tokens_[first - 1].possessive && !is(first - 1, WordClass::kBefore);
}

// `Novartis India` is listed there under its own name.
bool MentionRules::is_other_listing(std::size_t last) const {
    constexpr auto kIndia = folded_hash("india");
    return joined_to_next(last) && tokens_[last + 1].hash == kIndia && !tokens_[last].possessive;
}

// `Wells Fargo Advantage Income Opportunities Fund`
bool MentionRules::is_sponsor(std::size_t last) const {
    constexpr std::size_t kReach = 7;
    if (tokens_[last].possessive) return false;
    for (auto at = last + 1; at < tokens_.size() && at <= last + kReach; ++at) {
        const bool joins = tokens_[at].upper_first && tokens_[at].gap <= Gap::kSpace;
        if (!joins) return false;
        if (is(at, WordClass::kSeries)) return true;
    }
    return false;
}

bool MentionRules::is_person(std::size_t first) const {
    if (first == 0 || tokens_[first].gap > Gap::kSpace || !tokens_[first - 1].upper_first) return false;
    if (is(first - 1, WordClass::kGiven)) return !tokens_[first - 1].possessive;
    // `William C. Ford`
    const bool initial =
        tokens_[first - 1].end - tokens_[first - 1].begin == 1 && tokens_[first - 1].gap == Gap::kSpace;
    return initial && first > 1 && is(first - 2, WordClass::kGiven) && tokens_[first - 2].upper_first;
}

bool MentionRules::right_after(std::size_t last, WordClass word_class) const {
    return joined_to_next(last) && is(last + 1, word_class);
}

// `Crocs (NASDAQ: …`
bool MentionRules::exchange_behind(std::size_t last) const {
    const auto next = last + 1;
    if (next >= tokens_.size() || tokens_[next].gap != Gap::kComma) return false;
    return tokens_[next].hash == folded_hash("nasdaq") || tokens_[next].hash == folded_hash("nyse") ||
           tokens_[next].hash == folded_hash("amex");
}

// `Lindsay -2%`, `United +18%`
bool MentionRules::moves_behind(std::size_t last) const {
    const auto behind = text_.substr(tokens_[last].end, 3);
    return behind.size() == 3 && behind[0] == ' ' && (behind[1] == '+' || behind[1] == '-') && behind[2] >= '0' &&
           behind[2] <= '9';
}

bool MentionRules::company_after(std::size_t last) const {
    for (auto at = last + 1; at < tokens_.size() && at <= last + 2 && tokens_[at].gap < Gap::kSentence; ++at) {
        if (is(at, WordClass::kAfter)) return true;
    }
    return false;
}

bool MentionRules::company_before(std::size_t first) const {
    if (first == 0 || tokens_[first].gap == Gap::kSentence) return false;
    if (is(first - 1, WordClass::kBefore)) return true;
    const auto hash = tokens_[first - 1].hash;
    const bool of = hash == folded_hash("of") || hash == folded_hash("in") || hash == folded_hash("at") ||
                    hash == folded_hash("on") || hash == folded_hash("for");
    return of && first > 1 && tokens_[first - 1].gap <= Gap::kSpace && is(first - 2, WordClass::kOf);
}

bool MentionRules::own_business(std::size_t first, std::size_t last) const {
    for (auto at = last + 1; at < tokens_.size() && at <= last + 2 && tokens_[at].gap < Gap::kComma; ++at) {
        if (is(at, WordClass::kOwn)) return true;
    }
    return first > 1 && tokens_[first].gap <= Gap::kSpace && tokens_[first - 1].hash == folded_hash("of") &&
           (tokens_[first - 2].hash == folded_hash("shares") || is(first - 2, WordClass::kOwn));
}

bool MentionRules::cited(std::size_t first, std::size_t last) const {
    if (last + 1 < tokens_.size() && tokens_[last + 1].gap <= Gap::kSpace && is(last + 1, WordClass::kCites))
        return true;
    return first > 1 && is(first - 2, WordClass::kCites) && tokens_[first].gap <= Gap::kSpace;
}

// At the start of a sentence, in a title and in a text in capitals every word has one.
bool MentionRules::capitals_say_nothing(std::size_t first, std::size_t last) const {
    return tokens_[first].gap == Gap::kSentence || title_case(first, last);
}

bool MentionRules::title_case(std::size_t first, std::size_t last) const {
    if (shouting_) return true;
    std::size_t small = 0;
    std::size_t large = 0;
    const auto count = [&](const Token& token) {
        if (token.end - token.begin < 4) return;
        (token.upper_first ? large : small) += 1;
    };
    for (std::size_t back = 1; back <= std::min(first, kCaseReach); ++back) {
        if (tokens_[first - back + 1].gap == Gap::kSentence) break;
        count(tokens_[first - back]);
    }
    for (auto at = last + 1; at < tokens_.size() && at <= last + kCaseReach; ++at) {
        if (tokens_[at].gap == Gap::kSentence) break;
        count(tokens_[at]);
    }
    return small * 4 < large;
}

}  // namespace tradewind::sentiment
