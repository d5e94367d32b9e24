#include "telemetry/otlp_exporter.hpp"

#include "telemetry/log.hpp"
#include "telemetry/metric_names.hpp"

namespace tradewind::telemetry {

namespace {

constexpr std::size_t kMostQueued = 65'536;  // a start's history fits
constexpr std::size_t kBatch = 1'024;
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
    if (queue_.size() % kBatch == 0) ready_.notify_one();
}

void OtlpExporter::run(const std::stop_token& stop) {
    for (bool more = true; more;) {
        std::vector<SpanRecord> spans;
        {
            std::unique_lock lock(mutex_);
            ready_.wait_for(lock, stop, kInterval, [&] { return queue_.size() >= kBatch; });
            const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), kBatch));
            spans.assign(std::move_iterator(queue_.begin()), std::move_iterator(end));
            queue_.erase(queue_.begin(), end);
            more = !stop.stop_requested() || !queue_.empty();
        }
        if (spans.empty()) continue;
        send(spans);
        if (unreachable_ && stop.stop_requested()) return;
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
                    {{"setting", "telemetry.otlp_url"},
                     {"error", answer ? "status " + std::to_string(answer->status) : answer.error().message}});
    }
    unreachable_ = !delivered;
}

}  // namespace tradewind::telemetry
