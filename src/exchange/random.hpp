#pragma once

#include <cstdint>

namespace tradewind::exchange {

/// A small seeded generator (SplitMix64, Steele et al. 2014): the same seed gives the same market on every machine,
/// which the standard library's distributions don't promise.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }
    /// In [0, 1).
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    /// In [0, count).
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
    /// Standard normal by Marsaglia's polar method.
    double normal();

private:
    std::uint64_t state_;
    double spare_ = 0;
    bool has_spare_ = false;
};

}  // namespace tradewind::exchange
