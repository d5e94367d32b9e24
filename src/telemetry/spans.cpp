#include "telemetry/spans.hpp"

#include <fmt/core.h>
#include <map>

#include "telemetry/json_text.hpp"

namespace tradewind::telemetry {

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
    std::string links;
    for (const auto& link : span.links) {
        if (!links.empty()) links += ',';
        links += fmt::format(R"({{"traceId":"{}","spanId":"{}"}})", link.trace_id(), link.span_id());
    }
    constexpr int kStatusOk = 1;
    constexpr int kStatusError = 2;
    return fmt::format(
        R"({{"traceId":"{}","spanId":"{}","parentSpanId":"{}","name":{},"kind":1,"startTimeUnixNano":"{}",)"
        R"("endTimeUnixNano":"{}","attributes":[{}],"links":[{}],"status":{{"code":{}}}}})",
        span.context.trace_id(), span.context.span_id(), span.parent_span_id, json_string(span.name),
        unix_nanos(span.start), unix_nanos(span.start + span.duration), attributes, links,
        span.ok ? kStatusOk : kStatusError);
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
