#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "telemetry/metric_names.hpp"

namespace tradewind::telemetry {

/// Label names match `[a-z_]+`; values are any UTF-8. Keep the number of different values small.
using Labels = std::vector<std::pair<std::string, std::string>>;

/// Only goes up. Increments are wait-free.
class Counter {
public:
    void add(std::uint64_t n = 1) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

/// A value that goes up and down.
class Gauge {
public:
    void set(double value) noexcept { value_.store(value, std::memory_order_relaxed); }
    void add(double delta) noexcept { value_.fetch_add(delta, std::memory_order_relaxed); }
    [[nodiscard]] double value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<double> value_{0};
};

/// Observations counted by upper bounds. Observing is lock-free; a reader may see a count whose sum is still to come.
class Histogram {
public:
    explicit Histogram(std::span<const double> bounds);
    void observe(double value) noexcept;

    [[nodiscard]] std::uint64_t count() const noexcept;
    [[nodiscard]] double sum() const noexcept { return sum_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::span<const double> bounds() const noexcept { return bounds_; }
    /// Observations at most bounds()[i] and above the bound before; the last one holds what is above them all.
    [[nodiscard]] std::uint64_t bucket(std::size_t i) const noexcept {
        return buckets_[i].load(std::memory_order_relaxed);
    }
    /// The q-quantile (0..1) by linear interpolation inside its bucket, as Prometheus' histogram_quantile; 0 if empty.
    [[nodiscard]] double quantile(double q) const noexcept;

private:
    std::vector<double> bounds_;
    std::unique_ptr<std::atomic<std::uint64_t>[]> buckets_;
    std::atomic<double> sum_{0};
};

/// All meters of a process. A meter is made at its first mention and lives as long as the registry: look it up once
/// (that takes a lock) and keep the reference.
class Meters {
public:
    Meters();
    ~Meters();
    Meters(const Meters&) = delete;
    Meters& operator=(const Meters&) = delete;

    Counter& counter(const MetricSpec& spec, Labels labels = {});
    Gauge& gauge(const MetricSpec& spec, Labels labels = {});
    Histogram& histogram(const MetricSpec& spec, Labels labels = {});

    /// Prometheus text exposition format 0.0.4: families by name, series by labels.
    [[nodiscard]] std::string render() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Content-Type of Meters::render().
inline constexpr std::string_view kPrometheusContentType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace tradewind::telemetry
