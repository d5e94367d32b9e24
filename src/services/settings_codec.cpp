#include "services/settings_codec.hpp"

#include <nlohmann/json.hpp>

#include "services/world.hpp"
#include "storage/audit.hpp"

namespace tradewind::services {
namespace {

constexpr std::string_view kChangeType = "settings_change";

std::unexpected<Error> wrong_in_change(std::string_view field) {
    return fail(ErrorCode::kParse, std::string("settings change: '").append(field).append("' is missing or wrong"));
}

}  // namespace

Outgoing outgoing_message(const trading::SettingsChange& change, Timestamp produced_at) {
    const nlohmann::json envelope{{"schema_version", kSchemaVersion},
                                  {"id", change.id.to_string()},
                                  {"produced_at", format_timestamp(produced_at)},
                                  {"traceparent", ""},
                                  {"type", kChangeType},
                                  {"payload",
                                   {{"id", change.id.to_string()},
                                    {"values", change.values},
                                    {"by", change.by},
                                    {"reason", change.reason},
                                    {"requested", format_timestamp(change.requested)}}}};
    return {std::string(kSettingsChanges),
            {.id = change.id.to_string(),
             .body = envelope.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
             .key = {}}};
}

Result<trading::SettingsChange> decode_settings_change(std::string_view body) {
    const auto envelope = nlohmann::json::parse(body, nullptr, false);
    if (!envelope.is_object() || envelope.value("schema_version", nlohmann::json()) != kSchemaVersion ||
        envelope.value("type", nlohmann::json()) != kChangeType || !envelope.contains("payload") ||
        !envelope["payload"].is_object()) {
        return fail(ErrorCode::kParse, "no settings change of this version");
    }
    const nlohmann::json& payload = envelope["payload"];
    const auto text = [&](const char* field) {
        const auto at = payload.find(field);
        return at != payload.end() && at->is_string() ? at->get<std::string>() : std::string();
    };
    trading::SettingsChange change;
    const auto id = CommandId::parse(text("id"));
    if (!id || id->empty()) return wrong_in_change("id");
    const auto requested = parse_timestamp(text("requested"));
    if (!requested) return wrong_in_change("requested");
    const auto values = payload.find("values");
    if (values == payload.end() || !values->is_object() || values->empty()) return wrong_in_change("values");
    for (const auto& [key, value] : values->items()) {
        if (!value.is_string()) return wrong_in_change("values");
        change.values.emplace(key, value.get<std::string>());
    }
    change.id = *id;
    change.requested = *requested;
    change.by = text("by");
    change.reason = text("reason");
    if (change.by.empty()) return wrong_in_change("by");
    return change;
}

Status apply_change(trading::DecisionSettings& settings, const trading::SettingsChange& change) {
    auto next = trading::changed(settings, change.values);
    if (!next) return std::unexpected(next.error());
    settings = std::move(*next);
    return {};
}

Result<trading::DecisionSettings> present_decisions(World& world) {
    std::vector<AuditEntry> answers;
    const Status read = world.database().read([&](storage::Transaction& tx) -> Status {
        auto rows = storage::audit_by_action(tx, trading::kSettingsAction);
        if (!rows) return std::unexpected(rows.error());
        for (auto& row : *rows) answers.push_back(std::move(row.entry));
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return trading::with_changes(world.decisions(), answers);
}

}  // namespace tradewind::services
