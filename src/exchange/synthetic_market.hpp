#pragma once

#include <cstdint>
#include <vector>

#include "core/messages.hpp"
#include "exchange/random.hpp"
#include "market/session_calendar.hpp"

namespace tradewind::exchange {

struct SyntheticOptions {
    std::uint64_t seed = 1;
    Timestamp start;           ///< The first session is the one at or after it.
    std::size_t symbols = 8;   ///< Of the invented companies, at most invented_companies().size().
    double news_per_hour = 6;  ///< Of the whole market, in session time.
    /// Log return that a full-strength headline adds to its company over the 30 minutes that follow; 0: news are noise.
    double news_impact = 0.012;
};

/// One minute of the market: the bars that end at `time` (sorted by ticker) and the articles that came in during it.
struct SyntheticMinute {
    Timestamp time;
    std::vector<Bar> bars;
    std::vector<RawArticle> articles;  ///< `received` in (time - 1 min, time].
};

struct Company {
    std::string_view symbol;
    std::string_view name;
    double price;
};
/// All companies of the invented market. None of them exists.
std::span<const Company> invented_companies();

/// An invented market in session hours: a common factor, volatility clusters, opening gaps, and headlines of which some
/// move prices with a delay. Everything follows from the seed; labelled `synthetic` in every message.
class SyntheticMarket {
public:
    explicit SyntheticMarket(const SyntheticOptions& options);
    /// The next session minute; the market never ends.
    SyntheticMinute next();

private:
    struct Stock {
        Ticker ticker;
        std::string_view name;
        double price = 0;
        double volatility = 1;  ///< Cluster multiplier, around 1.
        double beta = 1;
        double drift = 0;  ///< Log return a minute that news still owe.
        int drift_minutes = 0;
    };

    Bar make_bar(Stock& stock, double common);
    void make_news(SyntheticMinute& minute);
    void open_session();

    SyntheticOptions options_;
    Random random_;
    std::vector<Stock> stocks_;
    market::Session session_;
    Timestamp minute_start_;
    std::uint64_t article_number_ = 0;
};

}  // namespace tradewind::exchange
