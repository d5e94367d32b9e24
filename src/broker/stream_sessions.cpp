#include "broker/stream_sessions.hpp"

#include <fmt/core.h>

#include "broker/alpaca_decode.hpp"

namespace tradewind::broker {
namespace {

using nlohmann::json;

// reference: codes of the market data socket.
Error stream_error(const json& item) {
    const auto code = item.contains("code") && item["code"].is_number_integer() ? item["code"].get<int>() : 0;
    const std::string message = fmt::format("Alpaca's data stream: {} {}", code, text_of(item, "msg"));
    switch (code) {
        case 402:
            return {ErrorCode::kRefused, message, "check alpaca.key_id and alpaca.secret_key"};
        case 409:
        case 408:
        case 411:
            return {ErrorCode::kRefused, message, "choose an alpaca.feed that your plan has: iex is free"};
        case 400:
        case 410:
            return {ErrorCode::kRefused, message, {}};
        case 405:
            return {ErrorCode::kLimit, message, "name fewer symbols in universe.symbols: the free plan allows 30"};
        case 406:
            return {ErrorCode::kLimit, message, "another process holds the plan's one connection"};
        default:
            return {ErrorCode::kUnavailable, message, {}};
    }
}

}  // namespace

std::string TradeUpdatesSession::hello() const {
    return json{{"action", "authenticate"}, {"data", {{"key_id", keys_.key_id}, {"secret_key", keys_.secret_key}}}}
        .dump();
}

Result<TradeUpdatesSession::Answer> TradeUpdatesSession::on_message(std::string_view payload) {
    Answer answer;
    const auto message = json::parse(payload, nullptr, false);
    if (!message.is_object() || !message.contains("data") || !message["data"].is_object()) return answer;
    const json& data = message["data"];
    const std::string stream = text_of(message, "stream");
    if (stream == "authorization") {
        const std::string status = text_of(data, "status");
        if (status != "authorized") {
            return fail(ErrorCode::kRefused, "Alpaca's order stream: " + status,
                        "check alpaca.key_id and alpaca.secret_key: paper and live have their own");
        }
        answer.send.push_back(json{{"action", "listen"}, {"data", {{"streams", {"trade_updates"}}}}}.dump());
    } else if (stream == "listening") {
        listening_ = true;
    } else if (stream == "trade_updates" && data.contains("order")) {
        auto order = order_of(data["order"]);
        if (!order) return std::unexpected(order.error());
        TradeUpdate update;
        update.event = text_of(data, "event");
        update.order = std::move(*order);
        update.time = time_of(data, "timestamp");
        update.price = decimal_of(data, "price").value_or(Decimal());
        update.quantity = decimal_of(data, "qty").value_or(Decimal());
        answer.updates.push_back(std::move(update));
    }
    return answer;
}

Result<BarStreamSession::Answer> BarStreamSession::on_message(std::string_view payload) {
    Answer answer;
    const auto messages = json::parse(payload, nullptr, false);
    if (!messages.is_array()) return answer;
    for (const auto& item : messages) {
        if (!item.is_object()) continue;
        const std::string type = text_of(item, "T");
        if (type == "error") return std::unexpected(stream_error(item));
        if (type == "success" || type == "subscription") {
            take(type, text_of(item, "msg"), answer);
        } else if (type == "b" || type == "u") {
            auto bar = bar_of(item, text_of(item, "S"), Timeframe::k1m, source_);
            if (!bar) continue;
            bar->revision = type == "u" ? 1 : 0;
            (type == "u" ? answer.corrections : answer.bars).push_back(std::move(*bar));
        }
    }
    return answer;
}

void BarStreamSession::take(std::string_view type, std::string_view text, Answer& answer) {
    if (type == "subscription") {
        subscribed_ = true;
    } else if (text == "connected") {
        answer.send.push_back(json{{"action", "auth"}, {"key", keys_.key_id}, {"secret", keys_.secret_key}}.dump());
    } else if (text == "authenticated") {
        json symbols = json::array();
        for (const auto& ticker : tickers_) symbols.push_back(ticker.to_string());
        answer.send.push_back(json{{"action", "subscribe"}, {"bars", symbols}, {"updatedBars", symbols}}.dump());
    }
}

}  // namespace tradewind::broker
