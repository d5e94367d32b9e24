#include <fmt/core.h>
#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>
#include <mutex>

#include "gateway/access.hpp"
#include "gateway/body.hpp"
#include "gateway/command_answers.hpp"
#include "gateway/present_settings.hpp"
#include "gateway/reading.hpp"
#include "gateway/who.hpp"
#include "trading/settings_change.hpp"

/// Decision settings, read and changed while the world runs. Every change is a row of the audit log, whose number is
/// the version; going back is a change of its own.
namespace tradewind::gateway {

namespace {

using net::Request;
using net::Response;
using storage::Transaction;
using trading::DecisionSettings;

std::string printed_value(const DecisionSettings& settings, std::string_view key) {
    return trading::decision_value(settings, key).value_or("");
}

Result<std::string> show_decisions(const Context& context) {
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        const auto present = present_settings(tx, context.options.decisions);
        if (!present) return std::unexpected(present.error());
        JsonWriter out;
        out.begin_object();
        out.field("version", present->version);
        out.field("hash", trading::settings_hash(present->settings));
        out.key("settings");
        out.begin_array();
        for (const auto& key : trading::decision_keys()) {
            out.begin_object();
            out.field("key", key.key);
            out.field("type", key.type);
            out.field("value", printed_value(present->settings, key.key));
            out.field("configured", printed_value(context.options.decisions, key.key));
            out.field("default", key.default_text);
            out.field("changeable", trading::takes_hold_at_once(key.key));
            out.field("description", key.description);
            out.end_object();
        }
        out.end_array();
        out.end_object();
        return out.take();
    });
}

void write_settings_version(JsonWriter& out, const SettingsVersion& version) {
    out.begin_object();
    out.field("version", version.number);
    out.field("time", version.entry.time);
    out.field("by", version.entry.actor);
    out.field("status", version.held ? "done" : "refused");
    out.field("detail", version.entry.detail);
    out.key("changes");
    out.begin_array();
    for (const auto& [key, value] : version.after) {
        out.begin_object();
        out.field("key", key);
        out.field("before", version.before.at(key));
        out.field("after", value);
        out.end_object();
    }
    out.end_array();
    out.end_object();
}

/// Newest first; `cursor` is the version of the last one seen.
Result<std::string> list_versions(const Context& context, const Request& request) {
    const auto limit = read_count(request, "limit", 1, 500, 50);
    if (!limit) return std::unexpected(limit.error());
    const auto cursor = read_count(request, "cursor", 1, std::numeric_limits<std::int64_t>::max(),
                                   std::numeric_limits<std::int64_t>::max());
    if (!cursor) return std::unexpected(cursor.error());
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        auto all = settings_versions(tx, context.options.decisions);
        if (!all) return std::unexpected(all.error());
        std::ranges::reverse(*all);
        std::erase_if(*all, [&](const auto& one) { return one.number >= static_cast<std::int64_t>(*cursor); });
        const bool more = all->size() > *limit;
        if (more) all->resize(*limit);
        JsonWriter out;
        out.begin_object();
        out.key("items");
        out.begin_array();
        for (const auto& version : *all) write_settings_version(out, version);
        out.end_array();
        out.key("next");
        more ? out.value(std::to_string(all->back().number)) : out.null();
        out.end_object();
        return out.take();
    });
}

/// Limits are only as good as the door before them: a person, lately verified.
std::optional<Response> needs_person(const Context& context, const Request& request) {
    const auto& who = *who_of(request);
    if (who.by == Who::By::kApiKey)
        return net::problem(403, "forbidden", "an API key can't change settings", "sign in with a passkey",
                            request.path);
    if (!freshly_verified(who, context.clock.now())) return step_up_required(request);
    return std::nullopt;
}

/// What was compared with the settings that hold must still hold when the executor is asked: one change at a time.
using OneAtATime = std::shared_ptr<std::mutex>;

Response busy_elsewhere(const Request& request) {
    return net::problem(409, "conflict", "another change of settings is under way", "try again in a moment",
                        request.path);
}

/// Sends the change to the executor, and tells what it answered.
Response send_change(const Context& context, const Request& request, std::map<std::string, std::string> values,
                     std::string reason) {
    if (!context.hooks.publish_settings)
        return net::problem(503, "unavailable", "no executor can be reached from here", "", request.path);
    trading::SettingsChange change;
    change.values = std::move(values);
    change.by = who_of(request)->name;
    change.reason = std::move(reason);
    change.requested = context.clock.now();
    change.id = CommandId::from_fields(
        {"settings", trading::change_text(change.values), change.by, id_field(change.requested)});
    if (const Status sent = context.hooks.publish_settings(change); !sent)
        return net::problem(sent.error(), request.path);
    const auto answered = wait_for_answer(context, change.id.to_string());
    if (!answered) return net::problem(answered.error(), request.path);
    if (!*answered)
        return net::problem(503, "unknown-outcome", "the executor has not answered yet",
                            "look at /api/settings/versions later", request.path);
    if (was_refused(**answered)) return net::problem(409, "refused", (*answered)->detail, "", request.path);
    return answer(request, show_decisions(context));
}

/// The values in the spelling that the table prints, without those that hold already.
Result<std::map<std::string, std::string>> canonical(const DecisionSettings& present,
                                                     const std::map<std::string, std::string>& values) {
    const auto next = trading::changed(present, values);
    if (!next) return std::unexpected(next.error());
    std::map<std::string, std::string> different;
    for (const auto& [key, text] : values) {
        const auto value = printed_value(*next, key);
        if (value != printed_value(present, key)) different.emplace(key, value);
    }
    return different;
}

Response make_change(const Context& context, const OneAtATime& mutex, const Request& request, SettingsBody body) {
    if (auto refused = needs_person(context, request)) return *refused;
    const std::unique_lock alone(*mutex, std::try_to_lock);
    if (!alone) return busy_elsewhere(request);
    const auto present = read<PresentSettings>(
        context.database, [&](Transaction& tx) { return present_settings(tx, context.options.decisions); });
    if (!present) return net::problem(present.error(), request.path);
    if (body.version && *body.version != present->version)
        return net::problem(409, "conflict", "somebody changed settings since you read them", "read them again",
                            request.path);
    auto values = canonical(present->settings, body.changes);
    if (!values) return net::problem(values.error(), request.path);
    if (values->empty()) return answer(request, show_decisions(context));
    return send_change(context, request, std::move(*values), std::move(body.reason));
}

Response change_decisions(const Context& context, const OneAtATime& mutex, const Request& request) {
    auto body = read_settings_body(request.body, "changes");
    if (!body) return net::problem(body.error(), request.path);
    return make_change(context, mutex, request, std::move(*body));
}

Response change_strategy(const Context& context, const OneAtATime& mutex, const Request& request) {
    auto body = read_settings_body(request.body, "parameters");
    if (!body) return net::problem(body.error(), request.path);
    std::map<std::string, std::string> changes;
    for (auto& [name, value] : body->changes)
        changes.emplace(fmt::format("strategies.{}.{}", request.param("name"), name), std::move(value));
    body->changes = std::move(changes);
    return make_change(context, mutex, request, std::move(*body));
}

Response undo_version(const Context& context, const OneAtATime& mutex, const Request& request) {
    if (auto refused = needs_person(context, request)) return *refused;
    const std::unique_lock alone(*mutex, std::try_to_lock);
    if (!alone) return busy_elsewhere(request);
    const auto text = request.param("version");
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    std::map<std::string, std::string> before;
    const auto present = read<PresentSettings>(context.database, [&](Transaction& tx) -> Result<PresentSettings> {
        const auto all = settings_versions(tx, context.options.decisions);
        if (!all) return std::unexpected(all.error());
        const auto found = std::ranges::find(*all, number, &SettingsVersion::number);
        if (error != std::errc{} || end != text.data() + text.size() || found == all->end() || !found->held)
            return fail(ErrorCode::kNotFound, "there is no such version", "GET /api/settings/versions lists them");
        before = found->before;
        return present_settings(tx, context.options.decisions);
    });
    if (!present) return net::problem(present.error(), request.path);
    auto values = canonical(present->settings, before);
    if (!values) return net::problem(values.error(), request.path);
    if (values->empty()) return answer(request, show_decisions(context));
    return send_change(context, request, std::move(*values), fmt::format("takes back version {}", number));
}

}  // namespace

void add_settings_routes(net::Router& router, const Context& context) {
    constexpr net::RouteOptions kSmall{.max_body = 16 * 1024};
    const auto mutex = std::make_shared<std::mutex>();
    const auto post = [&](const char* path, Response (*work)(const Context&, const OneAtATime&, const Request&)) {
        router.post(path, [&context, mutex, work](const Request& r) { return work(context, mutex, r); }, kSmall);
    };
    router.get("/api/settings", [&context](const Request& r) { return answer(r, show_decisions(context)); });
    router.get("/api/settings/versions", [&context](const Request& r) { return answer(r, list_versions(context, r)); });
    post("/api/settings", change_decisions);
    post("/api/settings/versions/{version}/undo", undo_version);
    post("/api/strategies/{name}", change_strategy);
}

}  // namespace tradewind::gateway
