#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace tradewind {

/// How a result that doesn't fit nine decimals is rounded. Named at each call, never implied.
enum class Rounding : std::uint8_t {
    kHalfEven,
    kTowardZero,
    kFloor,
    kCeiling,
};

/// Exact fixed-point number with nine decimals: prices, quantities, cash, P&L.
/// Range ±9 223 372 036.854775807; 128-bit intermediates. Addition that leaves the range is a broken
/// invariant (a bug: inputs are bounded where they enter); `checked_*` and `multiply`/`divide` report it.
class Decimal {
public:
    static constexpr std::int64_t kScale = 1'000'000'000;
    static constexpr int kDigits = 9;

    constexpr Decimal() noexcept = default;

    static constexpr Decimal from_raw(std::int64_t raw) noexcept {
        Decimal value;
        value.raw_ = raw;
        return value;
    }
    /// Whole units; |units| must be at most 9 223 372 036.
    static constexpr Decimal from_int(std::int64_t units) noexcept { return from_raw(units * kScale); }
    /// Parses `[+-]digits[.digits][e[+-]digits]`. Refuses anything else, more than nine significant decimals
    /// (kParse: it would not be lossless) and values out of range (kLimit).
    static Result<Decimal> parse(std::string_view text);
    /// The nearest decimal to a double (half-even at the ninth place). Refuses NaN, infinities, overflow.
    /// For values that come as JSON numbers; never for money that we computed ourselves.
    static Result<Decimal> from_double(double value);

    static constexpr Decimal min() noexcept { return from_raw(std::numeric_limits<std::int64_t>::min()); }
    static constexpr Decimal max() noexcept { return from_raw(std::numeric_limits<std::int64_t>::max()); }

    [[nodiscard]] constexpr std::int64_t raw() const noexcept { return raw_; }
    /// The nearest double: for indicators and display, never back into money.
    [[nodiscard]] constexpr double to_double() const noexcept { return static_cast<double>(raw_) / 1e9; }
    /// Shortest exact text: no exponent, no trailing zeros ("92.42", "-0.5", "0").
    [[nodiscard]] std::string to_string() const;
    [[nodiscard]] constexpr bool is_zero() const noexcept { return raw_ == 0; }
    [[nodiscard]] constexpr int sign() const noexcept { return raw_ > 0 ? 1 : (raw_ < 0 ? -1 : 0); }
    [[nodiscard]] constexpr Decimal abs() const noexcept { return raw_ < 0 ? -*this : *this; }

    friend constexpr auto operator<=>(Decimal, Decimal) noexcept = default;
    constexpr Decimal operator-() const noexcept { return from_raw(-raw_); }
    friend Decimal operator+(Decimal a, Decimal b) { return checked(a.raw_, b.raw_, false); }
    friend Decimal operator-(Decimal a, Decimal b) { return checked(a.raw_, b.raw_, true); }
    Decimal& operator+=(Decimal other) { return *this = *this + other; }
    Decimal& operator-=(Decimal other) { return *this = *this - other; }

    /// Rounds to `digits` decimals (0..9).
    [[nodiscard]] Decimal rounded(int digits, Rounding rounding) const;

private:
    static Decimal checked(std::int64_t a, std::int64_t b, bool subtract);

    std::int64_t raw_ = 0;
};

/// a · b rounded at the ninth decimal; kLimit on overflow.
Result<Decimal> checked_multiply(Decimal a, Decimal b, Rounding rounding);
/// a / b rounded at the ninth decimal; kInvalidArgument for b = 0, kLimit on overflow.
Result<Decimal> checked_divide(Decimal a, Decimal b, Rounding rounding);
/// As above, where the range is known to hold; leaving it is a broken invariant.
Decimal multiply(Decimal a, Decimal b, Rounding rounding);
Decimal divide(Decimal a, Decimal b, Rounding rounding);
/// a · b / c with one rounding, e.g. an amount split in the ratio b : c.
Decimal multiply_divide(Decimal a, Decimal b, Decimal c, Rounding rounding);

}  // namespace tradewind
