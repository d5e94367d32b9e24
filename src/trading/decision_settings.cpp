#include "trading/decision_settings.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <numeric>

#include "core/id.hpp"
#include "strategies/registry.hpp"
#include "trading/decision_keys.hpp"

namespace tradewind::trading {
namespace {

const KeyRow* find_row(std::string_view key) {
    const auto& table = decision_table();
    const auto found = std::ranges::lower_bound(table, key, {}, &KeyRow::key);
    return found != table.end() && found->key == key ? &*found : nullptr;
}

/// Levenshtein's.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
        }
    }
    return row.back();
}

std::unexpected<Error> unknown_key(std::string_view key) {
    key = key.substr(0, 80);
    const auto& table = decision_table();
    const auto nearest =
        std::ranges::min_element(table, {}, [&](const KeyRow& row) { return edit_distance(key, row.key); });
    return fail(ErrorCode::kInvalidArgument, fmt::format("unknown setting '{}'", key),
                fmt::format("did you mean '{}'?", nearest->key));
}

}  // namespace

std::vector<DecisionKey> decision_keys() {
    const DecisionSettings defaults;
    std::vector<DecisionKey> keys;
    for (const KeyRow& row : decision_table())
        keys.push_back({row.key, row.type, row.print(defaults), row.description});
    return keys;
}

Status set_decision(DecisionSettings& settings, std::string_view key, std::string_view value) {
    const KeyRow* row = find_row(key);
    if (row == nullptr) return unknown_key(key);
    if (row->read(settings, value)) return {};
    return fail(ErrorCode::kInvalidArgument, fmt::format("'{}' is not a value of {}", value.substr(0, 80), key),
                fmt::format("it takes {} (by default {})", row->type, row->print(DecisionSettings{})));
}

Status set_decision(DecisionSettings& settings, std::string_view assignment) {
    const auto equals = assignment.find('=');
    if (equals == std::string_view::npos) {
        return fail(ErrorCode::kInvalidArgument, fmt::format("'{}' sets nothing", assignment.substr(0, 80)),
                    "write KEY=VALUE, for example ensemble.threshold=0.4");
    }
    return set_decision(settings, assignment.substr(0, equals), assignment.substr(equals + 1));
}

Result<std::string> decision_value(const DecisionSettings& settings, std::string_view key) {
    const KeyRow* row = find_row(key);
    if (row == nullptr) return unknown_key(key);
    return row->print(settings);
}

Status check_decision_settings(const DecisionSettings& settings) {
    double weights = 0;
    int taking_part = 0;
    for (const strategies::Descriptor& descriptor : strategies::registry()) {
        const auto& own = settings.strategies.kinds.find(descriptor.name)->second;
        weights += own.weight;
        taking_part += own.weight > 0 ? 1 : 0;
        if (descriptor.check == nullptr) continue;
        if (auto status = descriptor.check(own); !status) return status;
    }
    if (weights <= 0) {
        return fail(ErrorCode::kInvalidArgument, "every strategy has weight 0", "give at least one a weight above 0");
    }
    if (settings.learning.floor * taking_part > 1) {
        return fail(
            ErrorCode::kInvalidArgument,
            fmt::format("learning.floor={} is too high for {} strategies", settings.learning.floor, taking_part),
            "floor times strategies may be at most 1");
    }
    return {};
}

std::string canonical_text(const DecisionSettings& settings) {
    std::string text;
    for (const KeyRow& row : decision_table()) text += row.key + '=' + row.print(settings) + '\n';
    if (!settings.symbols.empty()) text.append("symbols=").append(settings.symbols).append("\n");
    return text;
}

std::string settings_hash(const DecisionSettings& settings) {
    return sha256_hex(canonical_text(settings)).substr(0, 15);
}

}  // namespace tradewind::trading
