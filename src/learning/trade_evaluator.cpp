#include "learning/trade_evaluator.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tradewind::learning {
namespace {

__extension__ using Wide = __int128;

/// Weights as whole numbers, so that the split depends on no rounding of a sum. |weight| is at most a few units.
constexpr double kWeightScale = 1e12;

void credit(TradeOutcome& outcome, std::span<const Contribution> contributions) {
    std::vector<double> weights;
    for (const Contribution& contribution : contributions) weights.push_back(contribution.value);
    const auto parts = split_exactly(outcome.net_pnl, weights);
    for (std::size_t i = 0; i < parts.size(); ++i) outcome.credits.emplace_back(contributions[i].strategy, parts[i]);
}

}  // namespace

std::vector<Decimal> split_exactly(Decimal amount, std::span<const double> weights) {
    std::vector<std::int64_t> scaled;
    for (const double weight : weights) scaled.push_back(std::llround(weight * kWeightScale));
    Wide total = std::accumulate(scaled.begin(), scaled.end(), Wide{0});
    if (total == 0) return std::vector<Decimal>(weights.size());
    if (total < 0) {  // the same proportions with a positive sum
        total = -total;
        for (auto& weight : scaled) weight = -weight;
    }
    std::vector<Decimal> parts;
    std::vector<Wide> remainders;
    Wide left = amount.raw();
    for (const std::int64_t weight : scaled) {
        const Wide product = Wide{amount.raw()} * weight;
        Wide quotient = product / total;
        if (product % total < 0) --quotient;
        parts.push_back(Decimal::from_raw(static_cast<std::int64_t>(quotient)));
        remainders.push_back(product - quotient * total);
        left -= quotient;
    }
    std::vector<std::size_t> order(parts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
    for (std::size_t i = 0; left > 0; ++i, --left) parts[order[i]] += Decimal::from_raw(1);
    return parts;
}

TradeEvaluator::Rest TradeEvaluator::Rest::take(Decimal part) {
    Rest taken = *this;
    if (part < quantity) {
        taken = {part, multiply_divide(value, part, quantity, Rounding::kHalfEven),
                 multiply_divide(costs, part, quantity, Rounding::kHalfEven)};
    }
    quantity -= taken.quantity;
    value -= taken.value;
    costs -= taken.costs;
    return taken;
}

void TradeEvaluator::restate(std::deque<Lot>& lots, const TradeExecution& fill) {
    if (lots.empty()) return;
    const Decimal before = fill.position - (fill.side == Side::kBuy ? fill.quantity : -fill.quantity);
    if (before.sign() != (lots.front().side == Side::kBuy ? 1 : -1)) return lots.clear();
    Decimal held;
    for (const Lot& lot : lots) held += lot.quantity;
    if (held == before.abs()) return;
    Decimal left = before.abs();
    for (Lot& lot : lots) {
        lot.quantity = std::min(left, multiply_divide(lot.quantity, before.abs(), held, Rounding::kHalfEven));
        left -= lot.quantity;
    }
    lots.back().quantity += left;
    std::erase_if(lots, [](const Lot& lot) { return lot.quantity.is_zero(); });
}

TradeOutcome TradeEvaluator::close(const Lot& lot, const Rest& entry, const Rest& exit, const TradeExecution& fill) {
    const bool was_long = lot.side == Side::kBuy;
    TradeOutcome outcome;
    outcome.id = OutcomeId::from_fields({"outcome", lot.fill.to_string(), fill.id.to_string()});
    outcome.ticker = fill.ticker;
    outcome.opening_signal = lot.signal;
    outcome.opening_fill = lot.fill;
    outcome.closing_fill = fill.id;
    outcome.opened = lot.time;
    outcome.closed = fill.known_at;
    outcome.direction = was_long ? Direction::kLong : Direction::kShort;
    outcome.quantity = exit.quantity;
    outcome.entry_price = divide(entry.value, entry.quantity, Rounding::kHalfEven);
    outcome.exit_price = fill.price;
    outcome.gross_pnl = was_long ? exit.value - entry.value : entry.value - exit.value;
    outcome.costs = entry.costs + exit.costs;
    outcome.net_pnl = outcome.gross_pnl - outcome.costs;
    credit(outcome, lot.contributions);
    return outcome;
}

std::vector<TradeOutcome> TradeEvaluator::on_fill(const TradeExecution& fill) {
    std::vector<TradeOutcome> outcomes;
    auto& lots = lots_[fill.ticker];
    restate(lots, fill);
    Rest rest{fill.quantity, multiply(fill.price, fill.quantity, Rounding::kHalfEven), fill.commission + fill.fees};
    while (!rest.quantity.is_zero() && !lots.empty() && lots.front().side != fill.side) {
        Lot& lot = lots.front();
        Rest open{lot.quantity, lot.value, lot.costs};
        const Decimal part = std::min(lot.quantity, rest.quantity);
        const Rest exit = rest.take(part);
        outcomes.push_back(close(lot, open.take(part), exit, fill));
        lot.quantity = open.quantity;
        lot.value = open.value;
        lot.costs = open.costs;
        if (lot.quantity.is_zero()) lots.pop_front();
    }
    const bool adds = fill.position.sign() == (fill.side == Side::kBuy ? 1 : -1);
    if (adds && !rest.quantity.is_zero()) {
        // What was held before anything was known of it has no lot: no more is opened than is held now.
        const Rest opened = rest.take(std::min(rest.quantity, fill.position.abs()));
        lots.push_back({fill.id, fill.signal, fill.known_at, fill.side, opened.quantity, opened.value, opened.costs,
                        fill.contributions});
    }
    return outcomes;
}

}  // namespace tradewind::learning
