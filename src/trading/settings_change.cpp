#include "trading/settings_change.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <array>

namespace tradewind::trading {
namespace {

constexpr std::string_view kDoneMark = "done: ";
constexpr std::string_view kStrategyPrefix = "strategies.";

bool is_strategy_parameter(std::string_view key) {
    if (!key.starts_with(kStrategyPrefix)) return false;
    const auto field = key.substr(kStrategyPrefix.size());
    const auto dot = field.find('.');
    return dot != std::string_view::npos && field.substr(dot + 1) != "weight";
}

}  // namespace

bool takes_hold_at_once(std::string_view key) {
    constexpr std::array<std::string_view, 5> kGroups{"risk.", "sizing.", "execution.", "exits.", "ensemble."};
    return is_strategy_parameter(key) ||
           std::ranges::any_of(kGroups, [&](std::string_view group) { return key.starts_with(group); });
}

Result<DecisionSettings> changed(const DecisionSettings& settings, const std::map<std::string, std::string>& values) {
    DecisionSettings next = settings;
    for (const auto& [key, value] : values) {
        if (Status set = set_decision(next, key, value); !set) return std::unexpected(set.error());
        if (takes_hold_at_once(key)) continue;
        return fail(ErrorCode::kInvalidArgument, fmt::format("{} can't be changed while the world runs", key),
                    "set it in the configuration file, and start anew");
    }
    if (Status checked = check_decision_settings(next); !checked) return std::unexpected(checked.error());
    return next;
}

std::string change_text(const std::map<std::string, std::string>& values) {
    std::string text;
    for (const auto& [key, value] : values) text.append(text.empty() ? "" : " ").append(key).append("=").append(value);
    return text;
}

std::map<std::string, std::string> read_change_text(std::string_view text) {
    std::map<std::string, std::string> values;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        if (const auto equals = word.find('='); equals != std::string_view::npos)
            values.emplace(word.substr(0, equals), word.substr(equals + 1));
    }
    return values;
}

AuditEntry answer_to(const SettingsChange& change, Timestamp now, const Status& applied) {
    AuditEntry answer;
    answer.time = now;
    answer.actor = change.by;
    answer.action = kSettingsAction;
    answer.subject = change_text(change.values);
    answer.detail = applied ? std::string(kDoneMark).append(change.reason) : "refused: " + applied.error().message;
    answer.reference = change.id.to_string();
    return answer;
}

bool took_hold(const AuditEntry& answer) {
    return answer.action == kSettingsAction && answer.detail.starts_with(kDoneMark);
}

DecisionSettings with_changes(DecisionSettings base, std::span<const AuditEntry> answers) {
    for (const AuditEntry& answer : answers) {
        if (!took_hold(answer)) continue;
        if (auto next = changed(base, read_change_text(answer.subject))) base = std::move(*next);
    }
    return base;
}

}  // namespace tradewind::trading
