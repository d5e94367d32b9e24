#include "learning/random.hpp"

#include <cmath>
#include <cstring>

#include "core/id.hpp"
#include "core/math.hpp"

namespace tradewind::learning {

Random::Random(std::string_view seed) : state_(0) {
    // Byte by byte: the same number on machines of either byte order.
    const auto digest = sha256(seed);
    for (std::size_t i = 0; i < 8; ++i) state_ = state_ << 8 | digest[i];
}

std::uint64_t Random::next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

double Random::uniform() {
    return (static_cast<double>(next() >> 11) + 0.5) * 0x1p-53;
}

double Random::normal() {
    for (;;) {
        const double x = 2 * uniform() - 1;
        const double y = 2 * uniform() - 1;
        const double square = x * x + y * y;
        if (square >= 1 || square == 0) continue;
        return x * std::sqrt(-2 * deterministic_log(square) / square);
    }
}

double Random::gamma(double shape) {
    const double d = shape - 1.0 / 3;
    const double c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = normal();
        const double root = 1 + c * x;
        if (root <= 0) continue;
        const double v = root * root * root;
        if (deterministic_log(uniform()) < 0.5 * x * x + d - d * v + d * deterministic_log(v)) return d * v;
    }
}

double Random::beta(double a, double b) {
    const double x = gamma(a);
    const double y = gamma(b);
    return x / (x + y);
}

}  // namespace tradewind::learning
