#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace tradewind::sentiment {

struct ListedName {
    std::string ticker;  ///< As `Ticker` writes it: BRK.B
    std::string name;    ///< Empty for a further share class of a company that stands above.
};

struct RefusedRow {
    std::size_t line = 0;  ///< Line of the file; in JSON the entry's number, from 1.
    std::string code;
    std::string message;
};

struct SymbolImport {
    std::vector<ListedName> names;
    std::vector<RefusedRow> refused;
    [[nodiscard]] std::size_t rows() const { return names.size() + refused.size(); }
};

/// Reads a list of listings: JSON as the SEC's company_tickers.json (objects with `ticker` and `title`, also `symbol`
/// and `name`, in an object or array), or CSV or TSV with such a header. A bad row is refused and the rest goes on;
/// kParse where the whole can't be read.
Result<SymbolImport> read_symbols(std::string_view text);

/// The text of the symbol table that knows `listed` beside the shipped one: the shipped lines keep their aliases and
/// rules; a company of which only the ticker changed is taken over under today's, if the list is a full one.
std::string merged_symbols(std::string_view shipped, const std::vector<ListedName>& listed);

}  // namespace tradewind::sentiment
