#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/records.hpp"
#include "storage/database.hpp"
#include "trading/decision_settings.hpp"

/// Decision settings as changes since the start have made them.
namespace tradewind::gateway {

struct PresentSettings {
    std::int64_t version = 0;  ///< Number of the last change that took hold; 0: none has.
    trading::DecisionSettings settings;
};
Result<PresentSettings> present_settings(storage::Transaction& tx, const trading::DecisionSettings& base);

/// One change that was asked for.
struct SettingsVersion {
    std::int64_t number = 0;
    AuditEntry entry;
    bool held = false;  ///< It took hold.
    std::map<std::string, std::string> before;
    std::map<std::string, std::string> after;
};
/// Oldest first.
Result<std::vector<SettingsVersion>> settings_versions(storage::Transaction& tx, const trading::DecisionSettings& base);

}  // namespace tradewind::gateway
