#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sentiment/scorer.hpp"
#include "sentiment/ticker_extractor.hpp"

namespace tradewind::sentiment {

/// A text in which names of companies were replaced by an engine's marks, and the way back to the bytes it came from.
class MarkedText {
public:
    /// Marks every span of `mentions[target]` as the company asked about, those of the others as other companies.
    MarkedText(std::string_view text, std::span<const Mention> mentions, std::size_t target, const CompanyMarks& marks);

    [[nodiscard]] const std::string& text() const { return text_; }
    /// Bytes of the original text for those of the marked one; a name counts as a whole.
    [[nodiscard]] Span original(Span marked) const;

private:
    struct Replacement {
        Span original;
        Span marked;
    };
    std::string text_;
    std::vector<Replacement> replacements_;
};

}  // namespace tradewind::sentiment
