#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/decimal.hpp"
#include "core/messages.hpp"

namespace tradewind::exchange {

/// A holding; the cost basis has the sign of the quantity.
struct Holding {
    Decimal quantity;
    Decimal cost;

    [[nodiscard]] Decimal average() const {
        return quantity.is_zero() ? Decimal() : divide(cost, quantity, Rounding::kHalfEven);
    }
};

struct AccountSettings {
    bool suspend_trade = false;
    bool no_shorting = false;
    bool fractional_trading = true;
    std::string max_margin_multiplier = "4";
    std::string trade_confirm_email = "all";
    bool ptp_no_exception_entry = false;
    bool disable_overnight_trading = false;
};

/// Cash and holdings; changed by fills and splits only. Exact.
class Account {
public:
    explicit Account(Decimal cash) : cash_(cash), last_equity_(cash), initial_cash_(cash) {}

    void fill(std::uint32_t symbol, Side side, Decimal quantity, Decimal price);
    void split(std::uint32_t symbol, std::uint32_t to, std::uint32_t from);
    void end_day(Decimal equity) { last_equity_ = equity; }

    [[nodiscard]] Decimal cash() const { return cash_; }
    [[nodiscard]] Decimal initial_cash() const { return initial_cash_; }
    [[nodiscard]] Decimal last_equity() const { return last_equity_; }
    [[nodiscard]] const std::map<std::uint32_t, Holding>& holdings() const { return holdings_; }
    [[nodiscard]] Decimal held(std::uint32_t symbol) const {
        const auto found = holdings_.find(symbol);
        return found == holdings_.end() ? Decimal() : found->second.quantity;
    }

    AccountSettings settings;

private:
    Decimal cash_;
    Decimal last_equity_;
    Decimal initial_cash_;
    std::map<std::uint32_t, Holding> holdings_;  // none is flat
};

}  // namespace tradewind::exchange
