#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "core/listed_since.hpp"
#include "sentiment/symbol_table.hpp"

namespace tradewind::sentiment {

/// Under which symbols a world knows the companies that texts name. Texts are answered with today's symbols; a
/// recording of 2014 has bars of `FB` and none of `META`, and another has only one class of a company's shares.
class Listings {
public:
    Listings() = default;
    /// `listed`: what has bars in this world, and since when. An empty list: everything goes by today's symbol.
    Listings(const SymbolTable& table, const std::vector<ListedSince>& listed);

    /// The symbol that stands for `ticker` at an instant: itself where it has bars by then; else the company's other
    /// symbol that has; else the first of them that ever will; else itself. Depends on nothing after `time` but on
    /// which symbols the world has at all.
    [[nodiscard]] Ticker at(Ticker ticker, Timestamp time) const;

private:
    struct Stand {
        std::optional<Timestamp> own;  ///< Since when the symbol itself has bars.
        std::vector<ListedSince>
            others{};  ///< The company's other symbols that have bars: today's, former ones, classes.
    };
    /// Only of companies that have several symbols.
    std::unordered_map<Ticker, Stand> stands_;
};

}  // namespace tradewind::sentiment
