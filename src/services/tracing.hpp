#pragma once

#include <span>
#include <string>
#include <vector>

#include "services/handler.hpp"
#include "telemetry/otlp_exporter.hpp"

namespace tradewind::services {

/// Tells of what begins a trace: an article, a bar, a command that was put on its stream.
void trace_origins(telemetry::OtlpExporter& exporter, Timestamp now, std::span<const Outgoing> outgoing);

/// One batch of a service, told as spans: one for each message, in the trace that the message came with, and one under
/// it for each message that followed in that trace.
class BatchTrace {
public:
    /// `exporter` null: nobody collects, nothing is done.
    BatchTrace(telemetry::OtlpExporter* exporter, std::string_view service, const MachineClock& clock);

    /// A message that the batch takes in. `signal`: what it decides on goes on in the signal's own trace.
    void take(const streams::Delivery& delivery, const Message& message);
    /// The batch has ended.
    void finish(std::span<const Outgoing> outgoing, bool ok);

private:
    telemetry::OtlpExporter* exporter_;
    std::string service_;
    const MachineClock& clock_;
    Timestamp start_;
    Duration begin_{};
    std::vector<telemetry::SpanRecord> spans_;
};

}  // namespace tradewind::services
