#pragma once

#include "core/decimal.hpp"
#include "core/messages.hpp"

namespace tradewind::matching {

/// What US regulators take of a sale of shares, as brokers pass it on, by the New York date of the trade: the SEC's fee
/// (Section 31 of the Exchange Act, on the sale's value) and FINRA's trading activity fee (on its shares, capped per
/// trade), each rounded up to the cent. Purchases and crypto pairs pay none. The last known rates stand for later
/// dates.
///
/// Sources: the SEC's fee rate advisories and FINRA's information and regulatory notices.
/// Each row since April 2008 is a rate as announced; those before it follow the statute and are coarse.
Decimal regulatory_fees(const Ticker& ticker, Side side, Decimal quantity, Decimal value, Timestamp time);

}  // namespace tradewind::matching
