#include <fmt/core.h>

#include "gateway/access.hpp"
#include "gateway/body.hpp"
#include "gateway/command_answers.hpp"
#include "gateway/context.hpp"
#include "gateway/reading.hpp"
#include "storage/audit.hpp"
#include "storage/orders.hpp"
#include "storage/portfolio.hpp"

namespace tradewind::gateway {

namespace {

using net::Request;
using net::Response;
using storage::Transaction;

constexpr std::string_view kRefused = "refused";

/// What a command's target must be, before anybody is asked.
Status check_target(const ControlBody& body) {
    const auto& target = body.target;
    switch (body.action) {
        case ControlAction::kClose:
            if (Ticker::parse(target)) return {};
            return fail(ErrorCode::kInvalidArgument, "target: expected the symbol to close");
        case ControlAction::kFlatten:
            if (target.empty() || Ticker::parse(target)) return {};
            return fail(ErrorCode::kInvalidArgument, "target: expected a symbol, or nothing for all");
        case ControlAction::kCancel:
            if (const auto id = OrderId::parse(target); id && !id->empty()) return {};
            return fail(ErrorCode::kInvalidArgument, "target: expected an order's id");
        case ControlAction::kUndoAdjustment:
            if (const auto id = AdjustmentId::parse(target); id && !id->empty()) return {};
            return fail(ErrorCode::kInvalidArgument, "target: expected an adjustment's id");
        default:
            if (target.empty()) return {};
            return fail(ErrorCode::kInvalidArgument, fmt::format("target: {} takes none", to_string(body.action)));
    }
}

std::string command_json(std::string_view id, std::string_view action, std::string_view target,
                         const std::optional<AuditEntry>& answer) {
    JsonWriter out;
    out.begin_object();
    out.field("id", id);
    out.field("action", action);
    out.field("target", target);
    out.field("status", answer ? (was_refused(*answer) ? kRefused : "done") : "pending");
    out.field("detail", answer ? std::optional(answer->detail) : std::nullopt);
    out.field("time", answer ? std::optional(answer->time) : std::nullopt);
    out.end_object();
    return out.take();
}

/// People confirm with their passkey; scripts with a key that may trade can do all but turn the kill switch.
bool may_command(const Who& who, ControlAction action, Timestamp now) {
    if (who.by != Who::By::kApiKey) return freshly_verified(who, now);
    return action != ControlAction::kKill && action != ControlAction::kUnkill;
}

Response command(const Context& context, const Request& request) {
    const auto body = read_control_body(request.body);
    if (!body) return net::problem(body.error(), request.path);
    if (const Status fits = check_target(*body); !fits) return net::problem(fits.error(), request.path);
    const auto& who = *who_of(request);
    if (!may_command(who, body->action, context.clock.now())) return step_up_required(request);
    if (!context.hooks.publish_command) {
        return net::problem(503, "unavailable", "no executor can be reached from here", "", request.path);
    }
    ControlCommand made;
    made.action = body->action;
    made.target = body->target;
    made.by = who.name;
    made.reason = body->reason;
    const auto* market = context.options.market_clock;
    made.requested = market != nullptr ? market->now() : context.clock.now();
    made.id =
        CommandId::from_fields({"command", to_string(made.action), made.target, made.by, id_field(made.requested)});
    if (const Status sent = context.hooks.publish_command(made); !sent) return net::problem(sent.error(), request.path);
    const std::string id = made.id.to_string();
    const auto answer = wait_for_answer(context, id);
    if (!answer) return net::problem(answer.error(), request.path);
    const int status = !*answer ? 202 : (was_refused(**answer) ? 409 : 200);
    return net::json_response(command_json(id, to_string(made.action), made.target, *answer), status);
}

Result<std::string> show_command(const Context& context, const Request& request) {
    const auto answer = find_answer(context, request.param("id"));
    if (!answer) return std::unexpected(answer.error());
    if (!*answer) {
        return fail(ErrorCode::kNotFound, "no answer to a command of this id is known",
                    "the executor may still be at it");
    }
    return command_json(request.param("id"), (*answer)->action, (*answer)->subject, *answer);
}

}  // namespace

Result<std::string> controls_json(const Context& context) {
    return read<std::string>(context.database, [](Transaction& tx) -> Result<std::string> {
        const auto state = storage::kill_state(tx);
        if (!state) return std::unexpected(state.error());
        const auto orders = storage::count_working_orders(tx);
        if (!orders) return std::unexpected(orders.error());
        const auto positions = storage::list_positions(tx);
        if (!positions) return std::unexpected(positions.error());
        JsonWriter out;
        out.begin_object();
        out.field("state", to_string(state->state));
        out.field("since", state->since == Timestamp{} ? std::nullopt : std::optional(state->since));
        out.field("by", state->by);
        out.field("reason", state->reason);
        out.field("open_orders", *orders);
        out.field("positions", positions->size());
        out.end_object();
        return out.take();
    });
}

void add_control_routes(net::Router& router, const Context& context) {
    router.get("/api/controls", [&context](const Request& r) { return answer(r, controls_json(context)); });
    router.get("/api/controls/{id}", [&context](const Request& r) { return answer(r, show_command(context, r)); });
    router.post("/api/controls", [&context](const Request& r) { return command(context, r); }, {.max_body = 16 * 1024});
}

}  // namespace tradewind::gateway
