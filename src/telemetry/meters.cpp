#include "telemetry/meters.hpp"

#include <fmt/core.h>
#include <cmath>
#include <map>
#include <mutex>
#include <variant>

#include "core/error.hpp"

namespace tradewind::telemetry {

Histogram::Histogram(std::span<const double> bounds)
    : bounds_(bounds.begin(), bounds.end()),
      buckets_(std::make_unique<std::atomic<std::uint64_t>[]>(bounds_.size() + 1)) {
    TRADEWIND_ASSERT(std::is_sorted(bounds_.begin(), bounds_.end()));
}

void Histogram::observe(double value) noexcept {
    if (std::isnan(value)) return;
    const auto at = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
    buckets_[static_cast<std::size_t>(at)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
}

std::uint64_t Histogram::count() const noexcept {
    std::uint64_t total = 0;
    for (std::size_t i = 0; i <= bounds_.size(); ++i) total += bucket(i);
    return total;
}

double Histogram::quantile(double q) const noexcept {
    const std::uint64_t total = count();
    if (total == 0 || bounds_.empty()) return 0;
    const double rank = q * static_cast<double>(total);
    double below = 0;
    for (std::size_t i = 0; i < bounds_.size(); ++i) {
        const auto in_bucket = static_cast<double>(bucket(i));
        if (in_bucket > 0 && below + in_bucket >= rank) {
            const double low = i == 0 ? 0 : bounds_[i - 1];
            return low + (bounds_[i] - low) * (rank - below) / in_bucket;
        }
        below += in_bucket;
    }
    return bounds_.back();
}

namespace {

using Meter = std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>, std::unique_ptr<Histogram>>;

struct Family {
    std::string help;
    std::map<std::string, Meter> series;  // by rendered labels
};

std::string escaped(std::string_view text, bool quotes) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '"' && quotes)
            out += "\\\"";
        else
            out += c;
    }
    return out;
}

/// `a="b",c="d"` in order of label names, so that equal sets are one series.
std::string label_text(Labels labels) {
    std::sort(labels.begin(), labels.end());
    std::string out;
    for (const auto& [name, value] : labels) {
        if (!out.empty()) out += ',';
        out += fmt::format("{}=\"{}\"", name, escaped(value, true));
    }
    return out;
}

std::string number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    return fmt::format("{}", value);
}

std::string braces(const std::string& labels) {
    return labels.empty() ? "" : "{" + labels + "}";
}

void render_histogram(std::string& out, const std::string& name, const std::string& labels,
                      const Histogram& histogram) {
    const std::string prefix = labels.empty() ? "" : labels + ",";
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; i <= histogram.bounds().size(); ++i) {
        cumulative += histogram.bucket(i);
        const std::string bound = i < histogram.bounds().size() ? number(histogram.bounds()[i]) : "+Inf";
        out += fmt::format("{}_bucket{{{}le=\"{}\"}} {}\n", name, prefix, bound, cumulative);
    }
    out += fmt::format("{}_sum{} {}\n", name, braces(labels), number(histogram.sum()));
    out += fmt::format("{}_count{} {}\n", name, braces(labels), cumulative);
}

void render_series(std::string& out, const std::string& name, const std::string& labels, const Meter& meter) {
    if (const auto* counter = std::get_if<std::unique_ptr<Counter>>(&meter)) {
        out += fmt::format("{}{} {}\n", name, braces(labels), (*counter)->value());
    } else if (const auto* gauge = std::get_if<std::unique_ptr<Gauge>>(&meter)) {
        out += fmt::format("{}{} {}\n", name, braces(labels), number((*gauge)->value()));
    } else {
        render_histogram(out, name, labels, *std::get<std::unique_ptr<Histogram>>(meter));
    }
}

constexpr std::string_view kKindNames[] = {"counter", "gauge", "histogram"};

}  // namespace

struct Meters::Impl {
    mutable std::mutex mutex;
    std::map<std::string, Family> families;

    template <class T, class... Args>
    T& get(const MetricSpec& spec, Labels labels, const Args&... args) {
        const std::lock_guard lock(mutex);
        Family& family = families[std::string(spec.name)];
        family.help = spec.help;
        auto [at, added] = family.series.try_emplace(label_text(std::move(labels)));
        if (added) at->second = std::make_unique<T>(args...);
        TRADEWIND_ASSERT(std::holds_alternative<std::unique_ptr<T>>(at->second));
        return *std::get<std::unique_ptr<T>>(at->second);
    }
};

Meters::Meters() : impl_(std::make_unique<Impl>()) {}
Meters::~Meters() = default;

Counter& Meters::counter(const MetricSpec& spec, Labels labels) {
    return impl_->get<Counter>(spec, std::move(labels));
}
Gauge& Meters::gauge(const MetricSpec& spec, Labels labels) {
    return impl_->get<Gauge>(spec, std::move(labels));
}
Histogram& Meters::histogram(const MetricSpec& spec, Labels labels) {
    return impl_->get<Histogram>(spec, std::move(labels), spec.buckets);
}

std::string Meters::render() const {
    const std::lock_guard lock(impl_->mutex);
    std::string out;
    for (const auto& [name, family] : impl_->families) {
        out += fmt::format("# HELP {} {}\n", name, escaped(family.help, false));
        out += fmt::format("# TYPE {} {}\n", name, kKindNames[family.series.begin()->second.index()]);
        for (const auto& [labels, meter] : family.series) render_series(out, name, labels, meter);
    }
    return out;
}

}  // namespace tradewind::telemetry
