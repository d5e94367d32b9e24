#include "core/decimal.hpp"

#include <charconv>
#include <cmath>
#include <fmt/core.h>

namespace tradewind {
namespace {

__extension__ using Int128 = __int128;

constexpr Int128 kMaxRaw = std::numeric_limits<std::int64_t>::max();
constexpr Int128 kMinRaw = std::numeric_limits<std::int64_t>::min();

bool fits(Int128 value) {
    return value >= kMinRaw && value <= kMaxRaw;
}

// Quotient of numerator / denominator under the rounding rule; denominator != 0.
Int128 rounded_quotient(Int128 numerator, Int128 denominator, Rounding rounding) {
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    Int128 quotient = numerator / denominator;
    const Int128 remainder = numerator % denominator;
    if (remainder == 0) return quotient;
    const int direction = remainder > 0 ? 1 : -1;
    switch (rounding) {
        case Rounding::kTowardZero:
            break;
        case Rounding::kFloor:
            if (direction < 0) --quotient;
            break;
        case Rounding::kCeiling:
            if (direction > 0) ++quotient;
            break;
        case Rounding::kHalfEven: {
            const Int128 twice = (remainder < 0 ? -remainder : remainder) * 2;
            if (twice > denominator || (twice == denominator && quotient % 2 != 0)) quotient += direction;
            break;
        }
    }
    return quotient;
}

constexpr std::int64_t power_of_ten(int exponent) {
    std::int64_t power = 1;
    for (; exponent > 0; --exponent) power *= 10;
    return power;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::unexpected<Error> not_a_decimal(std::string_view text) {
    return fail(ErrorCode::kParse, fmt::format("not a decimal number: '{}'", text.substr(0, 40)));
}

std::unexpected<Error> out_of_range() {
    return fail(ErrorCode::kLimit, "number out of range: at most 9223372036.854775807 in size");
}

}  // namespace

Result<Decimal> Decimal::parse(std::string_view text) {
    std::string_view rest = text;
    bool negative = false;
    if (!rest.empty() && (rest.front() == '+' || rest.front() == '-')) {
        negative = rest.front() == '-';
        rest.remove_prefix(1);
    }
    // Significant digits are gathered without the point; `point` counts those after it.
    Int128 digits = 0;
    int point = 0;
    bool seen_point = false;
    bool seen_digit = false;
    std::size_t used = 0;
    for (; used < rest.size(); ++used) {
        const char c = rest[used];
        if (c == '.' && !seen_point) {
            seen_point = true;
            continue;
        }
        if (!is_digit(c)) break;
        seen_digit = true;
        if (digits > kMaxRaw * kScale) return out_of_range();
        digits = digits * 10 + (c - '0');
        if (seen_point) ++point;
    }
    if (!seen_digit) return not_a_decimal(text);
    rest.remove_prefix(used);
    int exponent = 0;
    if (!rest.empty()) {
        if (rest.front() != 'e' && rest.front() != 'E') return not_a_decimal(text);
        rest.remove_prefix(1);
        if (!rest.empty() && rest.front() == '+') rest.remove_prefix(1);
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
        if (error == std::errc::result_out_of_range) return out_of_range();
        if (error != std::errc{} || end != rest.data() + rest.size()) return not_a_decimal(text);
        // A bound on the exponent keeps "1e999999999" from costing anything.
        if (exponent > 64 || exponent < -64) return out_of_range();
    }
    int shift = kDigits - point + exponent;
    for (; shift < 0; ++shift) {
        if (digits % 10 != 0) {
            return fail(ErrorCode::kParse, fmt::format("more than nine decimals: '{}'", text.substr(0, 40)));
        }
        digits /= 10;
        if (digits == 0) break;
    }
    for (; shift > 0 && digits != 0; --shift) {
        digits *= 10;
        if (digits > kMaxRaw + 1) return out_of_range();
    }
    if (negative) digits = -digits;
    if (!fits(digits)) return out_of_range();
    return from_raw(static_cast<std::int64_t>(digits));
}

Result<Decimal> Decimal::from_double(double value) {
    if (!std::isfinite(value)) return fail(ErrorCode::kParse, "not a finite number");
    if (std::fabs(value) >= 9.2e9) return out_of_range();
    // The shortest text that round-trips is the number the sender meant; it is then rounded to nine places.
    char buffer[400];  // 1e-300 has 300 zeros
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
    if (error != std::errc{}) return out_of_range();
    const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
    const auto dot = text.find('.');
    if (dot == std::string_view::npos || text.size() - dot - 1 <= kDigits) return parse(text);
    const auto kept = parse(text.substr(0, dot + 1 + kDigits));
    if (!kept) return kept;
    const std::string_view tail = text.substr(dot + 1 + kDigits);
    const bool above_half =
        tail.front() > '5' || (tail.front() == '5' && tail.find_first_not_of('0', 1) != std::string_view::npos);
    const bool at_half = tail.front() == '5' && !above_half;
    const bool up = above_half || (at_half && kept->raw() % 2 != 0);
    const int step = up ? (std::signbit(value) ? -1 : 1) : 0;
    return from_raw(kept->raw() + step);
}

std::string Decimal::to_string() const {
    // Unsigned magnitude, so that min() prints too.
    const auto magnitude = raw_ < 0 ? ~static_cast<std::uint64_t>(raw_) + 1 : static_cast<std::uint64_t>(raw_);
    char buffer[32];
    char* out = buffer;
    if (raw_ < 0) *out++ = '-';
    out = std::to_chars(out, buffer + sizeof buffer, magnitude / kScale).ptr;
    if (auto fraction = magnitude % kScale; fraction != 0) {
        *out++ = '.';
        char* first = out;
        for (auto place = static_cast<std::uint64_t>(kScale) / 10; place > 0 && fraction != 0; place /= 10) {
            *out++ = static_cast<char>('0' + fraction / place);
            fraction %= place;
        }
        TRADEWIND_ASSERT(out > first);
    }
    return {buffer, out};
}

Decimal Decimal::rounded(int digits, Rounding rounding) const {
    TRADEWIND_ASSERT(digits >= 0 && digits <= kDigits);
    const std::int64_t unit = power_of_ten(kDigits - digits);
    const Int128 value = rounded_quotient(raw_, unit, rounding) * unit;
    TRADEWIND_ASSERT(fits(value));
    return from_raw(static_cast<std::int64_t>(value));
}

Decimal Decimal::checked(std::int64_t a, std::int64_t b, bool subtract) {
    std::int64_t result = 0;
    const bool overflow = subtract ? __builtin_sub_overflow(a, b, &result) : __builtin_add_overflow(a, b, &result);
    TRADEWIND_ASSERT(!overflow);
    return from_raw(result);
}

Result<Decimal> checked_multiply(Decimal a, Decimal b, Rounding rounding) {
    const Int128 value = rounded_quotient(static_cast<Int128>(a.raw()) * b.raw(), Decimal::kScale, rounding);
    if (!fits(value)) return out_of_range();
    return Decimal::from_raw(static_cast<std::int64_t>(value));
}

Result<Decimal> checked_divide(Decimal a, Decimal b, Rounding rounding) {
    if (b.is_zero()) return fail(ErrorCode::kInvalidArgument, "division by zero");
    const Int128 value = rounded_quotient(static_cast<Int128>(a.raw()) * Decimal::kScale, b.raw(), rounding);
    if (!fits(value)) return out_of_range();
    return Decimal::from_raw(static_cast<std::int64_t>(value));
}

Decimal multiply(Decimal a, Decimal b, Rounding rounding) {
    const auto product = checked_multiply(a, b, rounding);
    TRADEWIND_ASSERT(product.has_value());
    return *product;
}

Decimal divide(Decimal a, Decimal b, Rounding rounding) {
    const auto quotient = checked_divide(a, b, rounding);
    TRADEWIND_ASSERT(quotient.has_value());
    return *quotient;
}

Decimal multiply_divide(Decimal a, Decimal b, Decimal c, Rounding rounding) {
    TRADEWIND_ASSERT(!c.is_zero());
    const Int128 value = rounded_quotient(static_cast<Int128>(a.raw()) * b.raw(), c.raw(), rounding);
    TRADEWIND_ASSERT(fits(value));
    return Decimal::from_raw(static_cast<std::int64_t>(value));
}

}  // namespace tradewind
