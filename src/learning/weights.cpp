#include "learning/weights.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.hpp"

namespace tradewind::learning {
namespace {

std::vector<std::int64_t> to_parts(std::span<const double> values) {
    const double total = std::accumulate(values.begin(), values.end(), 0.0);
    TRADEWIND_ASSERT(total > 0);
    std::vector<std::int64_t> parts;
    std::vector<double> remainders;
    std::int64_t left = Weights::kOne;
    for (const double value : values) {
        const double exact = value / total * static_cast<double>(Weights::kOne);
        parts.push_back(static_cast<std::int64_t>(exact));
        remainders.push_back(exact - std::floor(exact));
        left -= parts.back();
    }
    std::vector<std::size_t> order(parts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
    for (std::size_t i = 0; left != 0; ++i) {  // left may be below zero by an ulp of a sum
        const std::int64_t step = left > 0 ? 1 : -1;
        parts[order[i % order.size()]] += step;
        left -= step;
    }
    return parts;
}

}  // namespace

Weights Weights::normalised(const std::map<std::string, double>& values) {
    Weights weights;
    std::vector<double> positive;
    for (const auto& [name, value] : values) {
        if (value <= 0) continue;
        weights.names_.push_back(name);
        positive.push_back(value);
    }
    weights.parts_ = to_parts(positive);
    return weights;
}

std::map<std::string, double> Weights::values() const {
    std::map<std::string, double> values;
    for (std::size_t i = 0; i < names_.size(); ++i) values.emplace(names_[i], value(i));
    return values;
}

Weights Weights::with(std::span<const double> values) const {
    TRADEWIND_ASSERT(values.size() == names_.size());
    Weights weights;
    weights.names_ = names_;
    weights.parts_ = to_parts(values);
    return weights;
}

}  // namespace tradewind::learning
