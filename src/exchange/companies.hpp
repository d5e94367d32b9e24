#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "exchange/market_types.hpp"
#include "exchange/synthetic_history.hpp"

namespace tradewind::exchange {

/// A listed company of the exchange with its behaviour.
struct Listing {
    Asset asset;
    StockProfile profile;
};

/// Companies for the symbols asked for; with none, the invented dozen. A symbol that isn't one of theirs gets a name
/// that says that it is invented. Symbols that are no tickers are left out.
std::vector<Listing> invent_listings(std::uint64_t seed, const std::vector<std::string>& symbols);

/// `count` symbols of further invented companies, for large markets.
std::vector<std::string> invent_symbols(std::size_t count);

/// A version 4 UUID that follows from its arguments.
std::string make_uuid(std::uint64_t seed, std::uint64_t kind, std::uint64_t number);

}  // namespace tradewind::exchange
