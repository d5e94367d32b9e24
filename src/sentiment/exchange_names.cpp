#include "sentiment/exchange_names.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace tradewind::sentiment {
namespace {

constexpr std::size_t kMaxLength = 64;

// Spelled in lower case without blanks, dots and hyphens.
constexpr auto kUnitedStates = std::to_array<std::string_view>({"nasdaq",
                                                                "nasdaqgs",
                                                                "nasdaqgm",
                                                                "nasdaqcm",
                                                                "nasdaqgsm",
                                                                "nasdaqgms",
                                                                "nasdaqnm",
                                                                "nasdaqnms",
                                                                "nasdaqsc",
                                                                "nasd",
                                                                "nasdaqglobal",
                                                                "nasdaqglobalselect",
                                                                "nasdaqcapital",
                                                                "nasdaqnational",
                                                                "nasdaqstockmarket",
                                                                "nasdaqglobalmarket",
                                                                "nasdaqglobalselectmarket",
                                                                "nasdaqcapitalmarket",
                                                                "nasdaqnationalmarket",
                                                                "nasdaqmarket",
                                                                "nasdaqexchange",
                                                                "xnas",
                                                                "nyse",
                                                                "nyseamerican",
                                                                "nysemkt",
                                                                "nysemktllc",
                                                                "nysearca",
                                                                "nyseamex",
                                                                "nyseeuronext",
                                                                "nysealternext",
                                                                "nyseexchange",
                                                                "newyorkstockexchange",
                                                                "newyorkexchange",
                                                                "americanstockexchange",
                                                                "xnys",
                                                                "amex",
                                                                "arca",
                                                                "bats",
                                                                "batsbzx",
                                                                "cboe",
                                                                "cboebzx",
                                                                "otc",
                                                                "otcqb",
                                                                "otcqx",
                                                                "otcpink",
                                                                "otcpinks",
                                                                "otcbb",
                                                                "otcmarkets",
                                                                "otcmkts",
                                                                "otcbulletinboard",
                                                                "pinksheets",
                                                                "otcid",
                                                                "otcpk",
                                                                "otcmarketsgroup",
                                                                "otcqxbest",
                                                                "otcmarketsotcqb",
                                                                "otcmarketsotcqx",
                                                                "otcpinkmarket",
                                                                "otcqbmarket",
                                                                "otcqxmarket"});
constexpr auto kForeign = std::to_array<std::string_view>({"tsx",
                                                           "tsxv",
                                                           "tsxventure",
                                                           "tsxventureexchange",
                                                           "torontostockexchange",
                                                           "torontoexchange",
                                                           "toronto",
                                                           "cse",
                                                           "cnsx",
                                                           "neo",
                                                           "neoexchange",
                                                           "lse",
                                                           "londonstockexchange",
                                                           "london",
                                                           "aim",
                                                           "lseaim",
                                                           "asx",
                                                           "australiansecuritiesexchange",
                                                           "hkex",
                                                           "hkse",
                                                           "sehk",
                                                           "hongkong",
                                                           "hongkongstockexchange",
                                                           "nse",
                                                           "bse",
                                                           "nationalstockexchange",
                                                           "bombaystockexchange",
                                                           "sgx",
                                                           "euronext",
                                                           "euronextparis",
                                                           "euronextamsterdam",
                                                           "euronextbrussels",
                                                           "paris",
                                                           "frankfurt",
                                                           "frankfurtstockexchange",
                                                           "fse",
                                                           "fwb",
                                                           "xetra",
                                                           "etr",
                                                           "fra",
                                                           "swx",
                                                           "six",
                                                           "sixswissexchange",
                                                           "swissexchange",
                                                           "ebr",
                                                           "epa",
                                                           "ams",
                                                           "bit",
                                                           "bme",
                                                           "omx",
                                                           "nasdaqfirstnorth",
                                                           "nasdaqomx",
                                                           "nasdaqstockholm",
                                                           "nasdaqhelsinki",
                                                           "nasdaqcopenhagen",
                                                           "sto",
                                                           "cph",
                                                           "hel",
                                                           "jse",
                                                           "tase",
                                                           "telavivstockexchange",
                                                           "tse",
                                                           "tokyostockexchange",
                                                           "tyo",
                                                           "krx",
                                                           "kospi",
                                                           "b3",
                                                           "bovespa",
                                                           "bmv",
                                                           "idx",
                                                           "szse",
                                                           "sse",
                                                           "lon"});
constexpr auto kFillers = std::to_array<std::string_view>(
    {"ticker", "symbol", "symbols", "tickers", "the", "trading", "under", "common", "shares", "listed"});

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

Venue named(std::string_view name) {
    if (std::ranges::contains(kUnitedStates, name)) return Venue::kUnitedStates;
    return std::ranges::contains(kForeign, name) ? Venue::kForeign : Venue::kNone;
}

/// Reads words from the colon backwards and puts them together until they name an exchange.
class BackwardReader {
public:
    BackwardReader(std::string_view text, std::size_t colon)
        : text_(text), at_(colon), limit_(colon > kMaxLength ? colon - kMaxLength : 0) {}

    Venue run() {
        Venue venue = Venue::kNone;
        std::string name;
        while (auto word = previous_word()) {
            if (separated_ && !name.empty()) {
                // What was read before the separator was no exchange.
                if (named(name) == Venue::kNone) return venue;
                name.clear();
            }
            if (std::ranges::contains(kFillers, *word) && named(*word + name) == Venue::kNone) continue;
            name.insert(0, *word);
            const auto known = named(name);
            if (known == Venue::kUnitedStates) return known;
            if (known == Venue::kForeign) venue = known;
            if (name.size() > 30) return venue;
        }
        return venue;
    }

private:
    std::optional<std::string> previous_word() {
        separated_ = false;
        while (at_ > limit_ && !is_letter(text_[at_ - 1])) {
            const char c = text_[--at_];
            if (c == '(' || c == '[' || c == ';' || c == ':' || c == '\n' || c == '.' || c == ')') return std::nullopt;
            separated_ = separated_ || c == ',' || c == '/' || c == '&';
        }
        if (at_ <= limit_) return std::nullopt;
        std::string word;
        while (at_ > limit_ && is_letter(text_[at_ - 1])) {
            const char c = text_[--at_];
            word.insert(word.begin(), c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
        }
        if (word == "and" || word == "or") {
            auto before = previous_word();
            separated_ = true;
            return before;
        }
        return word;
    }

    std::string_view text_;
    std::size_t at_;
    std::size_t limit_;
    bool separated_ = false;
};

}  // namespace

Venue venue_before(std::string_view text, std::size_t colon) {
    return BackwardReader(text, colon).run();
}

}  // namespace tradewind::sentiment
