#pragma once

#include <string_view>
#include <vector>

#include "sentiment/ticker_extractor.hpp"
#include "sentiment/tokens.hpp"

namespace tradewind::sentiment {

/// A symbol that a text spells out.
struct SymbolHit {
    Ticker ticker;
    MentionKind why = MentionKind::kCashtag;
    double confidence = 0;
    Span span;
};

/// Cashtags, exchange notation, Reuters' and Bloomberg's codes of a text, in order of place. `known` says which symbols
/// the table has: an unknown cashtag counts a little less, a lower-case one only if it is known; a symbol that was
/// renamed comes back as today's. `hits` is overwritten; its buffer is reused.
void find_symbol_notation(std::string_view text, const TokenizedText& words, const SymbolTable& known,
                          std::vector<SymbolHit>& hits);

}  // namespace tradewind::sentiment
