#include "sentiment/marked_text.hpp"

#include <algorithm>
#include <tuple>

namespace tradewind::sentiment {

MarkedText::MarkedText(std::string_view text, std::span<const Mention> mentions, std::size_t target,
                       const CompanyMarks& marks) {
    struct Place {
        Span span;
        bool target;
    };
    std::vector<Place> places;
    for (std::size_t i = 0; i < mentions.size(); ++i) {
        for (const auto& span : mentions[i].spans) places.push_back({span, i == target});
    }
    // Where names share bytes the longer stands, and of equals the one asked about.
    std::ranges::sort(places, {},
                      [](const Place& place) { return std::tuple(place.span.begin, ~place.span.end, !place.target); });
    std::uint32_t read = 0;
    for (const auto& [span, is_target] : places) {
        if (span.begin < read || span.end > text.size() || span.end <= span.begin) continue;
        text_ += text.substr(read, span.begin - read);
        const auto begin = static_cast<std::uint32_t>(text_.size());
        text_ += is_target ? marks.target : marks.other;
        replacements_.push_back({span, {begin, static_cast<std::uint32_t>(text_.size())}});
        read = span.end;
    }
    text_ += text.substr(read);
}

Span MarkedText::original(Span marked) const {
    const auto map = [&](std::uint32_t at, bool is_end) {
        std::int64_t shift = 0;
        for (const auto& [original, replaced] : replacements_) {
            if (at < replaced.begin || (is_end && at == replaced.begin)) break;
            if (at < replaced.end || (is_end && at == replaced.end)) return is_end ? original.end : original.begin;
            shift = static_cast<std::int64_t>(original.end) - replaced.end;
        }
        return static_cast<std::uint32_t>(at + shift);
    };
    return {map(marked.begin, false), map(marked.end, true)};
}

}  // namespace tradewind::sentiment
