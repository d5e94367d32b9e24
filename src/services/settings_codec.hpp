#pragma once

#include <string_view>

#include "core/error.hpp"
#include "services/handler.hpp"
#include "services/world.hpp"
#include "trading/settings_change.hpp"

namespace tradewind::services {

/// Operators' changes of decision settings. Signal generator and executor both fold them.
inline constexpr std::string_view kSettingsChanges = "controls:settings";

Outgoing outgoing_message(const trading::SettingsChange& change, Timestamp produced_at);
/// kParse names the field that is missing or wrong.
Result<trading::SettingsChange> decode_settings_change(std::string_view body);

/// Changes `settings`, or leaves them as they are and says why.
Status apply_change(trading::DecisionSettings& settings, const trading::SettingsChange& change);

/// The settings that hold in a world now: its own, and the changes that took hold since.
Result<trading::DecisionSettings> present_decisions(World& world);

}  // namespace tradewind::services
