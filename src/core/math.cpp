#include "core/math.hpp"

#include <bit>
#include <cstdint>
#include <limits>

namespace tradewind {
namespace {

constexpr double kLn2Hi = 6.93147180369123816490e-01;
constexpr double kLn2Lo = 1.90821492927058770002e-10;
constexpr double kInverseLn2 = 1.44269504088896338700e+00;

double power_of_two(int exponent) {
    return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

// value · 2^exponent, exact but for underflow; two steps, since 2^exponent itself may not be representable.
double scale(double value, int exponent) {
    if (exponent > 1023) return value * power_of_two(1023) * power_of_two(exponent - 1023);
    if (exponent < -1022) return value * power_of_two(exponent + 1000) * power_of_two(-1000);
    return value * power_of_two(exponent);
}

// e^x = 2^exponent · (1 + high - low + rest), |high - low| ≤ ln2/2.
struct ReducedExp {
    int exponent;
    double high;
    double low;
    double rest;
};

ReducedExp reduce(double x) {
    const double rounded = x * kInverseLn2 + (x < 0 ? -0.5 : 0.5);
    const int k = static_cast<int>(rounded);
    const double high = x - k * kLn2Hi;
    const double low = k * kLn2Lo;
    const double r = high - low;
    const double t = r * r;
    const double c = r - t * (1.66666666666666019037e-01 +
                              t * (-2.77777777770155933842e-03 +
                                   t * (6.61375632143793436117e-05 +
                                        t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
    return {k, high, low, (r * c) / (2.0 - c)};
}

// A sum of two doubles, the second below half a unit in the last place of the first.
struct Pair {
    double high;
    double low;
};

Pair exact_sum(double a, double b) {
    const double sum = a + b;
    const double added = sum - a;
    return {sum, (a - (sum - added)) + (b - added)};
}

Pair split(double value) {
    const double scaled = 134217729.0 * value;  // 2^27 + 1
    const double high = scaled - (scaled - value);
    return {high, value - high};
}

// a / b to about 100 bits, of which the leading double is returned: one Newton step with an exact remainder (Dekker).
double quotient(Pair a, Pair b) {
    const double first = a.high / b.high;
    const Pair p = split(first);
    const Pair q = split(b.high);
    const double product = first * b.high;
    const double product_low = ((p.high * q.high - product) + p.high * q.low + p.low * q.high) + p.low * q.low;
    return first + (((a.high - product) - product_low) + a.low - first * b.low) / b.high;
}

}  // namespace

double deterministic_exp(double x) {
    if (x != x) return x;
    if (x > 709.782712893383973096) return std::numeric_limits<double>::infinity();
    if (x < -745.13321910194110842) return 0;
    const auto [k, high, low, rest] = reduce(x);
    return scale(1.0 - ((low - rest) - high), k);
}

double deterministic_log(double x) {
    if (x != x || x < 0) return std::numeric_limits<double>::quiet_NaN();
    if (x == 0) return -std::numeric_limits<double>::infinity();
    if (x > std::numeric_limits<double>::max()) return x;
    int k = 0;
    if (x < std::numeric_limits<double>::min()) {
        x *= power_of_two(54);
        k = -54;
    }
    auto bits = std::bit_cast<std::uint64_t>(x);
    // The significand goes to [√½, √2), so that f = m - 1 is small.
    k += static_cast<int>(bits >> 52) - 1023;
    double m = std::bit_cast<double>((bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL);
    if (m > 1.41421356237309514547) {
        m *= 0.5;
        ++k;
    }
    const double f = m - 1.0;
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double w = z * z;
    const double t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    const double t2 =
        z * (6.666666666666735130e-01 +
             w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    const double r = t1 + t2;
    const double half_square = 0.5 * f * f;
    return k * kLn2Hi - ((half_square - (s * (half_square + r) + k * kLn2Lo)) - f);
}

double deterministic_tanh(double x) {
    if (x != x) return x;
    const double size = x < 0 ? -x : x;
    if (size > 22) return x < 0 ? -1.0 : 1.0;
    const auto [k, high, low, rest] = reduce(2.0 * size);
    const double power = power_of_two(k);
    // e^{2x} - 1, without losing the small part of a small x.
    Pair top = exact_sum(power - 1.0, power * high);
    top = exact_sum(top.high, top.low + power * (rest - low));
    Pair bottom = exact_sum(2.0, top.high);
    bottom = exact_sum(bottom.high, bottom.low + top.low);
    const double value = quotient(top, bottom);
    return x < 0 ? -value : value;
}

}  // namespace tradewind
