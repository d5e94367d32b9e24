#include "exchange/data_hub.hpp"

#include <algorithm>

#include "exchange/exchange.hpp"
#include "exchange/stream_json.hpp"

namespace tradewind::exchange {
namespace {

constexpr std::size_t kMostSymbols = 20'000;
constexpr Duration kTimeToAuthenticate = std::chrono::seconds(10);
constexpr auto kNewsPath = "/v1beta1/news";

}  // namespace

/// One object of the stream in both encodings.
struct DataHub::Message {
    StreamJson json;
    std::string text = {}, packed = {};

    const std::string& encoded(bool msgpack) {
        std::string& form = msgpack ? packed : text;
        if (form.empty()) form = msgpack ? pack_of(json) : text_of(json);
        return form;
    }
};

std::string_view DataHub::name_of(std::size_t channel) {
    static constexpr std::array<std::string_view, kChannels> kNames{
        "trades", "quotes",     "bars",        "updatedBars",  "dailyBars", "statuses",
        "lulds",  "imbalances", "corrections", "cancelErrors", "news"};
    return kNames[channel];
}

std::string DataHub::symbol_of(std::uint32_t symbol) const {
    return exchange_->market().stocks()[symbol].asset.ticker.to_string();
}

void DataHub::say(Client& client, const char* message) {
    client.outlet->answer(encode_array({control_json(message)}, client.msgpack));
}

void DataHub::say_error(Client& client, int code, const char* message) {
    client.outlet->answer(encode_array({error_json(code, message)}, client.msgpack));
}

void DataHub::open(const net::WebSocketSessionPtr& session, const std::string& path, const Check& check) {
    Client client;
    client.msgpack = session->request().header("Content-Type") == "application/msgpack";
    client.outlet = std::make_unique<Outlet>(session, client.msgpack);
    client.path = path;
    client.opened = machine_->monotonic();
    auto& kept = clients_[session->id()] = std::move(client);
    say(kept, "connected");
    const auto key_id = session->request().header("APCA-API-KEY-ID");
    if (!key_id.empty()) authenticate(kept, key_id, session->request().header("APCA-API-SECRET-KEY"), check);
}

void DataHub::close(const net::WebSocketSessionPtr& session) {
    clients_.erase(session->id());
    count_interest();
}

void DataHub::authenticate(Client& client, std::string_view key_id, std::string_view secret_key, const Check& check) {
    if (client.authenticated) return say_error(client, 403, "already authenticated");
    if (!check(key_id, secret_key)) {
        say_error(client, 402, "auth failed");
        return client.outlet->session()->close(net::kClosePolicy, "auth failed");
    }
    const bool taken = std::ranges::any_of(
        clients_, [&](const auto& entry) { return entry.second.authenticated && entry.second.path == client.path; });
    // The socket stays: a client may ask again until the other one has gone.
    if (taken) return say_error(client, 406, "connection limit exceeded");
    client.authenticated = true;
    say(client, "authenticated");
}

void DataHub::receive(const net::WebSocketSessionPtr& session, std::string_view payload, const Check& check) {
    const auto found = clients_.find(session->id());
    if (found == clients_.end()) return;
    Client& client = found->second;
    const auto command = read_command(payload, client.msgpack);
    if (!command) return say_error(client, 400, "invalid syntax");
    if (command->action == "auth") return authenticate(client, command->key, command->secret, check);
    if (command->action != "subscribe" && command->action != "unsubscribe")
        return say_error(client, 400, "invalid syntax");
    if (!client.authenticated) return say_error(client, 401, "not authenticated");
    const bool adds = command->action == "subscribe";
    const bool news = client.path == kNewsPath;
    for (std::size_t channel = 0; channel < kChannels; ++channel) {
        const auto wanted = command->channels.find(name_of(channel));
        if (wanted == command->channels.end() || wanted->second.empty()) continue;
        if ((channel == kNews) != news) return say_error(client, 410, "invalid subscribe action for this feed");
        auto& set = client.wanted[channel];
        for (const auto& symbol : wanted->second) {
            adds ? static_cast<void>(set.insert(symbol)) : static_cast<void>(set.erase(symbol));
            // Corrections and cancels come with the trades.
            if (channel != kTrades) continue;
            for (const auto with : {kCorrections, kCancelErrors})
                adds ? static_cast<void>(client.wanted[with].insert(symbol))
                     : static_cast<void>(client.wanted[with].erase(symbol));
        }
        if (set.size() > kMostSymbols) {
            set.clear();
            return say_error(client, 405, "symbol limit exceeded");
        }
    }
    count_interest();
    say_subscription(client);
}

void DataHub::say_subscription(Client& client) {
    StreamJson answer{{"T", "subscription"}};
    const bool news = client.path == kNewsPath;
    for (std::size_t channel = 0; channel < kChannels; ++channel) {
        if ((channel == kNews) == news) answer[std::string(name_of(channel))] = client.wanted[channel];
    }
    client.outlet->answer(encode_array({answer}, client.msgpack));
}

void DataHub::count_interest() {
    interest_ = {};
    for (const auto& [id, client] : clients_) {
        for (std::size_t channel = 0; channel < kChannels; ++channel)
            interest_[channel] += client.wanted[channel].size();
    }
}

void DataHub::tell(Channel channel, std::string_view symbol, Message& message) {
    for (auto& [id, client] : clients_) {
        const auto& wanted = client.wanted[channel];
        if (wanted.contains(symbol) || wanted.contains("*")) client.gathered.push_back(message.encoded(client.msgpack));
    }
}

void DataHub::flush() {
    const Duration now = machine_->monotonic();
    for (auto& [id, client] : clients_) {
        if (!client.gathered.empty()) {
            client.outlet->send(join_array(client.gathered, client.msgpack), *chaos_, now);
            client.gathered.clear();
        }
        client.outlet->release(now);
        if (!client.authenticated && now - client.opened > kTimeToAuthenticate) {
            say_error(client, 404, "auth timeout");
            client.outlet->session()->close(net::kClosePolicy, "auth timeout");
            client.opened = now;
        }
    }
}

void DataHub::on_trade(std::uint32_t symbol, const Trade& trade) {
    if (!anybody(kTrades)) return;
    const auto name = symbol_of(symbol);
    Message message{stream_trade(name, trade)};
    tell(kTrades, name, message);
}

void DataHub::on_quote(std::uint32_t symbol, const Quote& quote) {
    if (!anybody(kQuotes)) return;
    const auto name = symbol_of(symbol);
    Message message{stream_quote(name, quote)};
    tell(kQuotes, name, message);
}

void DataHub::on_bar(std::uint32_t symbol, BarKind kind, const MarketBar& bar) {
    const Channel channel = kind == BarKind::kMinute ? kBars : (kind == BarKind::kDaily ? kDailyBars : kUpdatedBars);
    if (!anybody(channel)) return;
    const auto name = symbol_of(symbol);
    Message message{stream_bar(name, kind, bar)};
    tell(channel, name, message);
}

void DataHub::on_halt(std::uint32_t symbol, bool halted, HaltReason reason, Timestamp time) {
    if (!anybody(kStatuses)) return;
    const auto name = symbol_of(symbol);
    Message message{stream_status(name, halted, reason, time)};
    tell(kStatuses, name, message);
}

void DataHub::on_bust(std::uint32_t symbol, const Trade& trade, Timestamp time) {
    if (!anybody(kCancelErrors)) return;
    const auto name = symbol_of(symbol);
    Message message{stream_cancel(name, trade, time)};
    tell(kCancelErrors, name, message);
}

void DataHub::on_news(const NewsItem& item) {
    if (!anybody(kNews)) return;
    Message message{stream_news(item)};
    for (auto& [id, client] : clients_) {
        const auto& wanted = client.wanted[kNews];
        const bool named = wanted.contains("*") || std::ranges::any_of(item.symbols, [&](const auto& symbol) {
                               return wanted.contains(symbol);
                           });
        if (named) client.gathered.push_back(message.encoded(client.msgpack));
    }
}

}  // namespace tradewind::exchange
