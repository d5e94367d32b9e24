#pragma once

#include <memory>

#include "broker/alpaca_broker.hpp"
#include "broker/alpaca_http.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// Whether settings hold keys for Alpaca.
bool has_alpaca_keys(const config::Settings& settings);
/// Whether orders of world `live` go to Alpaca: keys, and no other broker asked for.
bool trades_at_alpaca(const config::Settings& settings);
/// kInvalidArgument where settings point at real money without saying twice that they mean it.
Status check_real_money(const config::Settings& settings);

/// Alpaca's hosts and keys as settings name them, with the clients that talk to them. Thread-safe.
class AlpacaLink {
public:
    explicit AlpacaLink(const config::Settings& settings);
    explicit AlpacaLink(const World& world) : AlpacaLink(world.settings()) {}

    broker::AlpacaKeys keys;
    std::string order_events_url;  ///< wss://…/stream of the trading host.
    SystemMachineClock machine;
    broker::AlpacaHttp trading;
    broker::AlpacaHttp data;
    broker::AlpacaBroker broker{trading};
};

/// The account's opening balance in our books: as they have it, else what Alpaca says now.
Result<Decimal> opening_cash(World& world, AlpacaLink& alpaca);

}  // namespace tradewind::services
