#pragma once

#include "core/decimal.hpp"

namespace tradewind::matching {

struct FillSettings {
    /// Part of a bar's volume that our orders may take, in (0, 1].
    Decimal volume_cap = Decimal::from_raw(100'000'000);
};

/// What trading costs. Rates in basis points (1 bps = 0.01 %) of a fill's value, or percent a year.
struct CostSettings {
    Decimal commission_bps;
    Decimal commission_per_share;
    bool regulatory_fees = true;                  ///< What the SEC and FINRA take of a sale at its date.
    Decimal fee_bps;                              ///< Further fees, on sells.
    Decimal slippage_bps = Decimal::from_int(2);  ///< Worsens market and stop fills, never limits.
    Decimal borrow_rate_pct =
        Decimal::from_raw(300'000'000);  ///< A year, on the value of short positions, per calendar day held.
    Decimal interest_rate_pct;           ///< A year, paid on positive cash, per calendar day.
};

}  // namespace tradewind::matching
