#include "exchange/synthetic_market.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/core.h>

#include "core/math.hpp"
#include "exchange/headlines.hpp"

namespace tradewind::exchange {
namespace {

using std::chrono::minutes;

constexpr double kMinuteVolatility = 0.0008;  // of a calm stock's log return
constexpr double kCommonShare = 0.5;
constexpr int kNewsMinutes = 30;

constexpr std::array<Company, 12> kCompanies{{
    {"AURL", "Aurora Lanterns", 84.20},
    {"BRND", "Brindle Foods", 41.75},
    {"CNDR", "Cinder Motors", 152.10},
    {"DLPH", "Dolphin Freight", 63.40},
    {"EMBR", "Ember Biotech", 27.90},
    {"FJRD", "Fjord Energy", 98.55},
    {"GLDE", "Glide Airways", 35.15},
    {"HRTH", "Hearth Homes", 118.80},
    {"INKW", "Inkwell Media", 22.35},
    {"JNPR", "Juniper Grove Retail", 57.60},
    {"KESL", "Kestrel Robotics", 204.45},
    {"LMRA", "Lumera Networks", 76.05},
}};

Decimal to_price(double value) {
    const auto price = Decimal::from_double(std::round(value * 100) / 100);
    TRADEWIND_ASSERT(price.has_value());
    return std::max(*price, Decimal::from_raw(Decimal::kScale / 100));
}

}  // namespace

std::span<const Company> invented_companies() {
    return kCompanies;
}

SyntheticMarket::SyntheticMarket(const SyntheticOptions& options)
    : options_(options),
      random_(options.seed),
      session_(market::SessionCalendar::nyse().current_or_next_session(options.start)) {
    const std::size_t count = std::clamp<std::size_t>(options.symbols, 1, kCompanies.size());
    for (const auto& company : std::span(kCompanies).first(count)) {
        Stock stock;
        stock.ticker = *Ticker::parse(company.symbol);
        stock.name = company.name;
        stock.price = company.price;
        stock.beta = 0.6 + 0.8 * random_.uniform();
        stocks_.push_back(stock);
    }
    std::ranges::sort(stocks_, {}, &Stock::ticker);
    minute_start_ = session_.open;
}

SyntheticMinute SyntheticMarket::next() {
    if (minute_start_ >= session_.close) {
        session_ = market::SessionCalendar::nyse().next_session(session_.close);
        open_session();
    }
    SyntheticMinute minute;
    minute.time = minute_start_ + minutes(1);
    const double common = kCommonShare * kMinuteVolatility * random_.normal();
    for (auto& stock : stocks_) minute.bars.push_back(make_bar(stock, common));
    make_news(minute);
    minute_start_ = minute.time;
    return minute;
}

// A gap over night, of the market as a whole and of each stock.
void SyntheticMarket::open_session() {
    minute_start_ = session_.open;
    const double common = 0.004 * random_.normal();
    for (auto& stock : stocks_) {
        stock.price *= deterministic_exp(stock.beta * common + 0.006 * random_.normal());
        stock.drift_minutes = 0;
    }
}

Bar SyntheticMarket::make_bar(Stock& stock, double common) {
    // Volatility reverts to 1 and jumps now and then: clusters.
    stock.volatility += 0.05 * (1 - stock.volatility) + (random_.uniform() < 0.01 ? 1.5 * random_.uniform() : 0);
    const double sigma = kMinuteVolatility * stock.volatility;
    const double open = stock.price;
    double move = stock.beta * common + sigma * random_.normal();
    if (stock.drift_minutes > 0) {
        --stock.drift_minutes;
        move += stock.drift;
    }
    const double close = std::clamp(open * deterministic_exp(move), 1.0, 100'000.0);
    const double reach = sigma * std::fabs(random_.normal()) * 0.5;
    stock.price = close;

    Bar bar;
    bar.ticker = stock.ticker;
    bar.timeframe = Timeframe::k1m;
    bar.start = minute_start_;
    bar.end = minute_start_ + minutes(1);
    bar.open = to_price(open);
    bar.close = to_price(close);
    bar.high = std::max({bar.open, bar.close, to_price(std::max(open, close) * (1 + reach))});
    bar.low = std::min({bar.open, bar.close, to_price(std::min(open, close) * (1 - reach))});
    bar.volume = std::round(4000 * stock.volatility * (0.5 + random_.uniform()) * (1 + 200 * std::fabs(move)));
    bar.trade_count = static_cast<std::int64_t>(bar.volume / 80) + 1;
    bar.source = "synthetic";
    return bar;
}

void SyntheticMarket::make_news(SyntheticMinute& minute) {
    if (random_.uniform() >= options_.news_per_hour / 60) return;
    Stock& stock = stocks_[random_.below(stocks_.size())];
    const Headline headline = invent_headline(random_, stock.name, stock.ticker.view());
    if (headline.tone != 0 && options_.news_impact != 0) {
        stock.drift = headline.tone * options_.news_impact / kNewsMinutes;
        stock.drift_minutes = kNewsMinutes;
    }
    RawArticle article;
    article.source = "synthetic:wire";
    article.url = fmt::format("https://wire.invalid/{}/{}", options_.seed, ++article_number_);
    article.title = headline.title;
    article.text = headline.text;
    article.author = "Simulated Wire";
    article.symbols = {stock.ticker};
    article.published = minute_start_ + Duration(static_cast<std::int64_t>(random_.uniform() * 57e9));
    article.received = article.published + std::chrono::seconds(2);
    article.id = ArticleId::from_fields({"article", article.url});
    article.story = article.id;
    minute.articles.push_back(std::move(article));
}

}  // namespace tradewind::exchange
