#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "broker/alpaca_bars.hpp"
#include "market/bar_gaps.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// Where downloaded bars of one symbol and timeframe go, in rising time.
class BarShelf {
public:
    virtual ~BarShelf() = default;
    /// Starts of the bars that are there, rising.
    virtual Result<std::vector<Timestamp>> starts() = 0;
    /// Adds bars that all lie behind what is there.
    virtual Status append(std::span<const Bar> bars) = 0;
    /// Adds bars that all lie before it.
    virtual Status prepend(std::span<const Bar> bars) = 0;
};

/// `<folder>/SYMBOL_<timeframe>.csv`. What a killed process left of a last row is cut off.
std::unique_ptr<BarShelf> csv_shelf(const std::filesystem::path& folder, const Ticker& ticker, Timeframe timeframe);
/// A world's store.
std::unique_ptr<BarShelf> store_shelf(World& world, const Ticker& ticker, Timeframe timeframe);

struct BarDownload {
    std::size_t bars = 0;              ///< On the shelf within the range.
    std::size_t fetched = 0;           ///< Of them, now.
    bool resumed = false;              ///< Some were there already.
    std::vector<market::BarGap> gaps;  ///< Against the calendar, up to `now`.
    std::optional<Error> error;        ///< What ended it early; a second run goes on from here.
};

/// Brings the bars of `history` that have ended by `now` and aren't on the shelf yet, page by page, each page safe
/// before the next is asked for. `progress` is told the last bar's start.
BarDownload download_bars(broker::AlpacaHttp& data, const broker::BarHistory& history, Timestamp now, BarShelf& shelf,
                          const std::function<void(Timestamp)>& progress);

}  // namespace tradewind::services
