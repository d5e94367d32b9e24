#include "config/suggest.hpp"

#include <numeric>

namespace tradewind::config {

namespace {

/// Levenshtein distance by one row.
std::size_t edits(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row.back();
}

std::string_view last_part(std::string_view key) {
    return key.substr(key.rfind('.') + 1);
}

}  // namespace

std::string closest(std::string_view wanted, const std::vector<std::string>& names) {
    std::string best;
    std::size_t best_edits = std::max<std::size_t>(2, wanted.size() / 4) + 1;
    for (const auto& name : names) {
        const auto distance = edits(wanted, name);
        if (distance < best_edits) {
            best = name;
            best_edits = distance;
        }
    }
    if (!best.empty()) return best;
    // The right name in the wrong section.
    for (const auto& name : names) {
        if (last_part(name) == last_part(wanted)) return name;
    }
    return {};
}

}  // namespace tradewind::config
