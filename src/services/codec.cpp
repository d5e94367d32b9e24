#include "services/codec.hpp"

#include <fmt/core.h>

#include "services/settings_codec.hpp"
#include "services/venue_report_codec.hpp"
#include "streams/codec.hpp"
#include "telemetry/trace.hpp"

namespace tradewind::services {
namespace {

template <class M>
Result<Message> decode_as(std::string_view body) {
    auto decoded = streams::decode<M>(body);
    if (!decoded) return std::unexpected(std::move(decoded.error()));
    return Message(std::move(decoded->message));
}

/// `cause`: the id of what the message is about. Whoever meets it tells of it in the same trace, without asking. What
/// is its own cause begins that trace.
template <class M>
Outgoing wrap(const M& message, Timestamp produced_at, std::string_view cause) {
    const auto root = telemetry::TraceContext::of_content(cause);
    const auto trace = streams::message_id(message) == cause ? root : root.child();
    return {std::string(streams::MessageTraits<M>::kStream),
            streams::make_message(message, {produced_at, trace.to_string()})};
}

/// The bar, or the article whose score it was: of the evidence the newest.
std::string cause_of(const TradeSignal& signal) {
    return signal.trigger == "article" && !signal.evidence.empty() ? signal.evidence.front() : signal.trigger_id;
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
    if (stream == kSettingsChanges) {
        auto change = decode_settings_change(body);
        return change ? Result<Message>(std::move(*change)) : std::unexpected(std::move(change.error()));
    }
    if (stream == kVenueReports) {
        auto report = decode_report(body);
        return report ? Result<Message>(std::move(*report)) : std::unexpected(std::move(report.error()));
    }
    return fail(ErrorCode::kInvalidArgument, fmt::format("no message type travels on '{}'", stream));
}

Outgoing outgoing_message(const RawArticle& article, Timestamp produced_at) {
    return wrap(article, produced_at, article.id.to_string());
}
Outgoing outgoing_message(const ScoredArticle& article, Timestamp produced_at) {
    return wrap(article, produced_at, article.article.to_string());
}
Outgoing outgoing_message(const Bar& bar, Timestamp produced_at) {
    return wrap(bar, produced_at, bar_id(bar).to_string());
}
Outgoing outgoing_message(const TradeSignal& signal, Timestamp produced_at) {
    return wrap(signal, produced_at, cause_of(signal));
}
Outgoing outgoing_message(const TradeExecution& fill, Timestamp produced_at) {
    return wrap(fill, produced_at, fill.signal.to_string());
}
Outgoing outgoing_message(const WeightAdjustment& adjustment, Timestamp produced_at) {
    return wrap(adjustment, produced_at, adjustment.closing_fill.to_string());
}
Outgoing outgoing_message(const ControlCommand& command, Timestamp produced_at) {
    return wrap(command, produced_at, command.id.to_string());
}

}  // namespace tradewind::services
