#pragma once

#include <optional>
#include <string>
#include <vector>

#include "broker/alpaca_http.hpp"
#include "core/decimal.hpp"
#include "core/messages.hpp"
#include "market/session_calendar.hpp"

/// What Alpaca's Trading API tells of an account and of its market beside orders and positions.
namespace tradewind::broker {

/// One execution, as the account's books have it.
struct FillActivity {
    std::string id;  ///< Sorts by time.
    std::string order_id;
    std::string symbol;
    Side side = Side::kBuy;
    Decimal quantity;    ///< Of this execution.
    Decimal cumulative;  ///< Of the order, this execution included.
    Decimal price;
    Timestamp time;
};
/// All fills after `since`, oldest first, page by page. All of them or an error.
Result<std::vector<FillActivity>> fill_activities(AlpacaHttp& trading, Timestamp since);

struct AlpacaAsset {
    std::string symbol;
    std::string name;
    std::string exchange;
    bool tradable = false;
    bool shortable = false;
    bool easy_to_borrow = false;
    bool fractionable = false;
};
/// kNotFound for a symbol that Alpaca doesn't know.
Result<AlpacaAsset> read_asset(AlpacaHttp& trading, const std::string& symbol);
/// Active US shares.
Result<std::vector<AlpacaAsset>> list_assets(AlpacaHttp& trading);

/// Sessions of the dates from `first` to `last`, both included, as Alpaca has them.
Result<std::vector<market::Session>> read_calendar(AlpacaHttp& trading, std::chrono::year_month_day first,
                                                   std::chrono::year_month_day last);

struct EquityPoint {
    Timestamp time;
    std::optional<double> equity;  ///< Alpaca leaves some out.
    std::optional<double> profit_loss;
};
/// `period` like 1M, `timeframe` like 1D.
Result<std::vector<EquityPoint>> portfolio_history(AlpacaHttp& trading, const std::string& period,
                                                   const std::string& timeframe);

}  // namespace tradewind::broker
