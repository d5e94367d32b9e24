#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "strategies/registry.hpp"

namespace tradewind::strategies::testing {

inline const Descriptor& descriptor_of(std::string_view name) {
    for (const Descriptor& descriptor : registry()) {
        if (descriptor.name == name) return descriptor;
    }
    throw std::invalid_argument("no such strategy");
}

/// One strategy with its ticker's state, fed closes and scores an hour apart.
class TickerFixture {
public:
    explicit TickerFixture(std::string_view name, std::map<std::string, double> parameters = {}) {
        StrategySettings settings = StrategiesSettings().kinds.find(name)->second;
        for (const auto& [key, value] : parameters) settings.parameters.at(key) = value;
        strategy = descriptor_of(name).make(settings);
    }

    std::optional<Opinion> close(double price) {
        now += std::chrono::hours(1);
        const Decimal value = Decimal::from_double(price).value();
        market.push({now - std::chrono::hours(1), now, value, value, value, value, 1000});
        strategy->on_bar(market);
        return opinion();
    }
    std::optional<Opinion> score(double value, double confidence = 1) {
        ScoredArticle article;
        article.article = article.story = ArticleId::from_fields({"test", std::to_string(++articles_)});
        article.score = value;
        article.confidence = confidence;
        article.usable_from = now;
        sentiment.push(article);
        return opinion();
    }
    [[nodiscard]] std::optional<Opinion> opinion() const {
        return strategy->evaluate(ticker, market, SentimentView(sentiment, now));
    }
    [[nodiscard]] std::string reason() const { return strategy->explain(market, SentimentView(sentiment, now)); }
    void split(std::uint32_t numerator, std::uint32_t denominator) {
        market.rescale({numerator, denominator});
        strategy->on_split({numerator, denominator});
    }

    Ticker ticker = Ticker::parse("AAPL").value();
    Timestamp now = parse_timestamp("2024-01-02T14:00:00Z").value();
    MarketState market{Timeframe::k1h, 5};
    SentimentState sentiment{std::chrono::hours(2)};
    std::unique_ptr<Strategy> strategy;

private:
    int articles_ = 0;
};

}  // namespace tradewind::strategies::testing
