#pragma once

#include <cstdint>
#include <vector>

#include "core/records.hpp"
#include "core/ticker_table.hpp"
#include "matching/split.hpp"

namespace tradewind::trading {

/// A part of a position that was opened by one fill.
struct Lot {
    Decimal quantity;  ///< Unsigned; the side is the holding's.
    Decimal cost;  ///< quantity · price at opening, rounded half-even at the ninth decimal; a split leaves it alone.
};

struct Holding {
    Decimal quantity;      ///< Signed.
    Decimal cost;          ///< Σ lots' cost, unsigned.
    Decimal last_price;    ///< Zero until marked or filled.
    Decimal value;         ///< Signed market value as of the last mark, fill or split.
    Decimal realized_pnl;  ///< Before commission and fees.
    Timestamp updated;
    std::vector<Lot> lots;  ///< Oldest first.

    [[nodiscard]] Decimal average_price() const;
};

struct FillResult {
    Decimal cash;          ///< Signed: what the quantity was paid or sold for, without costs.
    Decimal realized_pnl;  ///< FIFO, before commission and fees.
    Decimal position;      ///< Signed, after.
};

struct SplitResult {
    Decimal quantity;  ///< Change of the position.
    Decimal cash;      ///< In lieu of what nine decimals can't hold.
};

/// The account's ledger: cash, positions as FIFO lots, realised profit. Exact: cash moves by quantity · price rounded
/// half-even at the ninth decimal, a lot keeps the cost that was really paid for it, and what is realised is the
/// difference of the two, so that no digit is lost or made. Each change asserts:
/// - cash = deposit − Σ side · value − costs + adjustments
/// - Σ side · value = Σ signed lot cost − realised
class Portfolio {
public:
    explicit Portfolio(Decimal deposit) : deposit_(deposit), cash_(deposit) {}

    /// The ticker's number here, a new one if it has none.
    std::uint32_t intern(const Ticker& ticker);
    [[nodiscard]] const TickerTable& tickers() const { return tickers_; }

    FillResult apply_fill(std::uint32_t ticker, Side side, Decimal quantity, Decimal price, Decimal costs,
                          Timestamp time);
    /// Position, lots and last price in the new units; the value stays until the next mark.
    SplitResult apply_split(std::uint32_t ticker, matching::SplitRatio ratio, Timestamp time);
    /// Dividend, borrow, interest: a signed change of cash.
    void apply_cash(Decimal amount);
    void mark(std::uint32_t ticker, Decimal price);

    [[nodiscard]] const Holding& holding(std::uint32_t ticker) const { return holdings_[ticker]; }
    [[nodiscard]] Position position(std::uint32_t ticker) const;
    [[nodiscard]] Decimal cash() const { return cash_; }
    [[nodiscard]] Decimal position_value() const { return position_value_; }
    [[nodiscard]] Decimal equity() const { return cash_ + position_value_; }
    [[nodiscard]] Decimal gross_exposure() const { return gross_; }
    [[nodiscard]] Decimal realized_pnl() const { return realized_; }

private:
    void revalue(Holding& holding);
    Decimal close_lots(Holding& holding, Decimal quantity, Decimal value, int held_sign);
    void check() const;

    TickerTable tickers_;
    std::vector<Holding> holdings_;
    Decimal deposit_;
    Decimal cash_;
    Decimal position_value_;
    Decimal gross_;
    Decimal traded_;  // Σ side · value, purchases positive
    Decimal costs_;
    Decimal adjustments_;
    Decimal realized_;
    Decimal open_cost_;  // Σ signed lot cost
};

}  // namespace tradewind::trading
