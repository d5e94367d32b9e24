#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace tradewind::learning {

/// Weights of strategies as whole parts of a billion, so that they add up to one exactly.
class Weights {
public:
    static constexpr std::int64_t kOne = 1'000'000'000;

    Weights() = default;
    /// Non-negative values in any proportion, at least one above zero; largest remainders are rounded up, the first of
    /// equals first. Names with value zero are left out: they are switched off.
    static Weights normalised(const std::map<std::string, double>& values);

    [[nodiscard]] std::span<const std::string> names() const { return names_; }
    [[nodiscard]] std::span<const std::int64_t> parts() const { return parts_; }
    [[nodiscard]] std::size_t size() const { return names_.size(); }
    [[nodiscard]] double value(std::size_t i) const {
        return static_cast<double>(parts_[i]) / static_cast<double>(kOne);
    }
    [[nodiscard]] std::map<std::string, double> values() const;

    /// The same names with other values, in the same order.
    [[nodiscard]] Weights with(std::span<const double> values) const;

    friend bool operator==(const Weights&, const Weights&) = default;

private:
    std::vector<std::string> names_;  // sorted
    std::vector<std::int64_t> parts_;
};

}  // namespace tradewind::learning
