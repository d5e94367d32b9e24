#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <vector>

#include "core/messages.hpp"
#include "core/records.hpp"

namespace tradewind::learning {

/// Splits `amount` in proportion to `weights` (signed, their sum not zero) into parts of 1e-9 that add up to it
/// exactly: each part is rounded down, and what is left goes to the largest remainders, the first of equals first. All
/// zero where the weights add up to nothing.
std::vector<Decimal> split_exactly(Decimal amount, std::span<const double> weights);

/// Pairs what opened a position with what closed it, first in first out per ticker, and divides each round trip's net
/// profit among the strategies in proportion to their signed contribution to the opening decision: one that spoke
/// against a winner is charged, one that spoke against a loser is credited. Money is exact: over a position's life,
/// gross profits add up to what its fills moved, costs to their commissions and fees, and credits to net profits.
class TradeEvaluator {
public:
    /// The round trips (or parts of one) that `fill` closed, oldest opening first. What goes beyond opens a position
    /// the other way.
    std::vector<TradeOutcome> on_fill(const TradeExecution& fill);

private:
    /// An opening fill, as far as it is not closed yet.
    struct Lot {
        FillId fill;
        SignalId signal;
        Timestamp time;
        Side side = Side::kBuy;
        Decimal quantity;
        Decimal value;  ///< Paid or received for `quantity`.
        Decimal costs;
        std::vector<Contribution> contributions;
    };
    /// What is left of the fill being folded.
    struct Rest {
        Decimal quantity;
        Decimal value;
        Decimal costs;
        /// Takes `part` of the quantity off, with its share of value and costs; the last part takes all that is left.
        Rest take(Decimal part);
    };

    static void restate(std::deque<Lot>& lots, const TradeExecution& fill);
    static TradeOutcome close(const Lot& lot, const Rest& entry, const Rest& exit, const TradeExecution& fill);

    std::map<Ticker, std::deque<Lot>> lots_;
};

}  // namespace tradewind::learning
