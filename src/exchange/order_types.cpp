#include "exchange/order_types.hpp"

#include <array>

namespace tradewind::exchange {
namespace {

constexpr std::array<std::string_view, 5> kKinds{"market", "limit", "stop", "stop_limit", "trailing_stop"};
constexpr std::array<std::string_view, 6> kForces{"day", "gtc", "opg", "cls", "ioc", "fok"};
constexpr std::array<std::string_view, 4> kClasses{"simple", "bracket", "oco", "oto"};
constexpr std::array<std::string_view, 12> kStates{"accepted",       "pending_new",     "new",      "partially_filled",
                                                   "pending_cancel", "pending_replace", "held",     "filled",
                                                   "canceled",       "expired",         "replaced", "rejected"};

template <class Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& names, std::string_view text) {
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == text) return static_cast<Enum>(i);
    }
    return std::nullopt;
}

}  // namespace

std::string_view to_string(OrderKind kind) noexcept {
    return kKinds[static_cast<std::size_t>(kind)];
}
std::string_view to_string(Force force) noexcept {
    return kForces[static_cast<std::size_t>(force)];
}
std::string_view to_string(OrderClass order_class) noexcept {
    return kClasses[static_cast<std::size_t>(order_class)];
}
std::string_view to_string(OrderState state) noexcept {
    return kStates[static_cast<std::size_t>(state)];
}
std::optional<OrderKind> parse_order_kind(std::string_view text) noexcept {
    return find<OrderKind>(kKinds, text);
}
std::optional<Force> parse_force(std::string_view text) noexcept {
    return find<Force>(kForces, text);
}
std::optional<OrderClass> parse_order_class(std::string_view text) noexcept {
    return text.empty() ? OrderClass::kSimple : find<OrderClass>(kClasses, text);
}

std::optional<Decimal> ClientOrder::average_price() const {
    if (filled.sign() <= 0) return std::nullopt;
    return divide(filled_amount, filled, Rounding::kHalfEven);
}

}  // namespace tradewind::exchange
