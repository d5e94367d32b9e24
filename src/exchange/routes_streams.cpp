#include "exchange/routes.hpp"
#include "exchange/wire_json.hpp"

namespace tradewind::exchange {
namespace {

using net::Request;
using net::Response;

void add_data_socket(net::Router& router, WireCore& core, const std::string& path) {
    net::WebSocketHandler handler;
    const auto check = [&core](std::string_view key_id, std::string_view secret_key) {
        return core.is_key(key_id, secret_key);
    };
    handler.on_open = [&core, path, check](const net::WebSocketSessionPtr& session) {
        core.run([&](Exchange&) { return core.data().open(session, path, check), 0; });
    };
    handler.on_message = [&core, check](const net::WebSocketSessionPtr& session, std::string_view payload, bool) {
        core.run([&](Exchange&) { return core.data().receive(session, payload, check), 0; });
    };
    handler.on_close = [&core](const net::WebSocketSessionPtr& session) {
        core.run([&](Exchange&) { return core.data().close(session), 0; });
    };
    handler.max_queued_frames = 4000;
    handler.max_queued_bytes = 16 * 1024 * 1024;
    router.websocket(path, std::move(handler));
}

void add_trading_socket(net::Router& router, WireCore& core) {
    net::WebSocketHandler handler;
    const auto check = [&core](std::string_view key_id, std::string_view secret_key) {
        return core.is_key(key_id, secret_key);
    };
    handler.on_open = [&core](const net::WebSocketSessionPtr& session) {
        core.run([&](Exchange&) { return core.trading().open(session), 0; });
    };
    handler.on_message = [&core, check](const net::WebSocketSessionPtr& session, std::string_view payload, bool) {
        core.run([&](Exchange&) { return core.trading().receive(session, payload, check), 0; });
    };
    handler.on_close = [&core](const net::WebSocketSessionPtr& session) {
        core.run([&](Exchange&) { return core.trading().close(session), 0; });
    };
    router.websocket("/stream", std::move(handler));
}

Response event_stream(WireCore& core, const Request& request) {
    TradingHub::Replay replay;
    replay.since_id = request.query_value("since_id").value_or("");
    replay.until_id = request.query_value("until_id").value_or("");
    for (const auto& [name, target] : {std::pair("since", &replay.since), std::pair("until", &replay.until)}) {
        const auto text = request.query_value(name).value_or("");
        if (text.empty()) continue;
        *target = read_time(text);
        if (!*target) return refusal(400, 40010001, std::string("invalid ").append(name));
    }
    Response response{200, {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-cache"}}, {}};
    response.stream = [&core, replay](const net::EventStreamPtr& stream) {
        core.run([&](Exchange&) { return core.trading().open(stream, replay), 0; });
    };
    return response;
}

}  // namespace

void add_stream_routes(net::Router& router, WireCore& core) {
    for (const char* path : {"/v2/iex", "/v2/sip", "/v2/delayed_sip", "/v1beta1/news"})
        add_data_socket(router, core, path);
    add_trading_socket(router, core);
    for (const char* path : {"/v2/events/trades", "/v2beta1/events/trades"}) {
        router.get(path, [&core](const Request& request) { return event_stream(core, request); });
    }
}

}  // namespace tradewind::exchange
