#pragma once

#include <cmath>
#include <string_view>
#include <vector>

#include "core/messages.hpp"

namespace tradewind::trading::testing {

inline Decimal dec(std::string_view text) {
    return Decimal::parse(text).value();
}
inline Timestamp at(std::string_view text) {
    return parse_timestamp(text).value();
}

inline Bar bar(std::string_view symbol, Timestamp start, double close, Timeframe timeframe = Timeframe::k1h) {
    Bar made;
    made.ticker = Ticker::parse(symbol).value();
    made.timeframe = timeframe;
    made.start = start;
    made.end = start + length_of(timeframe);
    made.open = made.close = Decimal::from_double(close).value().rounded(4, Rounding::kHalfEven);
    made.high = made.close + dec("0.05");
    made.low = made.close - dec("0.05");
    made.volume = 1'000'000;
    return made;
}

/// Hourly bars within sessions of January 2024 on (15:00 to 21:00 UTC, weekdays), with waves that make strategies
/// speak.
inline std::vector<Bar> wavy_bars(std::string_view symbol, int count, double base = 100) {
    std::vector<Bar> bars;
    for (Timestamp start = at("2024-01-02T15:00:00Z"); static_cast<int>(bars.size()) < count;
         start += std::chrono::hours(1)) {
        const auto hour = std::chrono::floor<std::chrono::hours>(start - std::chrono::floor<std::chrono::days>(start));
        const std::chrono::weekday day{std::chrono::floor<std::chrono::days>(start)};
        if (hour.count() < 15 || hour.count() > 20 || day.iso_encoding() > 5) continue;
        const auto i = static_cast<double>(bars.size());
        bars.push_back(bar(symbol, start, base * (1 + 0.05 * std::sin(i / 11) + 0.02 * std::sin(i / 2.3))));
    }
    return bars;
}

inline ScoredArticle article(std::string_view symbol, Timestamp time, double score, int number) {
    ScoredArticle made;
    made.ticker = Ticker::parse(symbol).value();
    made.article = made.story = ArticleId::from_fields({"test", std::to_string(number)});
    made.id = ScoreId::from_fields({made.article.to_string(), symbol});
    made.score = score;
    made.confidence = 0.9;
    made.published = made.received = made.scored = made.usable_from = time;
    return made;
}

}  // namespace tradewind::trading::testing
