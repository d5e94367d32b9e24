#include "sentiment/listings.hpp"

#include <algorithm>

namespace tradewind::sentiment {

Listings::Listings(const SymbolTable& table, const std::vector<ListedSince>& listed) {
    std::unordered_map<Ticker, Timestamp> since;
    for (const auto& one : listed) since.emplace(one.ticker, one.since);
    for (const auto& symbols : table.several_symbols()) {
        std::vector<ListedSince> present;
        for (const auto ticker : symbols) {
            if (const auto found = since.find(ticker); found != since.end()) present.push_back({ticker, found->second});
        }
        if (present.empty()) continue;
        for (const auto ticker : symbols) {
            Stand stand;
            for (const auto& one : present) {
                if (one.ticker == ticker) {
                    stand.own = one.since;
                } else {
                    stand.others.push_back(one);
                }
            }
            stands_.emplace(ticker, std::move(stand));
        }
    }
}

Ticker Listings::at(Ticker ticker, Timestamp time) const {
    const auto found = stands_.find(ticker);
    if (found == stands_.end()) return ticker;
    const auto& [own, others] = found->second;
    if (others.empty() || (own && *own <= time)) return ticker;
    const auto begun = std::ranges::find_if(others, [&](const ListedSince& other) { return other.since <= time; });
    if (begun != others.end()) return begun->ticker;
    const auto next = std::ranges::min_element(others, {}, &ListedSince::since);
    return own && *own <= next->since ? ticker : next->ticker;
}

}  // namespace tradewind::sentiment
