#include "services/tracing.hpp"

#include <algorithm>
#include <optional>

#include "streams/codec.hpp"

namespace tradewind::services {
namespace {

using telemetry::SpanRecord;
using telemetry::TraceContext;

// Attribute names as OpenTelemetry's semantic conventions for messaging have them.
constexpr const char* kMessageId = "messaging.message.id";
constexpr const char* kDestination = "messaging.destination.name";

std::optional<TraceContext> trace_of(std::string_view body) {
    const auto envelope = streams::decode_envelope(body);
    if (!envelope) return std::nullopt;
    const auto context = TraceContext::parse(envelope->traceparent);
    return context ? std::optional(*context) : std::nullopt;
}

bool begins_trace(std::string_view stream) {
    return stream == stream::kNewsRaw || stream == stream::kMarketBars || stream == stream::kControlsCommands;
}

std::string_view producer_of(std::string_view stream) {
    if (stream == stream::kNewsRaw) return "news-fetcher";
    return stream == stream::kMarketBars ? "market-data" : "api-gateway";
}

SpanRecord publishing(const TraceContext& context, std::string_view service, const Outgoing& outgoing, Timestamp now) {
    return {.context = context,
            .parent_span_id = {},
            .service = std::string(service),
            .name = "publish " + outgoing.stream,
            .start = now,
            .attributes = {{kDestination, outgoing.stream}, {kMessageId, outgoing.message.id}}};
}

}  // namespace

void trace_origins(telemetry::OtlpExporter& exporter, Timestamp now, std::span<const Outgoing> outgoing) {
    for (const auto& message : outgoing) {
        if (!begins_trace(message.stream)) continue;
        const auto context = trace_of(message.message.body);
        if (context) exporter.add(publishing(*context, producer_of(message.stream), message, now));
    }
}

BatchTrace::BatchTrace(telemetry::OtlpExporter* exporter, std::string_view service, const MachineClock& clock)
    : exporter_(exporter), service_(service), clock_(clock) {
    if (exporter_ == nullptr) return;
    start_ = clock_.now();
    begin_ = clock_.monotonic();
}

void BatchTrace::take(const streams::Delivery& delivery, const Message& message) {
    if (exporter_ == nullptr) return;
    const auto parent = trace_of(delivery.body);
    if (!parent) return;
    SpanRecord span{.context = parent->child(),
                    .parent_span_id = parent->span_id(),
                    .service = service_,
                    .name = "process " + delivery.stream,
                    .start = start_,
                    .attributes = {{kDestination, delivery.stream}, {kMessageId, delivery.message_id}}};
    // Its order may be filled much later, for another reason: that is told in the signal's own trace.
    if (const auto* signal = std::get_if<TradeSignal>(&message)) {
        span.links.push_back(TraceContext::of_content(signal->id.to_string()));
    }
    spans_.push_back(std::move(span));
}

void BatchTrace::finish(std::span<const Outgoing> outgoing, bool ok) {
    if (exporter_ == nullptr) return;
    const Duration took = clock_.monotonic() - begin_;
    for (const auto& message : outgoing) {
        if (begins_trace(message.stream)) continue;
        const auto context = trace_of(message.message.body);
        if (!context) continue;
        SpanRecord span = publishing(*context, service_, message, start_ + took);
        const auto cause = std::ranges::find(spans_, context->trace_id(),
                                             [](const SpanRecord& taken) { return taken.context.trace_id(); });
        if (cause != spans_.end()) span.parent_span_id = cause->context.span_id();
        exporter_->add(std::move(span));
    }
    for (auto& span : spans_) {
        span.duration = took;
        span.ok = ok;
        exporter_->add(std::move(span));
    }
    spans_.clear();
}

}  // namespace tradewind::services
