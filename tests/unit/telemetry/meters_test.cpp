#include "telemetry/meters.hpp"

#include <catch2/catch_test_macros.hpp>
#include <thread>

using namespace tradewind::telemetry;

namespace {
constexpr double kBounds[] = {0.1, 1};
constexpr MetricSpec kRequests{"t_requests_total", "Requests\nby \\ route"};
constexpr MetricSpec kDepth{"t_depth", "Depth"};
constexpr MetricSpec kSeconds{"t_seconds", "Time", kBounds};
}  // namespace

TEST_CASE("meters render as Prometheus text, families by name and series by labels") {
    Meters meters;
    meters.counter(kRequests, {{"status", "200"}, {"route", "/a\"b\\c\nd"}}).add(3);
    meters.counter(kRequests, {{"route", "/"}, {"status", "404"}}).add();
    meters.gauge(kDepth).set(-1.5);
    auto& seconds = meters.histogram(kSeconds, {{"engine", "lexicon"}});
    for (const double value : {0.05, 0.1, 0.5, 7.0}) seconds.observe(value);

    CHECK(meters.render() ==
          "# HELP t_depth Depth\n"
          "# TYPE t_depth gauge\n"
          "t_depth -1.5\n"
          "# HELP t_requests_total Requests\\nby \\\\ route\n"
          "# TYPE t_requests_total counter\n"
          "t_requests_total{route=\"/\",status=\"404\"} 1\n"
          "t_requests_total{route=\"/a\\\"b\\\\c\\nd\",status=\"200\"} 3\n"
          "# HELP t_seconds Time\n"
          "# TYPE t_seconds histogram\n"
          "t_seconds_bucket{engine=\"lexicon\",le=\"0.1\"} 2\n"
          "t_seconds_bucket{engine=\"lexicon\",le=\"1\"} 3\n"
          "t_seconds_bucket{engine=\"lexicon\",le=\"+Inf\"} 4\n"
          "t_seconds_sum{engine=\"lexicon\"} 7.65\n"
          "t_seconds_count{engine=\"lexicon\"} 4\n");
}

TEST_CASE("the same labels in another order are the same series") {
    Meters meters;
    auto& first = meters.counter(kRequests, {{"a", "1"}, {"b", "2"}});
    auto& second = meters.counter(kRequests, {{"b", "2"}, {"a", "1"}});
    CHECK(&first == &second);
}

TEST_CASE("increments from several threads all count") {
    Meters meters;
    auto& counter = meters.counter(kRequests);
    auto& histogram = meters.histogram(kSeconds);
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 10'000; ++i) {
                    counter.add();
                    histogram.observe(0.5);
                }
            });
        }
    }
    CHECK(counter.value() == 40'000);
    CHECK(histogram.count() == 40'000);
    CHECK(histogram.sum() == 20'000);
}

TEST_CASE("quantiles interpolate inside their bucket") {
    Histogram histogram(kBounds);
    CHECK(histogram.quantile(0.5) == 0);
    for (int i = 0; i < 10; ++i) histogram.observe(0.5);
    CHECK(histogram.quantile(0.5) == 0.1 + 0.9 * 0.5);
    histogram.observe(100);
    CHECK(histogram.quantile(1.0) == 1);
}
