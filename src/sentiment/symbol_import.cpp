#include "sentiment/symbol_import.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "sentiment/symbol_table.hpp"

namespace tradewind::sentiment {
namespace {

constexpr std::size_t kMaxName = 150;
constexpr std::size_t kMaxRows = 200'000;
/// A list this long is taken for all listings, so that a symbol that it lacks is listed no more.
constexpr std::size_t kFullList = 3'000;

std::string_view take(std::string_view& rest, char separator) {
    const auto at = rest.find(separator);
    const auto part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
    return part;
}

bool is_small_word(std::string_view word) {
    return word == "OF" || word == "AND" || word == "THE" || word == "FOR" || word == "DE" || word == "IN";
}

// `BANK OF AMERICA CORP /DE/` → `Bank of America Corp`
std::string tidy(std::string_view title) {
    std::string name(title);
    for (const char mark : {'/', '\\'}) {
        if (const auto at = name.find(std::string(" ") + mark); at != std::string::npos) name.resize(at);
    }
    while (!name.empty() && (name.back() == ' ' || name.back() == '/')) name.pop_back();
    std::ranges::replace_if(name, [](char c) { return c == '\t' || c == '\n' || c == '\r' || c == ';'; }, ' ');
    if (std::ranges::any_of(name, [](char c) { return c >= 'a' && c <= 'z'; })) return name;
    std::string result;
    for (std::string_view rest = name; !rest.empty();) {
        const auto word = take(rest, ' ');
        if (word.empty()) continue;
        std::string written(word);
        for (std::size_t i = !result.empty() && is_small_word(word) ? 0 : 1; i < written.size(); ++i) {
            if (written[i] >= 'A' && written[i] <= 'Z') written[i] = static_cast<char>(written[i] + 32);
        }
        if (!result.empty()) result += ' ';
        result += written;
    }
    return result;
}

class Reader {
public:
    void add(std::size_t line, std::string ticker, std::string_view title, const std::string& company) {
        std::ranges::replace(ticker, '-', '.');
        if (!Ticker::parse(ticker)) return refuse(line, "bad-ticker", fmt::format("not a ticker: '{:.20}'", ticker));
        if (title.empty() || title.size() > kMaxName) return refuse(line, "bad-name", ticker + " has no usable name");
        if (!tickers_.insert(ticker).second) return refuse(line, "duplicate", ticker + " stands there twice");
        const bool first_class = company.empty() || companies_.insert(company).second;
        result_.names.push_back({std::move(ticker), first_class ? tidy(title) : std::string()});
    }
    void refuse(std::size_t line, std::string code, std::string message) {
        result_.refused.push_back({line, std::move(code), std::move(message)});
    }
    SymbolImport finish() { return std::move(result_); }

private:
    SymbolImport result_;
    std::unordered_set<std::string> tickers_;
    std::unordered_set<std::string> companies_;
};

std::string text_of(const nlohmann::ordered_json& row, std::initializer_list<const char*> keys) {
    for (const auto* key : keys) {
        const auto found = row.find(key);
        if (found == row.end()) continue;
        if (found->is_string()) return found->get<std::string>();
        if (found->is_number()) return found->dump();
    }
    return {};
}

Result<SymbolImport> read_json(std::string_view text) {
    const auto document = nlohmann::ordered_json::parse(text, nullptr, false);
    if (document.is_discarded() || !document.is_structured()) {
        return fail(ErrorCode::kParse, "not a list of listings: the JSON can't be read",
                    "give an object or array of {\"ticker\",\"title\"}");
    }
    Reader reader;
    std::size_t number = 0;
    for (const auto& row : document) {
        if (++number > kMaxRows) return fail(ErrorCode::kLimit, "more than 200000 listings", "split the file");
        if (!row.is_object()) {
            reader.refuse(number, "bad-row", "not an object");
            continue;
        }
        reader.add(number, text_of(row, {"ticker", "symbol"}), text_of(row, {"title", "name"}),
                   text_of(row, {"cik_str", "cik"}));
    }
    return reader.finish();
}

std::vector<std::string> cells(std::string_view line, char separator) {
    std::vector<std::string> result(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"' && separator == ',') {
            if (quoted && i + 1 < line.size() && line[i + 1] == '"')
                result.back() += line[++i];
            else
                quoted = !quoted;
        } else if (line[i] == separator && !quoted) {
            result.emplace_back();
        } else {
            result.back() += line[i];
        }
    }
    return result;
}

std::size_t column(const std::vector<std::string>& header, std::initializer_list<std::string_view> names) {
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (std::ranges::contains(names, fold(header[i]))) return i;
    }
    return header.size();
}

Result<SymbolImport> read_table(std::string_view text) {
    const auto first = take(text, '\n');
    const char separator = first.contains('\t') ? '\t' : ',';
    const auto header = cells(first.ends_with('\r') ? first.substr(0, first.size() - 1) : first, separator);
    const auto ticker = column(header, {"ticker", "symbol"});
    const auto name = column(header, {"name", "title", "company", "company name", "security name"});
    const auto company = column(header, {"cik", "cik_str"});
    if (ticker == header.size() || name == header.size()) {
        return fail(ErrorCode::kParse, "not a list of listings: no columns for ticker and name",
                    "give the columns `ticker` and `name` in the first line");
    }
    Reader reader;
    for (std::size_t number = 2; !text.empty(); ++number) {
        if (number > kMaxRows) return fail(ErrorCode::kLimit, "more than 200000 listings", "split the file");
        auto line = take(text, '\n');
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) continue;
        const auto row = cells(line, separator);
        if (row.size() <= std::max(ticker, name)) {
            reader.refuse(number, "bad-row", "too few columns");
            continue;
        }
        reader.add(number, row[ticker], row[name], company < row.size() ? row[company] : std::string());
    }
    return reader.finish();
}

// What two spellings of one name have in common.
std::string name_key(std::string_view name) {
    std::string key;
    for (const auto& word : without_legal_ending(alias_words(name))) key += fmt::format("{:x} ", word.hash);
    return key;
}

// A line for a company that the shipped table lacks: how common its words are is not known, so it counts with care.
std::string line_for(const ListedName& listed) {
    auto line = listed.ticker;
    if (listed.name.empty()) return line.append("\t\n");
    const auto words = without_legal_ending(alias_words(listed.name));
    line.append("\t").append(listed.name);
    TokenizedText parts;
    tokenize(listed.name, parts);
    if (!words.empty() && words.size() <= parts.tokens.size()) {
        line.append(words.size() == 1 ? "\t?" : "\t^");
        line.append(listed.name, 0, parts.tokens[words.size() - 1].end);
        if (parts.tokens[words.size() - 1].possessive) line.append("'s");
    }
    return line.append("\n");
}

}  // namespace

Result<SymbolImport> read_symbols(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first == std::string_view::npos) {
        return fail(ErrorCode::kParse, "the file is empty", "give a list of listings, such as the SEC's");
    }
    text.remove_prefix(first);
    return text.front() == '{' || text.front() == '[' ? read_json(text) : read_table(text);
}

std::string merged_symbols(std::string_view shipped, const std::vector<ListedName>& listed) {
    std::unordered_set<std::string_view> open;
    std::unordered_map<std::string, std::string_view> ticker_of_name;
    for (const auto& one : listed) {
        open.insert(one.ticker);
        if (!one.name.empty()) ticker_of_name.emplace(name_key(one.name), one.ticker);
    }
    std::string result;
    std::unordered_set<std::string> taken;
    while (!shipped.empty()) {
        const auto line = take(shipped, '\n');
        auto rest = line;
        const std::string symbol(take(rest, '\t'));
        if (line.empty() || line.starts_with('#')) {
            result.append(line).append("\n");
            continue;
        }
        const auto name = take(rest, '\t');
        const auto renamed = ticker_of_name.find(name_key(name));
        const bool gone = listed.size() >= kFullList && !open.contains(symbol);
        if (gone && renamed != ticker_of_name.end() && !taken.contains(std::string(renamed->second))) {
            const auto aliases = take(rest, '\t');
            result.append(fmt::format("{}\t{}\t{}{}={}{}{}\n", renamed->second, name, aliases,
                                      aliases.empty() ? "" : ";", symbol, rest.empty() ? "" : "\t", rest));
            taken.emplace(renamed->second);
        } else if (taken.insert(symbol).second) {
            result.append(line).append("\n");
        }
    }
    for (const auto& one : listed) {
        if (taken.insert(one.ticker).second) result += line_for(one);
    }
    return result;
}

}  // namespace tradewind::sentiment
