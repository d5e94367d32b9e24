#include "telemetry/otlp_exporter.hpp"

#include "telemetry/log.hpp"
#include "telemetry/metric_names.hpp"

namespace tradewind::telemetry {

namespace {

constexpr std::size_t kMostQueued = 8'192;
constexpr std::size_t kBatch = 512;
constexpr std::chrono::seconds kInterval{1};
constexpr std::chrono::seconds kTimeout{3};

}  // namespace

OtlpExporter::OtlpExporter(const std::string& url, HttpFetch fetch, Meters& meters)
    : endpoint_(url + (url.ends_with('/') ? "v1/traces" : "/v1/traces")),
      fetch_(std::move(fetch)),
      sent_(meters.counter(metric::kSpansSent)),
      dropped_(meters.counter(metric::kSpansDropped)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

OtlpExporter::~OtlpExporter() = default;

void OtlpExporter::add(SpanRecord span) {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= kMostQueued) {
        dropped_.add();
        return;
    }
    queue_.push_back(std::move(span));
    if (queue_.size() == kBatch) ready_.notify_one();
}

void OtlpExporter::run(const std::stop_token& stop) {
    while (true) {
        std::vector<SpanRecord> spans;
        {
            std::unique_lock lock(mutex_);
            ready_.wait_for(lock, stop, kInterval, [&] { return queue_.size() >= kBatch; });
            spans.swap(queue_);
        }
        if (!spans.empty()) send(spans);
        if (stop.stop_requested()) return;
    }
}

void OtlpExporter::send(const std::vector<SpanRecord>& spans) {
    HttpRequest request{.method = "POST", .url = endpoint_, .headers = {{"Content-Type", "application/json"}}};
    request.body = otlp_json(spans);
    request.timeout = kTimeout;
    const auto answer = fetch_(request);
    const bool delivered = answer && answer->status / 100 == 2;
    (delivered ? sent_ : dropped_).add(spans.size());
    if (!delivered && !unreachable_) {
        log_warning("telemetry", "traces can't be delivered; further failures are only counted",
                    {{"url", endpoint_},
                     {"error", answer ? "status " + std::to_string(answer->status) : answer.error().message}});
    }
    unreachable_ = !delivered;
}

}  // namespace tradewind::telemetry
