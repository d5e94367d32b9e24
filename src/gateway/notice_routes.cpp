#include <fmt/core.h>
#include <algorithm>

#include "gateway/access.hpp"
#include "gateway/body.hpp"
#include "gateway/notice_desk.hpp"
#include "gateway/reading.hpp"
#include "gateway/who.hpp"
#include "net/url.hpp"
#include "storage/audit.hpp"

namespace tradewind::gateway {

namespace {

using net::Request;
using net::Response;
using storage::Transaction;

void write(JsonWriter& out, const storage::Notice& notice, const std::vector<storage::NoticeDelivery>& deliveries) {
    out.begin_object();
    out.field("id", notice.id);
    out.field("kind", notice.kind);
    out.field("time", notice.time);
    out.field("title", notice.title);
    out.field("detail", notice.detail);
    out.key("deliveries");
    out.begin_array();
    for (const auto& delivery : deliveries) {
        out.begin_object();
        out.field("channel", delivery.channel);
        out.field("status", delivery.delivered ? "delivered" : (delivery.next_attempt ? "waiting" : "failed"));
        out.field("attempts", delivery.attempts);
        out.field("next_attempt", delivery.next_attempt);
        out.field("delivered", delivery.delivered);
        out.field("error", delivery.error);
        out.end_object();
    }
    out.end_array();
    out.end_object();
}

Result<std::string> list(const Context& context, const Request& request) {
    auto page = read_page(request);
    if (!page) return std::unexpected(page.error());
    page->ticker.reset();
    const auto kind = request.query_value("kind");
    if (kind && std::ranges::find(kNoticeKinds, *kind) == kNoticeKinds.end())
        return fail(ErrorCode::kInvalidArgument, "kind: expected kill, break, loss-limit, dead-source or fill");
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        const auto items = storage::list_notices(tx, *page, kind ? std::optional(std::string(*kind)) : std::nullopt);
        if (!items) return std::unexpected(items.error());
        Status failed;
        auto json = list_json(
            *items, page->limit,
            [&](JsonWriter& out, const storage::Notice& notice) {
                const auto deliveries = storage::deliveries_of_notice(tx, notice.id);
                if (!deliveries) failed = std::unexpected(deliveries.error());
                write(out, notice, deliveries.value_or(std::vector<storage::NoticeDelivery>{}));
            },
            [](const storage::Notice& notice) { return storage::Cursor{notice.time, notice.id}; });
        if (!failed) return std::unexpected(failed.error());
        return json;
    });
}

std::string settings_json(const Context& context, const NoticeDesk& desk,
                          const std::vector<storage::NoticeRule>& rules) {
    const auto& settings = context.options.notices;
    const auto url = net::parse_url(settings.webhook_url);
    JsonWriter out;
    out.begin_object();
    out.key("webhook");
    out.begin_object();
    out.field("set_up", desk.has("webhook"));
    out.field("host", url ? url->host : "");
    out.end_object();
    out.key("email");
    out.begin_object();
    out.field("set_up", desk.has("email"));
    out.key("to");
    out.begin_array();
    for (const auto& address : settings.mail_to) out.value(address);
    out.end_array();
    out.end_object();
    out.key("events");
    out.begin_array();
    for (const auto kind : kNoticeKinds) {
        out.begin_object();
        out.field("kind", kind);
        for (const auto channel : kNoticeChannels) out.field(channel, NoticeDesk::wanted(rules, kind, channel));
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return out.take();
}

Result<std::string> show_settings(const Context& context, const NoticeDesk& desk) {
    return read<std::string>(context.database, [&](Transaction& tx) -> Result<std::string> {
        const auto rules = storage::list_notice_rules(tx);
        if (!rules) return std::unexpected(rules.error());
        return settings_json(context, desk, *rules);
    });
}

Response change_settings(const Context& context, const NoticeDesk& desk, const Request& request) {
    const auto body = read_notice_body(request.body);
    if (!body) return net::problem(body.error(), request.path);
    if (std::ranges::find(kNoticeKinds, body->kind) == kNoticeKinds.end())
        return net::problem(400, "invalid-argument", "kind: expected kill, break, loss-limit, dead-source or fill", "",
                            request.path);
    const Status done = context.database.write([&](Transaction& tx) -> Status {
        for (const auto& [channel, wanted] : {std::pair("webhook", body->webhook), std::pair("email", body->email)}) {
            if (!wanted) continue;
            if (Status set = storage::set_notice_rule(tx, {body->kind, channel, *wanted}); !set) return set;
            Status noted = storage::insert_audit(tx, {.time = context.clock.now(),
                                                      .actor = who_of(request)->name,
                                                      .action = "notices-changed",
                                                      .subject = body->kind,
                                                      .detail = fmt::format("{} {}", channel, *wanted ? "on" : "off"),
                                                      .reference = ""});
            if (!noted) return noted;
        }
        return {};
    });
    if (!done) return net::problem(done.error(), request.path);
    return answer(request, show_settings(context, desk));
}

Response test(NoticeDesk& desk, const Request& request) {
    const auto body = read_notice_body(request.body);
    if (!body) return net::problem(body.error(), request.path);
    if (std::ranges::find(kNoticeChannels, body->channel) == kNoticeChannels.end())
        return net::problem(400, "invalid-argument", "channel: expected webhook or email", "", request.path);
    const Status sent = desk.send_test(body->channel, who_of(request)->name);
    if (!sent && sent.error().code == ErrorCode::kNotFound) return net::problem(sent.error(), request.path);
    JsonWriter out;
    out.begin_object();
    out.field("channel", body->channel);
    out.field("ok", sent.has_value());
    out.field("detail", sent ? "delivered" : sent.error().message);
    out.field("hint", sent ? "" : sent.error().hint);
    out.end_object();
    return net::json_response(out.take());
}

}  // namespace

void add_notice_routes(net::Router& router, const Context& context, NoticeDesk& desk) {
    constexpr net::RouteOptions kSmall{.max_body = 4096};
    router.get("/api/notices", [&context](const Request& r) { return answer(r, list(context, r)); });
    router.get("/api/notices/settings",
               [&context, &desk](const Request& r) { return answer(r, show_settings(context, desk)); });
    router.post(
        "/api/notices/settings", [&context, &desk](const Request& r) { return change_settings(context, desk, r); },
        kSmall);
    router.post("/api/notices/test", [&desk](const Request& r) { return test(desk, r); }, kSmall);
}

}  // namespace tradewind::gateway
