#pragma once

#include <string>
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
    std::vector<std::pair<std::string, std::string>> attributes = {};
    std::vector<TraceContext> links = {};  ///< Traces that go on from it.
};

/// Spans as an OTLP/HTTP JSON body (`POST /v1/traces`, ExportTraceServiceRequest).
std::string otlp_json(const std::vector<SpanRecord>& spans);

}  // namespace tradewind::telemetry
