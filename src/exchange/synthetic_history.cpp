#include "exchange/synthetic_history.hpp"

#include <algorithm>
#include <cmath>

#include "core/math.hpp"
#include "exchange/random.hpp"
#include "market/new_york_time.hpp"

namespace tradewind::exchange {
namespace {

constexpr std::size_t kCachedDays = 200;

}  // namespace

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    return Random(a ^ (b * 0x9e3779b97f4a7c15ULL)).next();
}

Decimal price_of(double value) {
    const double unit = value >= 1 ? 100 : 10'000;
    const auto price = Decimal::from_double(std::round(std::clamp(value, 0.01, 1e6) * unit) / unit);
    TRADEWIND_ASSERT(price.has_value());
    return *price;
}

SyntheticHistory::SyntheticHistory(std::uint64_t seed, std::vector<StockProfile> profiles, Timestamp first_live_open,
                                   int sessions)
    : seed_(seed), profiles_(std::move(profiles)) {
    const auto& calendar = market::SessionCalendar::nyse();
    Timestamp before = first_live_open;
    for (int i = 0; i < sessions; ++i) {
        sessions_.push_back(calendar.previous_session(before));
        before = sessions_.back().open;
    }
    std::ranges::reverse(sessions_);
    std::vector<double> common;
    Random shared(mix(seed, 0xda11));
    for (std::size_t day = 0; day < sessions_.size(); ++day) common.push_back(shared.normal());
    for (std::uint32_t symbol = 0; symbol < profiles_.size(); ++symbol) {
        const auto& profile = profiles_[symbol];
        Random random(mix(seed, 0xed6e + symbol));
        std::vector<Edge> edges(sessions_.size());
        double close = deterministic_log(profile.price);
        double cluster = 1;
        for (std::size_t day = sessions_.size(); day-- > 0;) {
            cluster += 0.1 * (1 - cluster) + (random.uniform() < 0.03 ? 1.5 * random.uniform() : 0);
            const double sigma = profile.daily_volatility * cluster;
            const double move = sigma * (0.5 * profile.beta * common[day] + 0.85 * random.normal());
            const double gap = 0.35 * sigma * random.normal();
            edges[day].close = static_cast<float>(close);
            edges[day].open = static_cast<float>(close - move);
            close = std::clamp(close - move - gap, 0.7, 7.5);
        }
        edges_.push_back(std::move(edges));
    }
}

std::vector<MarketBar> SyntheticHistory::make_minutes(std::uint32_t symbol, std::size_t session) const {
    const auto& profile = profiles_[symbol];
    const auto& hours = sessions_[session];
    const auto count = static_cast<std::size_t>((hours.close - hours.open) / std::chrono::minutes(1));
    const Edge& edge = edges_[symbol][session];
    Random random(mix(mix(seed_, symbol + 1), session + 1));
    const double sigma = profile.daily_volatility / std::sqrt(390.0);
    std::vector<double> path(count + 1);
    for (std::size_t i = 1; i <= count; ++i) path[i] = path[i - 1] + sigma * random.normal();
    // A Brownian bridge: from the session's open to its close.
    const double drift = (path[count] - (edge.close - edge.open)) / static_cast<double>(count);
    std::vector<MarketBar> bars(count);
    for (std::size_t i = 0; i < count; ++i) {
        const double from = deterministic_exp(edge.open + path[i] - drift * static_cast<double>(i));
        const double to = deterministic_exp(edge.open + path[i + 1] - drift * static_cast<double>(i + 1));
        const double reach = 0.5 * sigma * std::fabs(random.normal());
        MarketBar& bar = bars[i];
        bar.start = hours.open + std::chrono::minutes(i);
        bar.open = price_of(from);
        bar.close = price_of(to);
        bar.high = std::max({bar.open, bar.close, price_of(std::max(from, to) * (1 + reach))});
        bar.low = std::min({bar.open, bar.close, price_of(std::min(from, to) * (1 - reach))});
        bar.volume =
            std::round(profile.minute_volume * (0.5 + random.uniform()) * (1 + 200 * std::fabs(to / from - 1)));
        bar.trades = static_cast<std::int64_t>(bar.volume / 80) + 1;
        bar.amount = bar.volume *
                     (bar.open.to_double() + bar.close.to_double() + bar.high.to_double() + bar.low.to_double()) / 4;
    }
    return bars;
}

const std::vector<MarketBar>& SyntheticHistory::minutes(std::uint32_t symbol, std::size_t session) {
    const std::uint64_t key = static_cast<std::uint64_t>(symbol) << 32U | session;
    if (const auto found = cache_.find(key); found != cache_.end()) return found->second;
    if (cache_.size() >= kCachedDays) cache_.clear();
    return cache_[key] = make_minutes(symbol, session);
}

MarketBar SyntheticHistory::day(std::uint32_t symbol, std::size_t session) {
    const std::uint64_t key = static_cast<std::uint64_t>(symbol) << 32U | session;
    if (const auto found = days_.find(key); found != days_.end()) return found->second;
    MarketBar day;
    day.start = market::new_york_instant(sessions_[session].date, Duration{});
    for (const auto& bar : make_minutes(symbol, session)) day.merge(bar);
    return days_[key] = day;
}

}  // namespace tradewind::exchange
