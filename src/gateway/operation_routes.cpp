#include <cmath>

#include "gateway/context.hpp"
#include "gateway/openapi.hpp"
#include "gateway/reading.hpp"
#include "gateway/views.hpp"
#include "storage/dead_letters.hpp"
#include "storage/portfolio.hpp"

namespace tradewind::gateway {

namespace {

using net::Request;
using net::Response;
using storage::Transaction;

constexpr std::size_t kMostDeadLetters = 1'000;

void write_mode(JsonWriter& out, const Context& context) {
    out.key("mode");
    out.begin_object();
    out.field("streams", context.options.streams_mode);
    out.field("database", context.database.dialect() == storage::Dialect::kSqlite ? "sqlite" : "postgresql");
    out.field("broker", context.options.broker_mode);
    out.end_object();
}

/// Where a recording or an invented market moves time, it is as late as the account's last valuation.
Result<std::optional<Timestamp>> market_time(const Context& context) {
    if (context.options.market_clock != nullptr) return context.options.market_clock->now();
    return read<std::optional<Timestamp>>(context.database, [](Transaction& tx) -> Result<std::optional<Timestamp>> {
        const auto snapshot = storage::latest_snapshot(tx, "ledger");
        if (!snapshot) return std::unexpected(snapshot.error());
        return *snapshot ? std::optional((*snapshot)->time) : std::nullopt;
    });
}

void write_clock(JsonWriter& out, const MarketClock* clock, std::optional<Timestamp> now) {
    out.key("clock");
    out.begin_object();
    out.field("market", now);
    out.field("speed", clock == nullptr ? std::nullopt : std::optional(clock->speed()));
    out.end_object();
}

void write_services(JsonWriter& out, const telemetry::HealthReport& report) {
    out.key("services");
    out.begin_array();
    for (const auto& check : report.checks) {
        out.begin_object();
        out.field("name", check.name);
        out.field("ok", check.ok);
        out.field("detail", check.detail);
        out.end_object();
    }
    out.end_array();
}

void write_streams(JsonWriter& out, const std::vector<streams::GroupInfo>& groups) {
    out.key("streams");
    out.begin_array();
    for (const auto& group : groups) {
        out.begin_object();
        out.field("stream", group.stream);
        out.field("group", group.group);
        out.field("pending", group.pending);
        out.field("unread", group.unread);
        out.field("length", group.length);
        out.end_object();
    }
    out.end_array();
}

Result<std::string> system_json(const Context& context) {
    const auto groups = context.bus.groups();
    if (!groups) return std::unexpected(groups.error());
    const auto dead =
        read<std::int64_t>(context.database, [](Transaction& tx) { return storage::dead_letters::count_open(tx); });
    if (!dead) return std::unexpected(dead.error());
    const auto now = market_time(context);
    if (!now) return std::unexpected(now.error());
    JsonWriter out;
    out.begin_object();
    out.field("world", context.options.world);
    out.field("version", context.options.version);
    out.field("commit", context.options.commit);
    out.field("simulated", context.options.simulated);
    write_mode(out, context);
    write_clock(out, context.options.market_clock, *now);
    write_services(out, context.health.ready());
    write_streams(out, *groups);
    out.field("dead_letters", *dead);
    out.end_object();
    return out.take();
}

Response health(const Context& context) {
    auto report = context.health.ready();
    const Status store = context.database.read([](Transaction& tx) -> Status {
        const auto row = tx.query("SELECT 1");
        return row ? Status{} : std::unexpected(row.error());
    });
    report.checks.push_back({"store", store.has_value(), store ? "" : store.error().message});
    report.ok = report.ok && store;
    return net::json_response(telemetry::to_json(report), report.ok ? 200 : 503);
}

Result<std::string> list_dead_letters(const Context& context, const Request& request) {
    const auto limit = read_count(request, "limit", 1, kMostDeadLetters, kMostDeadLetters);
    if (!limit) return std::unexpected(limit.error());
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        namespace dead = storage::dead_letters;
        const auto entries = dead::list(tx, dead::State::kOpen, request.query_value("stream").value_or(""), *limit);
        if (!entries) return std::unexpected(entries.error());
        return list_json(
            *entries, entries->size() + 1, [](JsonWriter& out, const dead::Entry& entry) { write(out, entry); },
            [](const dead::Entry&) { return storage::Cursor{}; });
    });
}

Response close_dead_letter(const Context& context, const Request& request, bool retry) {
    if (!context.hooks.close_dead_letter)
        return net::problem(503, "unavailable", "dead letters can't be changed from here");
    const Status done = context.hooks.close_dead_letter(std::string(request.param("id")), retry);
    return done ? Response{204, {}, {}} : net::problem(done.error(), request.path);
}

}  // namespace

void add_operation_routes(net::Router& router, const Context& context) {
    router.get("/api/health", [&context](const Request&) { return health(context); });
    router.get("/api/system", [&context](const Request& r) { return answer(r, system_json(context)); });
    router.get("/api/openapi.json", [](const Request& r) { return answer(r, openapi_json()); });
    router.get("/api/docs", [](const Request&) { return net::Response{303, {{"Location", "/reference"}}, {}}; });
    router.get("/api/dead-letters", [&context](const Request& r) { return answer(r, list_dead_letters(context, r)); });
    router.post("/api/dead-letters/{id}/retry",
                [&context](const Request& r) { return close_dead_letter(context, r, true); });
    router.add("DELETE", "/api/dead-letters/{id}",
               [&context](const Request& r) { return close_dead_letter(context, r, false); });
}

}  // namespace tradewind::gateway
