#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/time.hpp"
#include "telemetry/trace.hpp"

namespace tradewind::telemetry {

/// One finished piece of work.
struct SpanRecord {
    TraceContext context;
    std::string parent_span_id;  ///< Empty for the first of a trace.
    std::string service;
    std::string name;
    Timestamp start;
    Duration duration{};
    bool ok = true;
    std::vector<std::pair<std::string, std::string>> attributes;
};

/// Keeps the latest spans in a ring and hands each to an exporter, if there is one. Thread-safe.
class SpanRecorder {
public:
    using Exporter = std::function<void(const SpanRecord&)>;

    explicit SpanRecorder(const MachineClock& clock, std::size_t capacity = 1024, Exporter exporter = {});
    ~SpanRecorder();

    void record(SpanRecord span);
    /// Oldest first.
    [[nodiscard]] std::vector<SpanRecord> recent() const;
    [[nodiscard]] const MachineClock& clock() const { return clock_; }

private:
    struct Impl;
    const MachineClock& clock_;
    std::unique_ptr<Impl> impl_;
};

/// Measures one piece of work: a child of `parent`, recorded when it goes out of scope. Pass `context()` on.
class Span {
public:
    Span(SpanRecorder& recorder, std::string_view service, std::string_view name, const TraceContext& parent);
    ~Span();
    Span(const Span&) = delete;
    Span& operator=(const Span&) = delete;

    [[nodiscard]] const TraceContext& context() const { return record_.context; }
    void attribute(std::string_view key, std::string value);
    void failed() { record_.ok = false; }

private:
    SpanRecorder& recorder_;
    Duration begin_;
    SpanRecord record_;
};

/// Spans as an OTLP/HTTP JSON body (`POST /v1/traces`, ExportTraceServiceRequest).
std::string otlp_json(const std::vector<SpanRecord>& spans);

}  // namespace tradewind::telemetry
