#pragma once

#include <string_view>
#include <vector>

#include "sentiment/ticker_extractor.hpp"

namespace tradewind::sentiment {

/// A symbol that a text spells out, before the words are looked at.
struct SymbolHit {
    Ticker ticker;
    MentionKind why = MentionKind::kCashtag;
    double confidence = 0;
    Span span;
};

/// Cashtags, exchange notation and RICs of `text`, in order of place. `known` says which symbols the table has: an
/// unknown cashtag counts a little less, a lower-case one only if it is known.
std::vector<SymbolHit> find_symbol_notation(std::string_view text, const SymbolTable& known);

}  // namespace tradewind::sentiment
