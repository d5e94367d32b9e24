#include "sentiment/symbol_table.hpp"

#include <fmt/core.h>

#include "core/id.hpp"
#include "sentiment/embedded.hpp"
#include "sentiment/word_classes.hpp"

namespace tradewind::sentiment {
namespace {

std::string_view take(std::string_view& rest, char separator) {
    const auto at = rest.find(separator);
    const auto part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
    return part;
}

std::vector<std::uint64_t> hashes(std::string_view text) {
    std::vector<std::uint64_t> items;
    while (!text.empty()) items.push_back(folded_hash(take(text, ',')));
    return items;
}

bool same_words(const std::vector<AliasWord>& a, const std::vector<AliasWord>& b) {
    return std::ranges::equal(a, b, {}, &AliasWord::hash, &AliasWord::hash);
}

AliasUse take_use(std::string_view& text) {
    constexpr std::string_view kMarks = "^*?~!";
    constexpr std::array kUses{AliasUse::kWhole, AliasUse::kNeedsContext, AliasUse::kStrongContext, AliasUse::kSource,
                               AliasUse::kNever};
    const auto mark = text.empty() ? std::string_view::npos : kMarks.find(text.front());
    if (mark == std::string_view::npos) return AliasUse::kPlain;
    text.remove_prefix(1);
    return kUses[mark];
}

// `Macy's` is also written `Macys`.
std::optional<std::string> without_apostrophe(std::string_view text) {
    const auto at = text.find("'s");
    if (at == std::string_view::npos || at < 4) return std::nullopt;
    std::string plain(text);
    return plain.erase(at, 1);
}

}  // namespace

std::vector<AliasWord> alias_words(std::string_view text) {
    TokenizedText parts;
    tokenize(text, parts);
    std::vector<AliasWord> result;
    for (const auto& token : parts.tokens) {
        const auto word = text.substr(token.begin, token.end - token.begin);
        const bool letters = std::ranges::any_of(word, [](char c) { return (c >= 'A' && c <= 'Z') || c >= 'a'; });
        const bool short_caps = letters && token.all_upper && word.size() > 1 && word.size() <= 4;
        result.push_back({token.hash, letters && token.upper_first, short_caps && parts.tokens.size() == 1,
                          token.possessive, !result.empty() && token.gap >= Gap::kComma});
    }
    return result;
}

// `S.A.` is two words, so one-letter endings go too. `AT&T`, `Merck & Co` stay whole.
std::vector<AliasWord> without_legal_ending(std::vector<AliasWord> words) {
    const auto& classes = WordClasses::table();
    while (words.size() > 1 && classes.is(words.back().hash, WordClass::kLegal) &&
           words[words.size() - 2].hash != folded_hash("&")) {
        words.pop_back();
    }
    return words;
}

Result<SymbolTable> SymbolTable::parse(std::string_view text) {
    SymbolTable table;
    table.version_ = sha256_hex(text).substr(0, 15);
    int number = 0;
    while (!text.empty()) {
        ++number;
        auto line = take(text, '\n');
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.front() == '#') continue;
        if (auto added = table.add_line(line); !added) {
            return std::unexpected(added.error().within(fmt::format("symbol table, line {}", number)));
        }
    }
    table.names_.freeze();
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
        return fail(ErrorCode::kConflict, fmt::format("{} stands there twice", symbol), "remove one of the lines");
    }
    const auto hash = folded_hash(fold(symbol));
    symbol_bits_[(hash >> 6U) % symbol_bits_.size()] |= std::uint64_t{1} << hash % 64U;
    const auto name = take(line, '\t');
    companies_.push_back({*ticker, std::string(name)});
    add_names(company, name, take(line, '\t'));
    add_rules(line);
    return {};
}

void SymbolTable::add_rules(std::string_view rules) {
    NeighbourRule* rule = nullptr;
    while (!rules.empty()) {
        const auto part = take(rules, ' ');
        if (part.starts_with("next:") && rule != nullptr) {
            rule->next = hashes(part.substr(5));
        } else if (part.starts_with("prev:") && rule != nullptr) {
            rule->previous = hashes(part.substr(5));
        } else if (!part.empty()) {
            rule = &rules_[folded_hash(part)];
        }
    }
}

void SymbolTable::add_names(std::uint32_t company, std::string_view name, std::string_view aliases) {
    const auto full = alias_words(name);
    const auto shorter = without_legal_ending(full);
    AliasUse short_use = AliasUse::kPlain;
    while (!aliases.empty()) {
        auto text = take(aliases, ';');
        if (text.starts_with('=') || text.starts_with('+')) {
            const auto symbol = text.substr(1);
            if (text.front() == '=') by_former_symbol_.emplace(symbol, company);
            if (const auto ticker = Ticker::parse(symbol)) other_symbols_.emplace_back(company, *ticker);
            continue;
        }
        const auto use = take_use(text);
        if (same_words(alias_words(text), shorter)) {
            short_use = use;
        } else if (use != AliasUse::kNever) {
            add_alias(company, text, use, false);
        }
    }
    if (full.empty()) return;
    if (shorter.size() < full.size()) {
        names_.add({full, company, AliasUse::kPlain, true});
    }
    if (short_use != AliasUse::kNever) names_.add({shorter, company, short_use, true});
    if (const auto plain = without_apostrophe(name)) {
        names_.add({without_legal_ending(alias_words(*plain)), company, short_use, true});
    }
}

void SymbolTable::add_alias(std::uint32_t company, std::string_view text, AliasUse use, bool is_name) {
    auto words = alias_words(text);
    if (!words.empty()) names_.add({std::move(words), company, use, is_name});
    if (const auto plain = without_apostrophe(text)) add_alias(company, *plain, use, is_name);
}

std::optional<std::uint32_t> SymbolTable::find(std::string_view symbol) const {
    const auto found = by_symbol_.find(symbol);
    return found == by_symbol_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Ticker> SymbolTable::today(std::string_view symbol) const {
    if (const auto listed = find(symbol)) return companies_[*listed].ticker;
    const auto former = by_former_symbol_.find(symbol);
    return former == by_former_symbol_.end() ? std::nullopt : std::optional(companies_[former->second].ticker);
}

std::vector<std::vector<Ticker>> SymbolTable::several_symbols() const {
    std::vector<std::vector<Ticker>> result;
    std::optional<std::uint32_t> last;
    for (const auto& [company, ticker] : other_symbols_) {
        if (last != company) result.push_back({companies_[company].ticker});
        last = company;
        result.back().push_back(ticker);
    }
    return result;
}

const NeighbourRule* SymbolTable::rule_for(std::uint64_t folded_hash) const {
    const auto found = rules_.find(folded_hash);
    return found == rules_.end() ? nullptr : &found->second;
}

}  // namespace tradewind::sentiment
