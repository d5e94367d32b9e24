#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/messages.hpp"

/// What decisions leave behind in the store (design §7), as plain structs: made by the engines, written by the
/// services, listed by the gateway, hashed into `decision_hash`.
namespace tradewind {

struct RiskCheck {
    std::string name;  ///< Stable, e.g. `daily_loss_limit`.
    bool passed = true;
    std::string detail;  ///< Figures that were compared.
};

/// The verdict on one signal: every check that ran, in order; the first failure ends the list.
struct RiskVerdict {
    VerdictId id;
    SignalId signal;
    Ticker ticker;
    Timestamp time;
    bool approved = false;
    std::string reason;  ///< Name of the failed check, or empty; `no_change` where the target is already held.
    Decimal quantity;    ///< Approved size; zero where denied.
    std::vector<RiskCheck> checks;
};
// clang-format off
/// Submission state (reliability.md §5.4) and life at the broker in one list.
enum class OrderStatus : std::uint8_t {
    kQueued,           ///< Decided, and held back until other orders of its ticker are out of the way; not sent.
    kSubmitting,       ///< Intent stored, about to be sent.
    kUnknown,          ///< Sent or maybe sent; being looked up.
    kAccepted,         ///< Working at the broker.
    kPartiallyFilled,
    kFilled,
    kCanceled,
    kExpired,
    kRejected,
};
std::string_view to_string(OrderStatus status) noexcept;
Result<OrderStatus> parse_order_status(std::string_view text);
constexpr bool is_terminal(OrderStatus status) noexcept { return status >= OrderStatus::kFilled; }
// clang-format on
/// An order from its decision on.
struct Order {
    OrderId id;
    SignalId signal;
    VerdictId verdict;  ///< Empty for protective legs, which reduce only.
    Ticker ticker;
    Side side = Side::kBuy;
    OrderType type = OrderType::kMarket;
    OrderLeg leg = OrderLeg::kEntry;
    TimeInForce time_in_force = TimeInForce::kDay;
    Decimal quantity;
    std::optional<Decimal> limit_price;
    std::optional<Decimal> stop_price;
    Timestamp time;               ///< When it was decided.
    std::string client_order_id;  ///< `tw-` + 26 base32 characters of the id.
    std::string broker_order_id;
    OrderStatus status = OrderStatus::kSubmitting;
    Decimal filled_quantity;
    std::optional<Decimal> average_price;
    std::optional<Timestamp> closed_at;
    int attempts = 0;
    std::string reason;  ///< Why rejected, canceled or expired.
};

struct Position {
    Ticker ticker;
    Decimal quantity;       ///< Signed.
    Decimal average_price;  ///< Of the open lots.
    Decimal last_price;
    Decimal realized_pnl;  ///< Before commission and fees, since the start of the world.
    Timestamp updated;
};

/// Every change of cash. The fold of these is the cash balance.
struct LedgerEntry {
    LedgerId id;
    Timestamp time;
    std::string kind;   ///< deposit | trade | commission | fee | dividend | borrow | interest | split | adjustment
    std::string cause;  ///< FillId or bar id text.
    Ticker ticker;
    Decimal quantity;  ///< Signed change of the position.
    Decimal cash;      ///< Signed change of cash.
};

struct PortfolioSnapshot {
    Timestamp time;
    Decimal equity;
    Decimal cash;
    Decimal position_value;
    Decimal day_pnl;
    std::string source;  ///< `ledger` or `broker`.
};

/// A closed round trip (FIFO), with each strategy's credit; credits sum exactly to `net_pnl`.
struct TradeOutcome {
    OutcomeId id;
    Ticker ticker;
    SignalId opening_signal;
    FillId opening_fill;
    FillId closing_fill;
    Timestamp opened;
    Timestamp closed;
    Direction direction = Direction::kLong;
    Decimal quantity;
    Decimal entry_price;
    Decimal exit_price;
    Decimal gross_pnl;
    Decimal costs;
    Decimal net_pnl;
    std::vector<std::pair<std::string, Decimal>> credits;
};

enum class TradingState : std::uint8_t { kActive, kReduceOnly, kHalted, kKilled };
std::string_view to_string(TradingState state) noexcept;
Result<TradingState> parse_trading_state(std::string_view text);

struct KillState {
    TradingState state = TradingState::kActive;
    Timestamp since;
    std::string by;
    std::string reason;
};

/// Who did what, when: operators' commands and their answers, settings, sign-ins.
struct AuditEntry {
    Timestamp time;
    std::string actor;
    std::string action;
    std::string subject;
    std::string detail;
    std::string reference;  ///< Command id where it answers one.
};

}  // namespace tradewind
