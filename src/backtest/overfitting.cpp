#include "backtest/overfitting.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

namespace tradewind::backtest {
namespace {

double normal_cdf(double x) {
    return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}

// Its inverse by halving: this is asked a few times a run.
double normal_quantile(double p) {
    double low = -40;
    double high = 40;
    for (int i = 0; i < 100; ++i) {
        const double middle = (low + high) / 2;
        (normal_cdf(middle) < p ? low : high) = middle;
    }
    return (low + high) / 2;
}

struct Moments {
    double mean = 0;
    double variance = 0;  // n - 1
    double skew = 0;
    double kurtosis = 3;  // 3 for a normal distribution
};

Moments moments_of(std::span<const double> values) {
    Moments result;
    const auto n = static_cast<double>(values.size());
    for (const double value : values) result.mean += value / n;
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (const double value : values) {
        const double d = value - result.mean;
        second += d * d / n;
        third += d * d * d / n;
        fourth += d * d * d * d / n;
    }
    result.variance = second * n / (n - 1);
    if (second > 0) {
        result.skew = third / (second * std::sqrt(second));
        result.kurtosis = fourth / (second * second);
    }
    return result;
}

/// Sums of a trial's returns within a slice: what Sharpe ratios of unions of slices are made of.
struct Sums {
    double count = 0;
    double sum = 0;
    double squares = 0;
    Sums& operator+=(const Sums& other) {
        count += other.count;
        sum += other.sum;
        squares += other.squares;
        return *this;
    }
    [[nodiscard]] double sharpe() const {
        const double mean = sum / count;
        const double variance = squares / count - mean * mean;
        // A trial that didn't trade has neither skill nor luck.
        return variance > 1e-18 ? mean / std::sqrt(variance) : 0;
    }
};

std::vector<Sums> slices_of(const std::vector<double>& returns, std::size_t parts) {
    std::vector<Sums> slices(parts);
    for (std::size_t i = 0; i < returns.size(); ++i) {
        slices[i * parts / returns.size()] += {1, returns[i], returns[i] * returns[i]};
    }
    return slices;
}

}  // namespace

std::optional<double> sharpe_of(std::span<const double> returns) {
    if (returns.size() < 2) return std::nullopt;
    const Moments moments = moments_of(returns);
    if (!(moments.variance > 0)) return std::nullopt;
    return moments.mean / std::sqrt(moments.variance);
}

double expected_best_sharpe(double spread, std::size_t trials) {
    if (trials < 2) return 0;
    const auto n = static_cast<double>(trials);
    constexpr double kGamma = std::numbers::egamma;
    return spread *
           ((1 - kGamma) * normal_quantile(1 - 1 / n) + kGamma * normal_quantile(1 - 1 / (n * std::numbers::e)));
}

std::optional<double> probabilistic_sharpe(std::span<const double> returns, double benchmark) {
    const auto sharpe = sharpe_of(returns);
    if (!sharpe) return std::nullopt;
    const Moments moments = moments_of(returns);
    const double spread = 1 - moments.skew * *sharpe + (moments.kurtosis - 1) / 4 * *sharpe * *sharpe;
    if (!(spread > 0)) return std::nullopt;
    return normal_cdf((*sharpe - benchmark) * std::sqrt(static_cast<double>(returns.size()) - 1) / std::sqrt(spread));
}

std::optional<double> probability_of_overfitting(std::span<const std::vector<double>> trials, std::size_t parts) {
    if (trials.size() < 2 || parts < 2 || parts > 16 || trials.front().size() < 2 * parts) return std::nullopt;
    std::vector<std::vector<Sums>> slices;
    for (const auto& trial : trials) slices.push_back(slices_of(trial, parts));
    std::size_t ways = 0;
    double overfitted = 0;
    for (std::uint32_t chosen = 0; chosen < (1U << parts); ++chosen) {
        if (std::popcount(chosen) != static_cast<int>(parts / 2)) continue;
        ++ways;
        std::vector<double> outside(trials.size());
        double best = -std::numeric_limits<double>::infinity();
        std::size_t winner = 0;
        for (std::size_t i = 0; i < slices.size(); ++i) {
            Sums past;
            Sums rest;
            for (std::size_t part = 0; part < parts; ++part)
                ((chosen >> part & 1U) != 0 ? past : rest) += slices[i][part];
            outside[i] = rest.sharpe();
            if (past.sharpe() > best) {
                best = past.sharpe();
                winner = i;
            }
        }
        const auto below = std::ranges::count_if(outside, [&](double other) { return other < outside[winner]; });
        const auto equal = std::ranges::count(outside, outside[winner]) - 1;
        const double rank = static_cast<double>(below) + static_cast<double>(equal) / 2;
        if (rank <= static_cast<double>(trials.size() - 1) / 2) overfitted += 1;
    }
    return overfitted / static_cast<double>(ways);
}

}  // namespace tradewind::backtest
