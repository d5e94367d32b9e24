#include <boost/multiprecision/cpp_int.hpp>
#include <catch2/catch_test_macros.hpp>
#include <random>
#include <string>

#include "core/decimal.hpp"

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;
using tradewind::checked_divide;
using tradewind::checked_multiply;
using tradewind::Decimal;
using tradewind::ErrorCode;
using tradewind::multiply_divide;
using tradewind::Rounding;

// Arithmetic checked against exact fractions of unbounded integers, rounded by the textbook's words.
namespace {

constexpr Rounding kRoundings[] = {Rounding::kHalfEven, Rounding::kTowardZero, Rounding::kFloor, Rounding::kCeiling};
const cpp_int kScale = 1'000'000'000;

cpp_int floor_of(const cpp_rational& value) {
    const cpp_int n = numerator(value);
    const cpp_int d = denominator(value);
    cpp_int quotient = n / d;
    if (n % d != 0 && n < 0) --quotient;
    return quotient;
}

cpp_int rounded(const cpp_rational& value, Rounding rounding) {
    const cpp_int below = floor_of(value);
    const cpp_rational rest = value - below;
    if (rest == 0) return below;
    switch (rounding) {
        case Rounding::kFloor:
            return below;
        case Rounding::kCeiling:
            return below + 1;
        case Rounding::kTowardZero:
            return value < 0 ? cpp_int(below + 1) : below;
        case Rounding::kHalfEven:
            break;
    }
    const cpp_rational half(1, 2);
    if (rest != half) return rest > half ? cpp_int(below + 1) : below;
    return below % 2 == 0 ? below : cpp_int(below + 1);
}

bool fits(const cpp_int& raw) {
    return raw >= Decimal::min().raw() && raw <= Decimal::max().raw();
}

void agrees(const tradewind::Result<Decimal>& result, const cpp_int& expected) {
    if (fits(expected)) {
        REQUIRE(result.has_value());
        REQUIRE(cpp_int(result->raw()) == expected);
    } else {
        REQUIRE_FALSE(result.has_value());
        REQUIRE(result.error().code == ErrorCode::kLimit);
    }
}

// Values of every size, with the edges and ties over-represented.
class Values {
public:
    Decimal next() {
        switch (random_() % 8) {
            case 0:
                return edge();
            case 1:
                return Decimal::from_raw(static_cast<std::int64_t>(random_() % 2001) - 1000);
            case 2:
                return Decimal::from_raw((static_cast<std::int64_t>(random_() % 2001) - 1000) * 500'000'000);
            case 3:
                return Decimal::from_int(static_cast<std::int64_t>(random_() % 2001) - 1000);
            default: {
                const auto bits = static_cast<int>(random_() % 63) + 1;
                const auto raw = static_cast<std::int64_t>(random_() >> (64 - bits));
                return Decimal::from_raw(random_() % 2 == 0 ? raw : -raw);
            }
        }
    }

private:
    Decimal edge() {
        constexpr std::int64_t kEdges[] = {0, 1, -1, 2, 5, 999'999'999, 1'000'000'000, -1'000'000'000, 1'000'000'001};
        const auto which = random_() % 11;
        if (which == 9) return Decimal::min();
        return which == 10 ? Decimal::max() : Decimal::from_raw(kEdges[which]);
    }

    std::mt19937_64 random_{20240703};
};

}  // namespace

TEST_CASE("Products, quotients and proportions equal exact fractions under every rounding") {
    Values values;
    for (int i = 0; i < 20'000; ++i) {
        const Decimal a = values.next();
        const Decimal b = values.next();
        const Decimal c = values.next();
        const Rounding rounding = kRoundings[i % 4];
        INFO(a.to_string() << ", " << b.to_string() << ", " << c.to_string() << ", rounding " << i % 4);
        const cpp_int product = cpp_int(a.raw()) * b.raw();
        agrees(checked_multiply(a, b, rounding), rounded(cpp_rational(product, kScale), rounding));
        if (b.is_zero()) {
            REQUIRE(checked_divide(a, b, rounding).error().code == ErrorCode::kInvalidArgument);
        } else {
            agrees(checked_divide(a, b, rounding), rounded(cpp_rational(cpp_int(a.raw()) * kScale, b.raw()), rounding));
        }
        if (c.is_zero()) continue;
        const cpp_int proportion = rounded(cpp_rational(product, c.raw()), rounding);
        if (fits(proportion)) REQUIRE(cpp_int(multiply_divide(a, b, c, rounding).raw()) == proportion);
    }
}

TEST_CASE("Rounding to fewer decimals equals exact fractions") {
    Values values;
    for (int i = 0; i < 20'000; ++i) {
        const Decimal a = values.next();
        const int digits = i % 10;
        const Rounding rounding = kRoundings[i / 10 % 4];
        const cpp_int unit = pow(cpp_int(10), static_cast<unsigned>(9 - digits));
        const cpp_int expected = rounded(cpp_rational(cpp_int(a.raw()), unit), rounding) * unit;
        if (!fits(expected)) continue;
        INFO(a.to_string() << " to " << digits << " digits");
        REQUIRE(cpp_int(a.rounded(digits, rounding).raw()) == expected);
    }
}

TEST_CASE("Sums and differences are exact, and order agrees with them") {
    Values values;
    for (int i = 0; i < 20'000; ++i) {
        const Decimal a = values.next();
        const Decimal b = values.next();
        const cpp_int sum = cpp_int(a.raw()) + b.raw();
        const cpp_int difference = cpp_int(a.raw()) - b.raw();
        if (fits(sum)) REQUIRE(cpp_int((a + b).raw()) == sum);
        if (fits(difference)) REQUIRE(cpp_int((a - b).raw()) == difference);
        REQUIRE((a < b) == (difference < 0));
        REQUIRE((a == b) == (difference == 0));
    }
}

TEST_CASE("Text round-trips, and equals the digits of an unbounded integer") {
    Values values;
    for (int i = 0; i < 20'000; ++i) {
        const Decimal a = values.next();
        REQUIRE(Decimal::parse(a.to_string()) == a);
        // The raw number with its point put in, the long way.
        const cpp_int raw = a.raw();
        std::string digits = cpp_int(abs(raw)).str();
        if (digits.size() < 10) digits.insert(0, 10 - digits.size(), '0');
        digits.insert(digits.size() - 9, 1, '.');
        const std::string full = (raw < 0 ? "-" : "") + digits;
        REQUIRE(Decimal::parse(full) == a);
        REQUIRE(Decimal::parse(digits + "e0").has_value() == (a != Decimal::min()));
        REQUIRE(full.starts_with(a.to_string()));
    }
}

TEST_CASE("From a double comes the nearest decimal to its shortest text") {
    CHECK(Decimal::from_double(92.42)->to_string() == "92.42");
    CHECK(Decimal::from_double(0.1 + 0.2)->to_string() == "0.3");
    CHECK(Decimal::from_double(1e-9)->to_string() == "0.000000001");
    CHECK(Decimal::from_double(-2.5e-9)->to_string() == "-0.000000002");
    CHECK(Decimal::from_double(1.5e-9)->to_string() == "0.000000002");
    CHECK(Decimal::from_double(4e-10)->to_string() == "0");
    CHECK(Decimal::from_double(1e-300)->to_string() == "0");
    CHECK_FALSE(Decimal::from_double(1e10));
    CHECK_FALSE(Decimal::from_double(std::numeric_limits<double>::quiet_NaN()));
    CHECK_FALSE(Decimal::from_double(-std::numeric_limits<double>::infinity()));
    Values values;
    for (int i = 0; i < 20'000; ++i) {
        // What has at most 53 bits is nearest to itself.
        const Decimal a = values.next().rounded(static_cast<int>(i % 10), Rounding::kTowardZero);
        if (a < Decimal::from_int(-9'000'000) || a > Decimal::from_int(9'000'000)) continue;
        INFO(a.to_string());
        REQUIRE(Decimal::from_double(a.to_double())->to_string() == a.to_string());
    }
}
