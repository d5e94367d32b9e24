#include "services/alpaca_link.hpp"

#include <optional>
#include <thread>

#include "net/http_client.hpp"
#include "storage/portfolio.hpp"

namespace tradewind::services {
namespace {

std::string trading_url(const config::AlpacaSettings& settings) {
    if (!settings.trading_url.empty()) return settings.trading_url;
    return settings.paper ? "https://paper-api.alpaca.markets" : "https://api.alpaca.markets";
}

// https://host becomes wss://host/stream, http likewise ws.
std::string events_url(const std::string& rest_url) {
    return "ws" + rest_url.substr(4) + "/stream";
}

broker::AlpacaHttp client(const std::string& url, const broker::AlpacaKeys& keys, const MachineClock& clock) {
    return {url, keys, net::HttpClient::make_fetch(), clock,
            [](Duration pause) { std::this_thread::sleep_for(pause); }};
}

}  // namespace

bool has_alpaca_keys(const config::Settings& settings) {
    return !settings.alpaca.key_id.empty() && !settings.alpaca.secret_key.empty();
}

bool trades_at_alpaca(const config::Settings& settings) {
    return has_alpaca_keys(settings) && settings.trading.broker != "simulated";
}

Status check_real_money(const config::Settings& settings) {
    if (!trades_at_alpaca(settings)) return {};
    if (!settings.alpaca.paper && !settings.trading.live) {
        return fail(ErrorCode::kInvalidArgument, "alpaca.paper = false means real money, and trading.live is not set",
                    "set trading.live=true to trade with real money, or alpaca.paper=true for the paper account");
    }
    const auto& url = settings.alpaca.trading_url;
    if (!url.empty() && !url.starts_with("http://") && !url.starts_with("https://")) {
        return fail(ErrorCode::kInvalidArgument, "alpaca.trading_url is no http or https URL",
                    "leave it empty for Alpaca's own");
    }
    return {};
}

AlpacaLink::AlpacaLink(const config::Settings& settings)
    : keys{settings.alpaca.key_id, settings.alpaca.secret_key},
      order_events_url(events_url(trading_url(settings.alpaca))),
      trading(client(trading_url(settings.alpaca), keys, machine)),
      data(client(settings.alpaca.data_url, keys, machine)) {}

Result<Decimal> opening_cash(World& world, AlpacaLink& alpaca) {
    std::optional<Decimal> deposit;
    const Status read = world.database().read([&](storage::Transaction& tx) {
        return storage::each_ledger_entry(tx, [&](const LedgerEntry& entry) -> Status {
            if (!deposit && entry.kind == "deposit" && entry.cause == "opening") deposit = entry.cash;
            return {};
        });
    });
    if (!read) return std::unexpected(read.error());
    if (deposit) return *deposit;
    auto account = alpaca.broker.account();
    if (!account) return std::unexpected(account.error());
    return account->cash;
}

}  // namespace tradewind::services
