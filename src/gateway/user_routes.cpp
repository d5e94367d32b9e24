#include <fmt/core.h>

#include "gateway/door.hpp"
#include "gateway/door_body.hpp"
#include "gateway/json_writer.hpp"
#include "gateway/reading.hpp"
#include "gateway/user_admin.hpp"

namespace tradewind::gateway {

namespace {

using net::Request;
using net::Response;
using storage::Transaction;

Result<std::string> users(Door& door) {
    const auto list = list_users_json(door.context.database);
    if (!list) return list;
    return std::string(R"({"items":)").append(*list).append(R"(,"next":null})");
}

Response link_answer(const Door& door, const Request& request, const Result<std::string>& token) {
    if (!token) return net::problem(token.error(), request.path);
    JsonWriter out;
    out.begin_object();
    out.field("link", fmt::format("{}/#invite={}", door.access.front_door(), *token));
    out.end_object();
    auto response = net::json_response(out.take(), 201);
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Response invite(Door& door, const Request& request) {
    const auto body = read_door_body(request.body);
    if (!body) return net::problem(body.error(), request.path);
    const auto& who = *who_of(request);
    const Timestamp now = door.context.clock.now();
    if (!freshly_verified(who, now)) return step_up_required(request);
    return link_answer(door, request, invite_user(door.context.database, now, who.name, body->name, body->role));
}

Response recover_by_link(Door& door, const Request& request) {
    const auto& who = *who_of(request);
    const Timestamp now = door.context.clock.now();
    if (!freshly_verified(who, now)) return step_up_required(request);
    return link_answer(door, request, recover_user(door.context.database, now, who.name, request.param("id")));
}

Response change(Door& door, const Request& request) {
    const auto body = read_door_body(request.body);
    if (!body) return net::problem(body.error(), request.path);
    const auto& who = *who_of(request);
    const Timestamp now = door.context.clock.now();
    if (!freshly_verified(who, now)) return step_up_required(request);
    const Status done = change_user(door.context.database, now, who.name, request.param("id"), body->role,
                                    body->disabled.value_or(false));
    if (!done) return net::problem(done.error(), request.path);
    door.sessions.forget();
    if (door.sessions.on_end) door.sessions.on_end("");
    return {204, {}, {}};
}

/// Newest first; `cursor` is the number of the last entry seen.
Result<std::string> audit_page(Door& door, const Request& request) {
    const auto limit = read_count(request, "limit", 1, 500, 50);
    if (!limit) return std::unexpected(limit.error());
    const auto cursor = request.query_value("cursor").value_or("0");
    std::int64_t before = 0;
    const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), before);
    if (error != std::errc() || end != cursor.data() + cursor.size() || before < 0)
        return fail(ErrorCode::kInvalidArgument, "cursor: expected `next` of the page before");
    return read<std::string>(door.context.database, [&](Transaction& tx) -> Result<std::string> {
        const auto entries = storage::page_audit(tx, before, *limit);
        if (!entries) return std::unexpected(entries.error());
        JsonWriter out;
        out.begin_object();
        out.key("items");
        out.begin_array();
        for (const auto& [number, entry] : *entries) {
            out.begin_object();
            out.field("number", number);
            out.field("time", entry.time);
            out.field("actor", entry.actor);
            out.field("action", entry.action);
            out.field("subject", entry.subject);
            out.field("detail", entry.detail);
            out.end_object();
        }
        out.end_array();
        out.key("next");
        if (entries->size() < *limit)
            out.null();
        else
            out.value(std::to_string(entries->back().number));
        out.end_object();
        return out.take();
    });
}

Result<std::string> audit_state(Door& door) {
    return read<std::string>(door.context.database, [](Transaction& tx) -> Result<std::string> {
        const auto chain = storage::check_audit_chain(tx);
        if (!chain) return std::unexpected(chain.error());
        JsonWriter out;
        out.begin_object();
        out.field("ok", chain->broken == 0);
        out.field("rows", chain->rows);
        out.key("broken");
        chain->broken == 0 ? out.null() : out.value(chain->broken);
        out.end_object();
        return out.take();
    });
}

}  // namespace

void add_user_routes(net::Router& router, Door& door) {
    constexpr net::RouteOptions kSmall{.max_body = 4096};
    router.get("/api/users", [&](const Request& r) { return answer(r, users(door)); });
    router.post("/api/users", [&](const Request& r) { return invite(door, r); }, kSmall);
    router.post("/api/users/{id}", [&](const Request& r) { return change(door, r); }, kSmall);
    router.post("/api/users/{id}/recover", [&](const Request& r) { return recover_by_link(door, r); }, kSmall);
    router.get("/api/audit", [&](const Request& r) { return answer(r, audit_page(door, r)); });
    router.get("/api/audit/chain", [&](const Request& r) { return answer(r, audit_state(door)); });
}

}  // namespace tradewind::gateway
