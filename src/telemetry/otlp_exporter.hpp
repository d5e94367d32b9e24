#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/http.hpp"
#include "telemetry/meters.hpp"
#include "telemetry/spans.hpp"

namespace tradewind::telemetry {

/// Sends spans to an OpenTelemetry collector by OTLP/HTTP, a batch a second, from a thread of its own. What doesn't fit
/// its queue or can't be delivered is dropped and counted: nothing ever waits for a collector. Thread-safe.
class OtlpExporter {
public:
    /// `url`: the collector's address, `http://127.0.0.1:4318`.
    OtlpExporter(const std::string& url, HttpFetch fetch, Meters& meters);
    /// Sends what is left.
    ~OtlpExporter();

    void add(SpanRecord span);

private:
    void run(const std::stop_token& stop);
    void send(const std::vector<SpanRecord>& spans);

    std::string endpoint_;
    HttpFetch fetch_;
    Counter& sent_;
    Counter& dropped_;
    bool unreachable_ = false;
    std::mutex mutex_;
    std::condition_variable_any ready_;
    std::deque<SpanRecord> queue_;
    std::jthread thread_;
};

}  // namespace tradewind::telemetry
