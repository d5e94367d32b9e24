// Reads `OPERATION ROUNDING A B` a line and prints what core's Decimal makes of it, for decimal_oracle.py.
#include <iostream>
#include <string>

#include "core/decimal.hpp"

using tradewind::Decimal;
using tradewind::ErrorCode;
using tradewind::Result;
using tradewind::Rounding;

namespace {

Rounding rounding_of(const std::string& name) {
    if (name == "half-even") return Rounding::kHalfEven;
    if (name == "toward-zero") return Rounding::kTowardZero;
    return name == "floor" ? Rounding::kFloor : Rounding::kCeiling;
}

std::string shown(const Result<Decimal>& result) {
    if (result) return result->to_string();
    switch (result.error().code) {
        case ErrorCode::kLimit:
            return "limit";
        case ErrorCode::kInvalidArgument:
            return "invalid";
        default:
            return "lossy";
    }
}

std::string answer(const std::string& operation, Rounding rounding, const std::string& a, const std::string& b) {
    const auto left = Decimal::parse(a);
    if (operation == "parse" || !left) return shown(left);
    if (operation == "round") return left->rounded(std::stoi(b), rounding).to_string();
    const auto right = Decimal::parse(b);
    if (!right) return shown(right);
    return shown(operation == "multiply" ? checked_multiply(*left, *right, rounding)
                                         : checked_divide(*left, *right, rounding));
}

}  // namespace

int main() {
    std::string operation, rounding, a, b;
    while (std::cin >> operation >> rounding >> a >> b) {
        std::cout << answer(operation, rounding_of(rounding), a, b) << '\n';
    }
}
