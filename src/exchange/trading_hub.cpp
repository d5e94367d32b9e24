#include "exchange/trading_hub.hpp"

#include "exchange/wire_json.hpp"

namespace tradewind::exchange {
namespace {

constexpr std::size_t kEventsKept = 20'000;
constexpr Duration kHeartbeat = std::chrono::seconds(15);

std::string authorization(const char* status, const char* action) {
    return Json{{"stream", "authorization"}, {"data", {{"action", action}, {"status", status}}}}.dump();
}

bool fits(const TradingHub::Replay& replay, const OrderEvent& event) {
    if (!replay.since_id.empty() && event.event_id < replay.since_id) return false;
    if (!replay.until_id.empty() && event.event_id > replay.until_id) return false;
    if (replay.since && event.time < *replay.since) return false;
    return !replay.until || event.time <= *replay.until;
}

}  // namespace

void TradingHub::open(const net::WebSocketSessionPtr& session) {
    Client client;
    client.outlet = std::make_unique<Outlet>(session, true);
    clients_[session->id()] = std::move(client);
}

void TradingHub::close(const net::WebSocketSessionPtr& session) {
    clients_.erase(session->id());
}

void TradingHub::receive(const net::WebSocketSessionPtr& session, std::string_view payload, const Check& check) {
    const auto found = clients_.find(session->id());
    if (found == clients_.end()) return;
    Client& client = found->second;
    const auto message = nlohmann::json::parse(payload, nullptr, false);
    if (!message.is_object()) return;
    const auto text = [](const nlohmann::json& object, const char* key) {
        const auto member = object.find(key);
        return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
    };
    const std::string action = text(message, "action");
    const auto data =
        message.contains("data") && message["data"].is_object() ? message["data"] : nlohmann::json::object();
    if (action == "authenticate" || action == "auth") {
        const bool old_form = action == "auth";
        const std::string key = old_form ? text(message, "key") : text(data, "key_id");
        const std::string secret = old_form ? text(message, "secret") : text(data, "secret_key");
        client.authorized = check(key, secret);
        client.outlet->answer(authorization(client.authorized ? "authorized" : "unauthorized", "authenticate"));
    } else if (action == "listen") {
        if (!client.authorized) return client.outlet->answer(authorization("unauthorized", "listen"));
        client.listening = false;
        Json streams = Json::array();
        if (data.contains("streams") && data["streams"].is_array()) {
            for (const auto& stream : data["streams"]) {
                if (stream != "trade_updates") continue;
                client.listening = true;
                streams.push_back("trade_updates");
            }
        }
        client.outlet->answer(Json{{"stream", "listening"}, {"data", {{"streams", streams}}}}.dump());
    }
}

void TradingHub::open(const net::EventStreamPtr& stream, const Replay& replay) {
    const bool replays = !replay.since_id.empty() || replay.since;
    stream->send(": connected\n\n");
    if (replays) {
        for (const auto& event : events_) {
            if (fits(replay, event)) stream->send("data: " + order_event_json(*exchange_, event, true).dump() + "\n\n");
        }
    }
    if (replay.until || !replay.until_id.empty()) return stream->close();
    readers_.push_back({stream, replay, machine_->monotonic()});
}

void TradingHub::tell(Client& client, const OrderEvent& event) {
    OrderEvent told = event;
    if (client.summed && client.summed->order.id == event.order.id && event.quantity) {
        *told.quantity += *client.summed->quantity;
        client.summed.reset();
    }
    if (event.event == "partial_fill" && chaos_->happens(ChaosMode::kCumulative)) {
        client.summed = told;
        return;
    }
    const Json message{{"stream", "trade_updates"}, {"data", order_event_json(*exchange_, told, false)}};
    client.outlet->send(message.dump(), *chaos_, machine_->monotonic());
}

void TradingHub::on_event(const OrderEvent& event) {
    events_.push_back(event);
    if (events_.size() > kEventsKept) events_.pop_front();
    for (auto& [id, client] : clients_) {
        if (client.listening) tell(client, event);
    }
    if (readers_.empty()) return;
    const std::string line = "data: " + order_event_json(*exchange_, event, true).dump() + "\n\n";
    for (auto& reader : readers_) {
        reader.stream->send(line);
        reader.spoke = machine_->monotonic();
    }
}

void TradingHub::flush() {
    const Duration now = machine_->monotonic();
    for (auto& [id, client] : clients_) client.outlet->release(now);
    std::erase_if(readers_, [](const Reader& reader) { return !reader.stream->is_open(); });
    for (auto& reader : readers_) {
        if (now - reader.spoke < kHeartbeat) continue;
        reader.stream->send(": heartbeat\n\n");
        reader.spoke = now;
    }
}

}  // namespace tradewind::exchange
