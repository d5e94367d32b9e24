#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "core/records.hpp"
#include "trading/decision_settings.hpp"

/// Decision settings changed while the world runs: an event like any other, so that state stays a fold over events.
namespace tradewind::trading {

struct SettingsChange {
    CommandId id;
    std::map<std::string, std::string> values;  ///< By key.
    std::string by;
    std::string reason;
    Timestamp requested;
};

/// Whether the engines can take a new value of that key over at once: risk, sizing, execution, exits, the ensemble's
/// threshold, and parameters of strategies (one whose parameters change begins to warm up anew). What else there is
/// shapes the state itself (weights, costs, time frames, the universe): it holds from a world's start on.
bool takes_hold_at_once(std::string_view key);

/// The settings after the change. kInvalidArgument for an unknown key, a value that can't be, one that can't change at
/// once, or settings that contradict each other; then nothing of the change holds.
Result<DecisionSettings> changed(const DecisionSettings& settings, const std::map<std::string, std::string>& values);

/// `key=value` of each, with a space between them. Keys that can change hold no spaces in their values.
std::string change_text(const std::map<std::string, std::string>& values);
std::map<std::string, std::string> read_change_text(std::string_view text);

/// How the executor answers a change in the audit log: action `settings`, the change's text as subject.
inline constexpr std::string_view kSettingsAction = "settings";
AuditEntry answer_to(const SettingsChange& change, Timestamp now, const Status& applied);
bool took_hold(const AuditEntry& answer);

/// The settings that hold after the changes that took hold, oldest first. Those that the base no longer admits are
/// left out.
DecisionSettings with_changes(DecisionSettings base, std::span<const AuditEntry> answers);

}  // namespace tradewind::trading
