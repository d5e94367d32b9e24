#include "exchange/bar_store.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "market/new_york_time.hpp"

namespace tradewind::exchange {
namespace {

using Unit = BarLength::Unit;
using std::chrono::days;

constexpr std::size_t kMinutesKept = 600'000;  // over all symbols

Timestamp midnight(std::chrono::year_month_day date) {
    return market::new_york_instant(date, Duration{});
}

bool in_session(Timestamp time) {
    return market::SessionCalendar::nyse().is_open(time);
}

// The left edge of the coarse bar that `start` falls in.
Timestamp edge_of(Timestamp start, BarLength length) {
    const auto date = market::new_york_date(start);
    if (length.unit == Unit::kMinute || length.unit == Unit::kHour) {
        const Duration width = length.unit == Unit::kMinute ? Duration(std::chrono::minutes(length.count))
                                                            : Duration(std::chrono::hours(length.count));
        const Timestamp day = midnight(date);
        return day + (start - day) / width * width;
    }
    if (length.unit == Unit::kWeek) {
        const std::chrono::sys_days day(date);
        return midnight(day - (std::chrono::weekday(day) - std::chrono::Monday));
    }
    if (length.unit == Unit::kMonth) {
        const unsigned month = (static_cast<unsigned>(date.month()) - 1) / static_cast<unsigned>(length.count) *
                                   static_cast<unsigned>(length.count) +
                               1;
        return midnight(date.year() / std::chrono::month(month) / 1);
    }
    return midnight(date);
}

}  // namespace

std::optional<BarLength> parse_bar_length(std::string_view text) {
    int count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || count < 1) return std::nullopt;
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    const auto is = [&](std::initializer_list<std::string_view> names) {
        return std::ranges::find(names, unit) != names.end();
    };
    if (is({"Min", "T"}) && count <= 59) return BarLength{Unit::kMinute, count};
    if (is({"Hour", "H"}) && count <= 23) return BarLength{Unit::kHour, count};
    if (is({"Day", "D"}) && count == 1) return BarLength{Unit::kDay, 1};
    if (is({"Week", "W"}) && count == 1) return BarLength{Unit::kWeek, 1};
    if (is({"Month", "M"}) && count <= 12 && 12 % count == 0) return BarLength{Unit::kMonth, count};
    return std::nullopt;
}

void BarStore::found(std::size_t symbols, std::unique_ptr<SyntheticHistory> history) {
    kept_.resize(symbols);
    history_ = std::move(history);
    minutes_kept_ = std::max<std::size_t>(kMinutesKept / std::max<std::size_t>(symbols, 1), 960);
}

void BarStore::add_minute(std::uint32_t symbol, const MarketBar& bar) {
    kept_[symbol].minutes.push_back(bar);
}

void BarStore::add_day(std::uint32_t symbol, const MarketBar& bar) {
    kept_[symbol].days.push_back(bar);
}

void BarStore::correct_minute(std::uint32_t symbol, const MarketBar& bar) {
    for (auto& kept : kept_[symbol].minutes) {
        if (kept.start == bar.start) kept = bar;
    }
}

void BarStore::end_session(std::uint32_t symbol, const market::Session& session) {
    auto& kept = kept_[symbol];
    MarketBar day;
    day.start = midnight(session.date);
    for (std::size_t i = kept.next_day; i < kept.minutes.size(); ++i) {
        const auto& bar = kept.minutes[i];
        if (bar.start >= session.open && bar.start < session.close) day.merge(bar);
    }
    kept.next_day = kept.minutes.size();
    if (day.trades > 0) kept.days.push_back(day);
    while (kept.minutes.size() > minutes_kept_) {
        kept.minutes.pop_front();
        --kept.next_day;
    }
}

void BarStore::minutes_between(std::uint32_t symbol, Timestamp from, Timestamp to, std::size_t limit,
                               std::vector<MarketBar>& out) {
    if (history_) {
        const auto& sessions = history_->sessions();
        for (std::size_t i = 0; i < sessions.size() && out.size() < limit; ++i) {
            if (sessions[i].close <= from || sessions[i].open > to) continue;
            for (const auto& bar : history_->minutes(symbol, i)) {
                if (bar.start >= from && bar.start <= to && out.size() < limit) out.push_back(bar);
            }
        }
    }
    const auto& minutes = kept_[symbol].minutes;
    auto at = std::ranges::lower_bound(minutes, from, {}, &MarketBar::start);
    for (; at != minutes.end() && at->start <= to && out.size() < limit; ++at) out.push_back(*at);
}

void BarStore::days_between(std::uint32_t symbol, Timestamp from, Timestamp to, std::vector<MarketBar>& out) {
    if (history_) {
        const auto& sessions = history_->sessions();
        for (std::size_t i = 0; i < sessions.size(); ++i) {
            const Timestamp start = midnight(sessions[i].date);
            if (start >= from && start <= to) out.push_back(history_->day(symbol, i));
        }
    }
    const auto& kept = kept_[symbol];
    for (const auto& day : kept.days) {
        if (day.start >= from && day.start <= to) out.push_back(day);
    }
    MarketBar today;
    for (std::size_t i = kept.next_day; i < kept.minutes.size(); ++i) {
        if (!in_session(kept.minutes[i].start)) continue;
        if (today.trades == 0) today.start = midnight(market::new_york_date(kept.minutes[i].start));
        today.merge(kept.minutes[i]);
    }
    if (today.trades > 0 && today.start >= from && today.start <= to) out.push_back(today);
}

std::vector<MarketBar> BarStore::query(std::uint32_t symbol, BarLength length, Timestamp from, Timestamp to,
                                       std::size_t limit) {
    std::vector<MarketBar> fine;
    const bool intraday = length.unit == Unit::kMinute || length.unit == Unit::kHour;
    if (intraday) {
        const bool plain = length.unit == Unit::kMinute && length.count == 1;
        const Timestamp begin = plain ? from : edge_of(from, length);
        const auto minutes = static_cast<std::size_t>(length.count) * (length.unit == Unit::kHour ? 60 : 1);
        minutes_between(symbol, begin, plain ? to : to + std::chrono::minutes(minutes), (limit + 2) * minutes, fine);
        if (plain) {
            if (fine.size() > limit) fine.resize(limit);
            return fine;
        }
    } else {
        const bool plain = length.unit == Unit::kDay;
        days_between(symbol, plain ? from : edge_of(from, length), plain ? to : to + days(366), fine);
    }
    std::vector<MarketBar> coarse;
    for (auto& bar : fine) {
        const Timestamp edge = edge_of(bar.start, length);
        if (edge < from || edge > to) continue;
        if (!coarse.empty() && coarse.back().start == edge) {
            coarse.back().merge(bar);
        } else if (coarse.size() == limit) {
            break;
        } else {
            coarse.push_back(bar);
            coarse.back().start = edge;
        }
    }
    return coarse;
}

std::optional<MarketBar> BarStore::previous_day(std::uint32_t symbol, Timestamp before) {
    const auto& days = kept_[symbol].days;
    for (auto day = days.rbegin(); day != days.rend(); ++day) {
        if (day->start < before) return *day;
    }
    if (!history_ || history_->sessions().empty()) return std::nullopt;
    const auto& sessions = history_->sessions();
    for (std::size_t i = sessions.size(); i-- > 0;) {
        if (sessions[i].close <= before) return history_->day(symbol, i);
    }
    return std::nullopt;
}

std::optional<MarketBar> BarStore::last_minute(std::uint32_t symbol) const {
    const auto& minutes = kept_[symbol].minutes;
    return minutes.empty() ? std::nullopt : std::optional(minutes.back());
}

}  // namespace tradewind::exchange
