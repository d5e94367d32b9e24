#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/decimal.hpp"
#include "core/messages.hpp"
#include "core/time.hpp"
#include "exchange/order_book.hpp"

/// Orders as a client of the exchange sees them: Alpaca's words as types.
namespace tradewind::exchange {

enum class OrderKind : std::uint8_t { kMarket, kLimit, kStop, kStopLimit, kTrailingStop };
enum class Force : std::uint8_t { kDay, kGtc, kOpg, kCls, kIoc, kFok };
enum class OrderClass : std::uint8_t { kSimple, kBracket, kOco, kOto };
enum class OrderState : std::uint8_t {
    kAccepted,  ///< Taken in out of hours, not yet sent to the book.
    kPendingNew,
    kNew,
    kPartiallyFilled,
    kPendingCancel,
    kPendingReplace,
    kHeld,  ///< A bracket's child whose entry isn't filled yet.
    kFilled,
    kCanceled,
    kExpired,
    kReplaced,
    kRejected,
};
std::string_view to_string(OrderKind kind) noexcept;
std::string_view to_string(Force force) noexcept;
std::string_view to_string(OrderClass order_class) noexcept;
std::string_view to_string(OrderState state) noexcept;
std::optional<OrderKind> parse_order_kind(std::string_view text) noexcept;
std::optional<Force> parse_force(std::string_view text) noexcept;
std::optional<OrderClass> parse_order_class(std::string_view text) noexcept;
constexpr bool is_terminal(OrderState state) noexcept {
    return state >= OrderState::kFilled;
}

/// A refusal in Alpaca's form: HTTP status, code, message, and further members (name, JSON text value).
struct ApiError {
    int status = 422;
    int code = 0;
    std::string message;
    std::vector<std::pair<std::string, std::string>> details = {};
};
template <class T>
using ApiResult = std::expected<T, ApiError>;
using ApiStatus = std::expected<void, ApiError>;

/// What POST /v2/orders says, read but not yet judged. Enumerations are text where they were unknown.
struct OrderRequest {
    std::string symbol;
    std::optional<Decimal> quantity, notional, limit_price, stop_price, trail_price, trail_percent;
    std::string side, kind, force, order_class, client_order_id, position_intent;
    bool extended_hours = false;
    bool has_take_profit = false, has_stop_loss = false;
    std::optional<Decimal> take_profit_limit, stop_loss_stop, stop_loss_limit;
};

/// What PATCH /v2/orders/{id} says.
struct ReplaceRequest {
    std::optional<Decimal> quantity, limit_price, stop_price, trail;
    std::string force, client_order_id;
};

/// An order of the account, from its acceptance on.
struct ClientOrder {
    std::string id, client_order_id;
    std::uint32_t symbol = 0;
    Side side = Side::kBuy;
    OrderKind kind = OrderKind::kMarket;
    Force force = Force::kDay;
    OrderClass order_class = OrderClass::kSimple;
    OrderState state = OrderState::kPendingNew;
    std::optional<Decimal> quantity, notional, limit_price, stop_price, trail_price, trail_percent, high_water;
    Decimal filled;
    Decimal filled_amount;  ///< Σ price · quantity
    bool extended_hours = false;
    std::string position_intent;
    Timestamp created, updated, submitted;
    std::optional<Timestamp> filled_at, expired_at, expires_at, canceled_at, failed_at, replaced_at;
    std::string replaced_by, replaces;
    std::optional<std::uint32_t> parent;  ///< Of a bracket's child.
    std::vector<std::uint32_t> children;  ///< Orders that belong to this one.
    // How it works in the book:
    OrderBook::Handle handle = OrderBook::kNone;
    bool triggered = false;  ///< A stop that was elected.
    bool active = false;     ///< Sent to the book, or watched by it.

    /// What is left, in shares; of a notional order, unknown until it meets a price: zero.
    [[nodiscard]] Decimal open_quantity() const { return quantity ? *quantity - filled : Decimal(); }
    [[nodiscard]] std::optional<Decimal> average_price() const;
    [[nodiscard]] bool is_stop() const {
        return kind == OrderKind::kStop || kind == OrderKind::kStopLimit || kind == OrderKind::kTrailingStop;
    }
};

/// Something that happened to an order, as `trade_updates` tells it.
struct OrderEvent {
    std::string event;  ///< new, fill, canceled…
    std::string event_id, execution_id;
    Timestamp time;
    ClientOrder order;  ///< After the event.
    std::optional<Decimal> price, quantity, position;
};

/// A fill as the account's activities list it.
struct Activity {
    std::string id;
    Timestamp time;
    std::string order_id, symbol;
    Side side = Side::kBuy;
    Decimal price, quantity, cumulative, leaves;
    bool partial = false;
    OrderState order_state = OrderState::kFilled;
};

}  // namespace tradewind::exchange
