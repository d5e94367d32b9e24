#include <algorithm>

#include "exchange/companies.hpp"
#include "exchange/market.hpp"
#include "market/new_york_time.hpp"

namespace tradewind::exchange {
namespace {

using std::chrono::minutes;

constexpr Duration kPreMarketOpens = std::chrono::hours(4);

MarketBar shown(const Bar& bar) {
    MarketBar made;
    made.start = bar.start;
    made.open = bar.open;
    made.high = bar.high;
    made.low = bar.low;
    made.close = bar.close;
    made.volume = bar.volume;
    made.trades = bar.trade_count.value_or(1);
    made.amount = bar.volume * (bar.vwap ? bar.vwap->to_double()
                                         : (bar.high.to_double() + bar.low.to_double() + bar.close.to_double()) / 3);
    return made;
}

}  // namespace

Timestamp default_start() {
    return Timestamp(std::chrono::sys_days(std::chrono::January / 5 / 2026) + minutes(14 * 60 + 35));
}

Market::Market(const ExchangeOptions& options, MarketListener& listener)
    : listener_(&listener),
      seed_(options.seed),
      news_impact_(options.news_impact),
      recorded_(!options.recorded.empty()),
      splits_happen_(options.splits),
      common_(mix(options.seed, 0xc0)),
      session_(market::SessionCalendar::nyse().current_or_next_session(options.start)) {
    if (recorded_) {
        found_recorded(options);
    } else {
        found_invented(options);
    }
    for (std::uint32_t i = 0; i < stocks_.size(); ++i) by_symbol_[stocks_[i].asset.ticker.to_string()] = i;
    next_step_ = Timestamp::max();
    next_phase_ = market::new_york_instant(session_.date, kPreMarketOpens);
    // A recording has nothing to say before the session; nor has an invented market that begins in it.
    if (recorded_ || options.start >= session_.open) next_phase_ = session_.open;
}

void Market::found_invented(const ExchangeOptions& options) {
    std::vector<StockProfile> profiles;
    for (auto& listing : invent_listings(options.seed, options.symbols)) {
        stocks_.emplace_back(std::move(listing.asset), mix(options.seed, 0x57 + stocks_.size()));
        stocks_.back().profile = listing.profile;
        profiles.push_back(listing.profile);
    }
    auto history =
        std::make_unique<SyntheticHistory>(options.seed, std::move(profiles), session_.open, options.history_sessions);
    for (auto& stock : stocks_) {
        stock.value = stock.trend = stock.profile.price;
        stock.last = stock.previous_close = price_of(stock.value);
    }
    bars_.found(stocks_.size(), std::move(history));
}

void Market::found_recorded(const ExchangeOptions& options) {
    std::map<std::string, std::vector<Bar>> by_symbol;
    for (const auto& bar : options.recorded) by_symbol[bar.ticker.to_string()].push_back(bar);
    std::vector<std::string> symbols;
    for (const auto& [symbol, bars] : by_symbol) {
        if (options.symbols.empty() || std::ranges::find(options.symbols, symbol) != options.symbols.end())
            symbols.push_back(symbol);
    }
    if (symbols.empty()) return;
    for (auto& listing : invent_listings(options.seed, symbols)) {
        listing.asset.name = listing.asset.ticker.to_string() + " (recorded)";
        listing.asset.shortable = listing.asset.fractionable = true;
        stocks_.emplace_back(std::move(listing.asset), mix(options.seed, 0x57 + stocks_.size()));
    }
    bars_.found(stocks_.size(), nullptr);
    const Timestamp begin = session_.open;
    for (std::uint32_t i = 0; i < stocks_.size(); ++i) {
        Stock& stock = stocks_[i];
        const Bar* flagged = nullptr;  // tells of a split, but isn't played itself
        for (auto& bar : by_symbol[stock.asset.ticker.to_string()]) {
            const bool daily = bar.timeframe == Timeframe::k1d;
            if (bar.end > begin) {
                if (daily) bar.start = market::SessionCalendar::nyse().current_or_next_session(bar.start).open;
                // What happened outside the sessions is not played: nobody could have traded with it here.
                if (!market::SessionCalendar::nyse().is_open(bar.start)) {
                    if (bar.split_numerator > 0) flagged = &bar;
                    continue;
                }
                stock.recorded.push_back(bar);
                if (flagged != nullptr && bar.split_numerator == 0) {
                    stock.recorded.back().split_numerator = flagged->split_numerator;
                    stock.recorded.back().split_denominator = flagged->split_denominator;
                }
                flagged = nullptr;
                continue;
            }
            auto old = shown(bar);
            if (daily) {
                old.start = market::new_york_instant(std::chrono::floor<std::chrono::days>(bar.start), Duration{});
                bars_.add_day(i, old);
            } else {
                bars_.add_minute(i, old);
                const auto date = market::new_york_date(bar.start);
                const bool last = &bar == &by_symbol[stock.asset.ticker.to_string()].back();
                const auto next = last ? bar.end : (&bar + 1)->start;
                if (const auto session = market::SessionCalendar::nyse().session_on(date);
                    session && (next >= session->close || last)) {
                    bars_.end_session(i, *session);
                }
            }
            stock.last = stock.previous_close = bar.close;
        }
        if (stock.last.is_zero() && !stock.recorded.empty())
            stock.last = stock.previous_close = stock.recorded.front().open;
        stock.value = stock.trend = stock.last.to_double();
    }
}

}  // namespace tradewind::exchange
