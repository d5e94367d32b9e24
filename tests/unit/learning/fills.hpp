#pragma once

#include <string>

#include "core/messages.hpp"

namespace tradewind::learning::testing {

inline Decimal dec(std::string_view text) {
    return Decimal::parse(text).value();
}

/// Fills of one ticker with a running position, each an hour after the one before.
class FillMaker {
public:
    TradeExecution make(Side side, std::string_view quantity, std::string_view price, std::string_view commission = "0",
                        std::vector<Contribution> contributions = {}) {
        TradeExecution fill;
        ++count_;
        fill.id = FillId::from_fields({"test", std::to_string(count_)});
        fill.signal = SignalId::from_fields({"test", std::to_string(count_)});
        fill.ticker = Ticker::parse("AAPL").value();
        fill.side = side;
        fill.quantity = dec(quantity);
        fill.price = dec(price);
        fill.commission = dec(commission);
        position_ += side == Side::kBuy ? fill.quantity : -fill.quantity;
        fill.position = position_;
        fill.time = fill.known_at = Timestamp(std::chrono::hours(count_));
        fill.contributions = std::move(contributions);
        return fill;
    }
    void set_position(std::string_view position) { position_ = dec(position); }

private:
    int count_ = 0;
    Decimal position_;
};

}  // namespace tradewind::learning::testing
