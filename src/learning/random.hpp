#pragma once

#include <cstdint>
#include <string_view>

namespace tradewind::learning {

/// Random numbers that a replay draws again: seeded by text, the same on every machine. The generator is SplitMix64
/// (Steele, Lea, Flood 2014).
class Random {
public:
    explicit Random(std::string_view seed);

    /// Uniform in (0, 1), 53 bits.
    double uniform();
    /// Standard normal, by Marsaglia's polar method.
    double normal();
    /// Gamma(shape, 1) for shape ≥ 1 (Marsaglia and Tsang, 2000).
    double gamma(double shape);
    /// Beta(a, b) for a, b ≥ 1.
    double beta(double a, double b);

private:
    std::uint64_t next();

    std::uint64_t state_;
};

}  // namespace tradewind::learning
