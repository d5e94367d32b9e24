// Bars per second through the decision core on one core: three strategies, ensemble, risk, sizing, fills, ledger,
// learning; one ticker after another. Beside it, a plain loop over the same bars that only adds up closes.

#include <chrono>
#include <ctime>
#include <fmt/core.h>
#include <random>
#include <vector>

#include "trading/pipeline.hpp"

using namespace tradewind;

namespace {

/// Minute bars of regular sessions: a random walk of 20 % a year.
std::vector<Bar> random_walk(std::string_view symbol, std::size_t count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<Bar> bars;
    bars.reserve(count);
    const Ticker ticker = Ticker::parse(symbol).value();
    Timestamp day = parse_timestamp("2015-01-05T14:30:00Z").value();
    double price = 100;
    while (bars.size() < count) {
        for (int minute = 0; minute < 390 && bars.size() < count; ++minute) {
            const double step = (static_cast<double>(random() >> 11) * 0x1p-53 - 0.5) * 0.0022;
            const double close = price * (1 + step);
            Bar bar;
            bar.ticker = ticker;
            bar.start = day + std::chrono::minutes(minute);
            bar.end = bar.start + std::chrono::minutes(1);
            const auto cents = [](double value) {
                return Decimal::from_raw(static_cast<std::int64_t>(value * 100) * 10'000'000);
            };
            bar.open = cents(price);
            bar.close = cents(close);
            bar.high = std::max(bar.open, bar.close) + cents(0.01);
            bar.low = std::min(bar.open, bar.close) - cents(0.01);
            bar.volume = 100'000;
            bars.push_back(bar);
            price = close < 5 ? 5 : close;
        }
        day += std::chrono::hours(24);
    }
    return bars;
}

struct CountingSink final : trading::DecisionSink {
    std::size_t signals = 0;
    std::size_t orders = 0;
    std::size_t fills = 0;
    void on_signal(const TradeSignal&) override { ++signals; }
    void on_execution(const trading::ExecutionEffects& effects) override {
        orders += effects.requests.size();
        fills += effects.fills.size();
    }
    void on_learning(const trading::LearningEffects&) override {}
};

/// Seconds of processor time since `start`: what other processes do on the machine counts less.
double seconds_since(std::clock_t start) {
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

}  // namespace

int main() {
    constexpr std::size_t kBars = 2'000'000;
    const auto bars = random_walk("AAPL", kBars, 1);
    CountingSink sink;
    trading::Pipeline pipeline({}, Decimal::from_int(100'000), sink);
    auto start = std::clock();
    for (const Bar& bar : bars) pipeline.on_bars({&bar, 1});
    const double core = seconds_since(start);

    start = std::clock();
    trading::SignalEngine engine({});
    std::size_t signals = 0;
    for (const Bar& bar : bars) signals += engine.on_bar(bar).has_value() ? 1 : 0;
    const double deciding = seconds_since(start);

    start = std::clock();
    double sum = 0;
    for (const Bar& bar : bars) sum += bar.close.to_double();
    const double loop = seconds_since(start);

    fmt::println("decision core   {:>12.0f} bars/s  ({} signals, {} requests, {} fills)", kBars / core, sink.signals,
                 sink.orders, sink.fills);
    fmt::println("signals alone   {:>12.0f} bars/s  ({} signals)", kBars / deciding, signals);
    fmt::println("plain loop      {:>12.0f} bars/s  (sum {:.0f}); the core takes {:.0f} times as long", kBars / loop,
                 sum, core / loop);
    return 0;
}
