#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sentiment/symbol_table.hpp"
#include "sentiment/tokens.hpp"

namespace tradewind::sentiment {

/// Why a text is taken to be about a ticker, the strongest first.
enum class MentionKind : std::uint8_t {
    kExchange,  ///< `(NASDAQ: AAPL)`, `<AAPL.O>`, `AAPL US Equity`
    kCashtag,   ///< `$AAPL`
    kName,      ///< The official name, with or without its legal ending.
    kAlias,     ///< Another name, or a known symbol written bare.
};
std::string_view to_string(MentionKind kind) noexcept;

/// Byte offsets into the UTF-8 text: of the symbol with its `$`, or of the name.
struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    friend bool operator==(const Span&, const Span&) = default;
};

/// One ticker that a text mentions, with every place.
struct Mention {
    Ticker ticker;
    MentionKind why = MentionKind::kAlias;  ///< The strongest reason.
    double confidence = 0;                  ///< [0, 1]; of the strongest reason.
    std::vector<Span> spans;                ///< In order, not overlapping.
};

struct SymbolHit;
struct FoundName;

/// Finds the tickers of a text in one pass over its words. A pure function of text and table. docs/tickers.md has the
/// rules.
class TickerExtractor {
public:
    explicit TickerExtractor(const SymbolTable& table = SymbolTable::shipped());
    ~TickerExtractor();
    TickerExtractor(TickerExtractor&&) noexcept;

    /// Mentions in order of first place. Not thread-safe (it keeps its buffers).
    [[nodiscard]] std::vector<Mention> extract(std::string_view text);

private:
    const SymbolTable* table_;
    TokenizedText words_;
    std::vector<SymbolHit> hits_;
    std::vector<FoundName> names_;
};

}  // namespace tradewind::sentiment
