#include "services/codec.hpp"

#include <format>

#include "services/venue_report_codec.hpp"
#include "streams/codec.hpp"

namespace tradewind::services {
namespace {

template <class M>
Result<Message> decode_as(std::string_view body) {
    auto decoded = streams::decode<M>(body);
    if (!decoded) return std::unexpected(std::move(decoded.error()));
    return Message(std::move(decoded->message));
}

template <class M>
Outgoing wrap(const M& message, Timestamp produced_at) {
    return {std::string(streams::MessageTraits<M>::kStream), streams::make_message(message, {produced_at, {}})};
}

}  // namespace

Result<Message> decode_message(std::string_view stream, std::string_view body) {
    if (stream == stream::kMarketBars) return decode_as<Bar>(body);
    if (stream == stream::kNewsRaw) return decode_as<RawArticle>(body);
    if (stream == stream::kNewsScored) return decode_as<ScoredArticle>(body);
    if (stream == stream::kSignalsGenerated) return decode_as<TradeSignal>(body);
    if (stream == stream::kTradesExecuted) return decode_as<TradeExecution>(body);
    if (stream == stream::kWeightsAdjusted) return decode_as<WeightAdjustment>(body);
    if (stream == stream::kControlsCommands) return decode_as<ControlCommand>(body);
    if (stream == kVenueReports) {
        auto report = decode_report(body);
        return report ? Result<Message>(std::move(*report)) : std::unexpected(std::move(report.error()));
    }
    return fail(ErrorCode::kInvalidArgument, std::format("no message type travels on '{}'", stream));
}

Outgoing outgoing_message(const RawArticle& article, Timestamp produced_at) {
    return wrap(article, produced_at);
}
Outgoing outgoing_message(const ScoredArticle& article, Timestamp produced_at) {
    return wrap(article, produced_at);
}
Outgoing outgoing_message(const Bar& bar, Timestamp produced_at) {
    return wrap(bar, produced_at);
}
Outgoing outgoing_message(const TradeSignal& signal, Timestamp produced_at) {
    return wrap(signal, produced_at);
}
Outgoing outgoing_message(const TradeExecution& fill, Timestamp produced_at) {
    return wrap(fill, produced_at);
}
Outgoing outgoing_message(const WeightAdjustment& adjustment, Timestamp produced_at) {
    return wrap(adjustment, produced_at);
}
Outgoing outgoing_message(const ControlCommand& command, Timestamp produced_at) {
    return wrap(command, produced_at);
}

}  // namespace tradewind::services
