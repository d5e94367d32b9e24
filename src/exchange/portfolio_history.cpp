#include "exchange/portfolio_history.hpp"

#include <algorithm>
#include <charconv>

#include "market/new_york_time.hpp"

namespace tradewind::exchange {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::size_t kMostPoints = 20'000;

std::unexpected<ApiError> refuse(const char* message) {
    return std::unexpected(ApiError{422, 40010001, message});
}

std::optional<Duration> period_of(std::string_view text) {
    if (text.empty()) return days(30);
    int count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || count < 1 || count > 4000 || end + 1 != text.data() + text.size()) return std::nullopt;
    switch (*end) {
        case 'D':
            return days(count);
        case 'W':
            return days(7 * count);
        case 'M':
            return days(30 * count);
        case 'A':
        case 'Y':
            return days(365 * std::min(count, 50));
        default:
            return std::nullopt;
    }
}

std::optional<Duration> step_of(std::string_view text) {
    if (text == "1Min") return minutes(1);
    if (text == "5Min") return minutes(5);
    if (text == "15Min") return minutes(15);
    if (text == "1H") return hours(1);
    return text == "1D" ? std::optional<Duration>(days(1)) : std::nullopt;
}

// Equity as of a time, by the samples there are.
Decimal equity_at(const std::deque<Exchange::EquityPoint>& points, Timestamp time, Decimal before) {
    const auto after = std::ranges::upper_bound(points, time, {}, &Exchange::EquityPoint::time);
    return after == points.begin() ? before : std::prev(after)->equity;
}

}  // namespace

ApiResult<PortfolioHistory> portfolio_history(Exchange& exchange, const HistoryQuery& query) {
    if (!query.period.empty() && query.start && query.end)
        return refuse("only two of start, end and period can be given");
    const auto period = period_of(query.period);
    if (!period) return refuse("invalid period");
    const Timestamp now = exchange.now();
    const Timestamp end =
        std::min(query.end.value_or(query.start && !query.period.empty() ? *query.start + *period : now), now);
    Timestamp start = query.start.value_or(end - *period);
    PortfolioHistory history;
    history.timeframe = !query.timeframe.empty() ? query.timeframe : (end - start <= days(7) ? "5Min" : "1D");
    const auto step = step_of(history.timeframe);
    if (!step) return refuse("invalid timeframe");
    if (*step < days(1) && end - start > days(30))
        return refuse("intraday history is only available for up to 30 days");
    history.base = exchange.desk().account().initial_cash();
    if (start > end) return history;

    const auto& calendar = market::SessionCalendar::nyse();
    for (const auto& session : calendar.between(market::new_york_date(start), market::new_york_date(end))) {
        if (history.points.size() >= kMostPoints) break;
        if (*step == days(1)) {
            const Timestamp day = market::new_york_instant(session.date, Duration{});
            if (session.open > end) break;
            const bool today = session.close > now;
            history.points.push_back({day, today ? exchange.desk().money().equity
                                                 : equity_at(exchange.daily_equity(), session.open, history.base)});
            continue;
        }
        for (Timestamp time = std::max(session.open, session.open + (start - session.open) / *step * *step);
             time < session.close && time <= end; time += *step) {
            const bool present = time + *step > now;
            history.points.push_back({time, present ? exchange.desk().money().equity
                                                    : equity_at(exchange.minute_equity(), time + *step, history.base)});
        }
    }
    return history;
}

}  // namespace tradewind::exchange
