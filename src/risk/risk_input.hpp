#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/messages.hpp"
#include "core/records.hpp"
#include "risk/settings.hpp"

namespace tradewind::risk {

/// The account as it stands at the instant of a decision. Orders that are open, reserved or of unknown outcome count at
/// full size; the ticker's own figures are apart.
struct AccountView {
    TradingState state = TradingState::kActive;
    Decimal equity;
    Decimal gross_exposure;  ///< Σ |position value| and open entries of all tickers.
    Decimal net_exposure;    ///< Signed sum of the same.
    Decimal buying_power;    ///< Equity (times the leverage that limits allow) less gross exposure.
    Decimal settled_cash;    ///< Cash less open entries and proceeds of sales that have still to settle.
    Decimal day_start_equity;
    std::int64_t orders_last_minute = 0;  ///< Entries.
};

/// The ticker as it stands at the instant of a decision.
struct TickerView {
    Decimal position;        ///< Signed quantity.
    Decimal position_value;  ///< Signed.
    Decimal last_price;      ///< Zero where none is known.
    Duration price_age{};    ///< Session time since the last bar ended.
    Duration max_price_age{};
    bool in_universe = true;
    bool halted = false;
    bool in_session = true;
    bool queue_outside_session = true;
    bool working_order = false;  ///< An order of the ticker that could fill twice with this one is open or unknown.
    bool signal_seen = false;    ///< This signal was decided on before.
    std::optional<Timestamp> last_exit;
};

/// The order that is to be checked.
struct Proposal {
    Timestamp time;
    Ticker ticker;
    Side side = Side::kBuy;
    bool opening = true;  ///< Else it only reduces a position: what bounds exposure doesn't bind it.
    Decimal quantity;
    Decimal price;   ///< Its limit, else the last price.
    Decimal value;   ///< quantity · price
    Decimal needed;  ///< Value with what costs and a market order's reserve add.
    Decimal room;    ///< What limits left for its value when it was sized.
    bool allow_short = false;
};

struct RiskInput {
    const RiskSettings& settings;
    AccountView account;
    TickerView ticker;
    Proposal order;
};

}  // namespace tradewind::risk
