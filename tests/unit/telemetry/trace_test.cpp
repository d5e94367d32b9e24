#include "telemetry/trace.hpp"

#include <catch2/catch_test_macros.hpp>

#include "telemetry/metric_names.hpp"
#include "telemetry/otlp_exporter.hpp"
#include "telemetry/spans.hpp"

using namespace tradewind;
using namespace tradewind::telemetry;

TEST_CASE("traceparent parses and prints back") {
    const std::string text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const auto context = TraceContext::parse(text);
    REQUIRE(context);
    CHECK(context->to_string() == text);
    CHECK(context->trace_id() == "4bf92f3577b34da6a3ce929d0e0e4736");
    CHECK(context->sampled());
}

TEST_CASE("a child keeps the trace and gets a span of its own") {
    const auto root = TraceContext::root();
    const auto child = root.child();
    CHECK(child.trace_id() == root.trace_id());
    CHECK(child.span_id() != root.span_id());
    CHECK(TraceContext::root().trace_id() != root.trace_id());
}

TEST_CASE("all who meet an article agree on its trace") {
    CHECK(TraceContext::of_content("art-1") == TraceContext::of_content("art-1"));
    CHECK(TraceContext::of_content("art-1") != TraceContext::of_content("art-2"));
}

TEST_CASE("malformed traceparents are refused") {
    for (const auto* text : {"", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                             "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                             "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                             "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                             "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra",
                             "00x4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}) {
        CAPTURE(text);
        CHECK_FALSE(TraceContext::parse(text));
    }
}

TEST_CASE("a later version is read as version 00") {
    CHECK(TraceContext::parse("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"));
}

TEST_CASE("spans are written as OTLP JSON") {
    const auto root = TraceContext::of_content("art-1");
    const auto onward = TraceContext::of_content("sig-1");
    const SpanRecord span{.context = root,
                          .parent_span_id = "00f067aa0ba902b7",
                          .service = "sentiment-analyzer",
                          .name = "score \"x\"",
                          .start = timestamp_from_unix_nanos(1'000),
                          .duration = Duration(5),
                          .ok = false,
                          .attributes = {{"engine", "lexicon"}},
                          .links = {onward}};
    CHECK(otlp_json({span}) ==
          R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":)"
          R"("sentiment-analyzer"}}]},"scopeSpans":[{"scope":{"name":"tradewind"},"spans":[{"traceId":")" +
              root.trace_id() + R"(","spanId":")" + root.span_id() +
              R"(","parentSpanId":"00f067aa0ba902b7","name":"score \"x\"","kind":1,"startTimeUnixNano":"1000",)"
              R"("endTimeUnixNano":"1005","attributes":[{"key":"engine","value":{"stringValue":"lexicon"}}],)"
              R"("links":[{"traceId":")" +
              onward.trace_id() + R"(","spanId":")" + onward.span_id() + R"("}],"status":{"code":2}}]}]}]})");
}

TEST_CASE("the exporter sends what is left when it ends, and counts what nobody took") {
    Meters meters;
    std::vector<HttpRequest> requests;
    int status = 200;
    const auto export_three = [&] {
        OtlpExporter exporter(
            "http://collector:4318",
            [&](const HttpRequest& request) -> Result<HttpResponse> {
                requests.push_back(request);
                HttpResponse answer;
                answer.status = status;
                return answer;
            },
            meters);
        for (const auto* name : {"a", "b", "c"}) {
            SpanRecord span;
            span.context = TraceContext::root();
            span.name = name;
            exporter.add(std::move(span));
        }
    };
    export_three();
    status = 503;
    export_three();
    REQUIRE(requests.size() >= 2);
    CHECK(requests.front().url == "http://collector:4318/v1/traces");
    CHECK(meters.counter(metric::kSpansSent).value() == 3);
    CHECK(meters.counter(metric::kSpansDropped).value() == 3);
}
