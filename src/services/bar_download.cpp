#include "services/bar_download.hpp"

#include <algorithm>

namespace tradewind::services {
namespace {

constexpr Duration kBehind = std::chrono::seconds(1);  // no timeframe is finer

/// The bars of a part of the history, page by page to `take`.
Status bring(broker::AlpacaHttp& data, broker::BarHistory part, Timestamp now,
             const std::function<Status(std::span<const Bar>)>& take) {
    return broker::read_history(data, part, [&](std::vector<Bar> page) -> Status {
        std::erase_if(page, [&](const Bar& bar) { return bar.end > now; });
        return page.empty() ? Status{} : take(page);
    });
}

Status bring_all(broker::AlpacaHttp& data, const broker::BarHistory& history, Timestamp now, BarShelf& shelf,
                 BarDownload& done, const std::function<void(Timestamp)>& progress) {
    const auto there = shelf.starts();
    if (!there) return std::unexpected(there.error());
    done.resumed = !there->empty();
    const auto note = [&](std::span<const Bar> bars) {
        done.fetched += bars.size();
        if (progress) progress(bars.back().start);
    };
    broker::BarHistory rest = history;
    if (done.resumed && history.from < there->front()) {
        broker::BarHistory before = history;
        before.to = std::min(history.to, there->front());
        std::vector<Bar> bars;
        const Status read = bring(data, before, now, [&](std::span<const Bar> page) -> Status {
            bars.insert(bars.end(), page.begin(), page.end());
            note(page);
            return {};
        });
        if (!read) return read;
        if (Status put = shelf.prepend(bars); !put) return put;
    }
    if (done.resumed) rest.from = std::max(there->front(), there->back() + kBehind);
    return bring(data, rest, now, [&](std::span<const Bar> page) -> Status {
        if (Status put = shelf.append(page); !put) return put;
        note(page);
        return {};
    });
}

}  // namespace

BarDownload download_bars(broker::AlpacaHttp& data, const broker::BarHistory& history, Timestamp now, BarShelf& shelf,
                          const std::function<void(Timestamp)>& progress) {
    BarDownload done;
    if (Status brought = bring_all(data, history, now, shelf, done, progress); !brought) done.error = brought.error();
    auto starts = shelf.starts();
    if (!starts) {
        if (!done.error) done.error = starts.error();
        return done;
    }
    std::erase_if(*starts, [&](Timestamp start) { return start < history.from || start >= history.to; });
    done.bars = starts->size();
    const auto& calendar = market::SessionCalendar::of(history.ticker);
    // The bar that is still growing is no gap.
    Timestamp until = std::min(history.to, now);
    while (until > history.from && calendar.bar_end(history.timeframe, until - kBehind) > now) {
        until -= history.timeframe == Timeframe::k1d ? Duration(std::chrono::days(1)) : length_of(history.timeframe);
    }
    done.gaps = market::find_gaps(calendar, history.timeframe, *starts, history.from, until);
    return done;
}

}  // namespace tradewind::services
