#include "telemetry/spans.hpp"

#include <deque>
#include <fmt/core.h>
#include <map>
#include <mutex>

#include "telemetry/json_text.hpp"

namespace tradewind::telemetry {

struct SpanRecorder::Impl {
    std::size_t capacity;
    Exporter exporter;
    mutable std::mutex mutex;
    std::deque<SpanRecord> ring;
};

SpanRecorder::SpanRecorder(const MachineClock& clock, std::size_t capacity, Exporter exporter)
    : clock_(clock), impl_(std::make_unique<Impl>(capacity, std::move(exporter))) {}
SpanRecorder::~SpanRecorder() = default;

void SpanRecorder::record(SpanRecord span) {
    if (!span.context.sampled()) return;
    if (impl_->exporter) impl_->exporter(span);
    const std::lock_guard lock(impl_->mutex);
    impl_->ring.push_back(std::move(span));
    if (impl_->ring.size() > impl_->capacity) impl_->ring.pop_front();
}

std::vector<SpanRecord> SpanRecorder::recent() const {
    const std::lock_guard lock(impl_->mutex);
    return {impl_->ring.begin(), impl_->ring.end()};
}

Span::Span(SpanRecorder& recorder, std::string_view service, std::string_view name, const TraceContext& parent)
    : recorder_(recorder), begin_(recorder.clock().monotonic()) {
    record_.context = parent.child();
    if (parent.valid()) record_.parent_span_id = parent.span_id();
    record_.service = service;
    record_.name = name;
    record_.start = recorder.clock().now();
}

Span::~Span() {
    record_.duration = recorder_.clock().monotonic() - begin_;
    recorder_.record(std::move(record_));
}

void Span::attribute(std::string_view key, std::string value) {
    record_.attributes.emplace_back(key, std::move(value));
}

namespace {

std::string attribute_json(std::string_view key, std::string_view value) {
    return fmt::format(R"({{"key":{},"value":{{"stringValue":{}}}}})", json_string(key), json_string(value));
}

std::string span_json(const SpanRecord& span) {
    std::string attributes;
    for (const auto& [key, value] : span.attributes) {
        if (!attributes.empty()) attributes += ',';
        attributes += attribute_json(key, value);
    }
    constexpr int kStatusOk = 1;
    constexpr int kStatusError = 2;
    return fmt::format(
        R"({{"traceId":"{}","spanId":"{}","parentSpanId":"{}","name":{},"kind":1,"startTimeUnixNano":"{}",)"
        R"("endTimeUnixNano":"{}","attributes":[{}],"status":{{"code":{}}}}})",
        span.context.trace_id(), span.context.span_id(), span.parent_span_id, json_string(span.name),
        unix_nanos(span.start), unix_nanos(span.start + span.duration), attributes, span.ok ? kStatusOk : kStatusError);
}

}  // namespace

std::string otlp_json(const std::vector<SpanRecord>& spans) {
    std::map<std::string, std::string> by_service;
    for (const auto& span : spans) {
        auto& list = by_service[span.service];
        if (!list.empty()) list += ',';
        list += span_json(span);
    }
    std::string resources;
    for (const auto& [service, list] : by_service) {
        if (!resources.empty()) resources += ',';
        resources += fmt::format(R"({{"resource":{{"attributes":[{}]}},"scopeSpans":[{{"scope":{{"name":"tradewind"}},)"
                                 R"("spans":[{}]}}]}})",
                                 attribute_json("service.name", service), list);
    }
    return fmt::format(R"({{"resourceSpans":[{}]}})", resources);
}

}  // namespace tradewind::telemetry
