#pragma once

#include <string_view>

#include "services/handler.hpp"

namespace tradewind::services {

/// Decodes and validates what came on `stream`. kParse/kInvalidArgument: poison, goes to the dead letters at once.
Result<Message> decode_message(std::string_view stream, std::string_view body);

/// A message in its envelope, for the stream of its type, partitioned by its ticker.
Outgoing outgoing_message(const RawArticle& article, Timestamp produced_at);
Outgoing outgoing_message(const ScoredArticle& article, Timestamp produced_at);
Outgoing outgoing_message(const Bar& bar, Timestamp produced_at);
Outgoing outgoing_message(const TradeSignal& signal, Timestamp produced_at);
Outgoing outgoing_message(const TradeExecution& fill, Timestamp produced_at);
Outgoing outgoing_message(const WeightAdjustment& adjustment, Timestamp produced_at);
Outgoing outgoing_message(const ControlCommand& command, Timestamp produced_at);

}  // namespace tradewind::services
