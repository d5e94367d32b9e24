#include "sentiment/symbol_table.hpp"

#include <format>

#include "sentiment/embedded.hpp"
#include "sentiment/words.hpp"

namespace tradewind::sentiment {
namespace {

constexpr auto kLegalEndings = std::to_array<std::string_view>(
    {"inc",     "corp",     "corporation", "co",    "company", "companies", "ltd",  "limited", "plc",
     "nv",      "sa",       "ag",          "se",    "spa",     "asa",       "lp",   "llc",     "group",
     "holding", "holdings", "bancorp",     "trust", "common",  "adr",       "class"});

std::string_view take(std::string_view& rest, char separator) {
    const auto at = rest.find(separator);
    const auto part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
    return part;
}

std::vector<AliasWord> alias_words(std::string_view text) {
    std::vector<Word> words;
    split_words(text, words);
    std::vector<AliasWord> result;
    for (const auto& word : words) {
        const bool letters = word.folded.find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos;
        const bool short_caps = letters && word.all_upper && word.folded.size() > 1 && word.folded.size() <= 5;
        result.push_back({word.folded, letters && word.upper_first, short_caps, word.possessive});
    }
    return result;
}

// `Apple Inc.` → `Apple`; `S.A.` is two words, so one-letter endings go too. Empty where nothing would be left.
std::vector<AliasWord> without_legal_ending(std::vector<AliasWord> words) {
    const auto size = words.size();
    while (words.size() > 1) {
        const auto& last = words.back().folded;
        const bool legal = std::ranges::contains(kLegalEndings, last) || last.size() == 1;
        if (!legal || words[words.size() - 2].folded == "&") break;  // AT&T, Merck & Co
        words.pop_back();
    }
    if (words.size() == size || (words.size() == 1 && words[0].folded.size() < 2)) return {};
    return words;
}

std::vector<std::string> list(std::string_view text) {
    std::vector<std::string> items;
    while (!text.empty()) items.emplace_back(take(text, ','));
    return items;
}

bool same_words(const std::vector<AliasWord>& a, const std::vector<AliasWord>& b) {
    return std::ranges::equal(a, b, {}, &AliasWord::folded, &AliasWord::folded);
}

}  // namespace

Result<SymbolTable> SymbolTable::parse(std::string_view text) {
    SymbolTable table;
    int number = 0;
    while (!text.empty()) {
        ++number;
        auto line = take(text, '\n');
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.front() == '#') continue;
        if (auto added = table.add_line(line); !added) {
            return std::unexpected(added.error().within(std::format("symbol table, line {}", number)));
        }
    }
    for (auto& [word, aliases] : table.by_first_word_) {
        std::ranges::stable_sort(aliases, std::greater{}, [](const Alias& alias) { return alias.words.size(); });
    }
    return table;
}

const SymbolTable& SymbolTable::shipped() {
    static const SymbolTable kTable = [] {
        auto table = parse(embedded_symbols());
        TRADEWIND_ASSERT(table.has_value());
        return std::move(*table);
    }();
    return kTable;
}

Status SymbolTable::add_line(std::string_view line) {
    const auto symbol = take(line, '\t');
    const auto ticker = Ticker::parse(symbol);
    if (!ticker) return std::unexpected(ticker.error());
    const auto company = static_cast<std::uint32_t>(companies_.size());
    if (!by_symbol_.emplace(symbol, company).second) {
        return fail(ErrorCode::kConflict, std::format("{} stands there twice", symbol), "remove one of the lines");
    }
    const auto name = take(line, '\t');
    companies_.push_back({*ticker, std::string(name)});
    add_names(company, name, take(line, '\t'));
    auto rules = line;
    NeighbourRule* rule = nullptr;
    while (!rules.empty()) {
        const auto part = take(rules, ' ');
        if (part.starts_with("next:") && rule != nullptr) {
            rule->next = list(part.substr(5));
        } else if (part.starts_with("prev:") && rule != nullptr) {
            rule->previous = list(part.substr(5));
        } else {
            rule = &rules_[std::string(part)];
        }
    }
    return {};
}

void SymbolTable::add_names(std::uint32_t company, std::string_view name, std::string_view aliases) {
    const auto full = alias_words(name);
    const auto shorter = without_legal_ending(full);
    AliasUse short_use = AliasUse::kPlain;
    while (!aliases.empty()) {
        auto text = take(aliases, ';');
        AliasUse use = AliasUse::kPlain;
        if (text.starts_with('*')) use = AliasUse::kNeedsContext;
        if (text.starts_with('!')) use = AliasUse::kNever;
        if (use != AliasUse::kPlain) text.remove_prefix(1);
        if (same_words(alias_words(text), shorter)) {
            short_use = use;
        } else if (use != AliasUse::kNever) {
            add_alias(company, text, use, false);
        }
    }
    add_alias(company, name, AliasUse::kPlain, true);
    if (shorter.empty() || short_use == AliasUse::kNever) return;
    by_first_word_[shorter.front().folded].push_back({shorter, company, short_use, true});
}

void SymbolTable::add_alias(std::uint32_t company, std::string_view text, AliasUse use, bool is_name) {
    auto words = alias_words(text);
    if (words.empty()) return;
    auto first = words.front().folded;
    by_first_word_[std::move(first)].push_back({std::move(words), company, use, is_name});
}

std::optional<std::uint32_t> SymbolTable::find(std::string_view symbol) const {
    const auto found = by_symbol_.find(symbol);
    return found == by_symbol_.end() ? std::nullopt : std::optional(found->second);
}

std::span<const Alias> SymbolTable::aliases_from(std::string_view first_word) const {
    const auto found = by_first_word_.find(first_word);
    return found == by_first_word_.end() ? std::span<const Alias>() : found->second;
}

const NeighbourRule* SymbolTable::rule_for(std::string_view folded) const {
    const auto found = rules_.find(folded);
    return found == rules_.end() ? nullptr : &found->second;
}

}  // namespace tradewind::sentiment
