#include "gateway/present_settings.hpp"

#include "storage/audit.hpp"
#include "trading/settings_change.hpp"

namespace tradewind::gateway {

namespace {

/// One more version after `settings`, which it changes where it took hold.
SettingsVersion fold_change(const storage::NumberedAudit& row, trading::DecisionSettings& settings) {
    SettingsVersion version{row.number, row.entry, trading::took_hold(row.entry), {}, {}};
    version.after = trading::read_change_text(row.entry.subject);
    for (const auto& [key, value] : version.after)
        version.before.emplace(key, trading::decision_value(settings, key).value_or(""));
    if (!version.held) return version;
    auto next = trading::changed(settings, version.after);
    version.held = next.has_value();
    if (next) settings = std::move(*next);
    return version;
}

}  // namespace

Result<PresentSettings> present_settings(storage::Transaction& tx, const trading::DecisionSettings& base) {
    const auto rows = storage::audit_by_action(tx, trading::kSettingsAction);
    if (!rows) return std::unexpected(rows.error());
    PresentSettings present{0, base};
    for (const auto& row : *rows) {
        if (fold_change(row, present.settings).held) present.version = row.number;
    }
    return present;
}

Result<std::vector<SettingsVersion>> settings_versions(storage::Transaction& tx,
                                                       const trading::DecisionSettings& base) {
    const auto rows = storage::audit_by_action(tx, trading::kSettingsAction);
    if (!rows) return std::unexpected(rows.error());
    trading::DecisionSettings settings = base;
    std::vector<SettingsVersion> versions;
    for (const auto& row : *rows) versions.push_back(fold_change(row, settings));
    return versions;
}

}  // namespace tradewind::gateway
