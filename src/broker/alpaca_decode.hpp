#pragma once

#include "broker/alpaca_codec.hpp"
#include "broker/alpaca_json.hpp"

/// Decoders of parsed JSON, shared by REST and streams; for .cpp files only.
namespace tradewind::broker {

Result<BrokerOrder> order_of(const nlohmann::json& object);
/// Nothing where it is no sound bar.
std::optional<Bar> bar_of(const nlohmann::json& object, std::string_view symbol, Timeframe timeframe,
                          std::string_view source);

}  // namespace tradewind::broker
