#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "market/indicators/adx.hpp"
#include "market/indicators/atr.hpp"
#include "market/indicators/cci.hpp"
#include "market/indicators/deviation.hpp"
#include "market/indicators/macd.hpp"
#include "market/indicators/moving_average.hpp"
#include "market/indicators/rate_of_change.hpp"
#include "market/indicators/rsi.hpp"
#include "market/indicators/stochastic.hpp"
#include "market/indicators/volatility.hpp"
#include "market/indicators/volume.hpp"
#include "unit/market/zigzag.hpp"

using Catch::Matchers::WithinRel;
using namespace tradewind::market;

namespace {

constexpr SplitRatio kSplit{7, 1};

// Feeds raw prices over a 7:1 split, and prices adjusted all along; after the split both must agree.
template <class Indicator, class Feed>
void survives_split(Indicator raw, Indicator adjusted, Feed feed, std::size_t split_at) {
    const auto bars = zigzag();
    for (std::size_t i = 0; i < bars.size(); ++i) {
        auto after = bars[i];
        for (double* price : {&after.high, &after.low, &after.close}) *price = kSplit.price(*price);
        after.volume = kSplit.volume(after.volume);
        if (i == split_at) {
            raw.rescale(kSplit);
            // The value at rest is restated too, for those who read it before the next bar.
            if (const auto value = raw.value()) {
                REQUIRE(adjusted.value().has_value());
                if constexpr (requires { *value + 1.0; }) CHECK_THAT(*value, WithinRel(*adjusted.value(), 1e-9));
            }
        }
        const auto value = feed(raw, i < split_at ? bars[i] : after);
        const auto expected = feed(adjusted, after);
        REQUIRE(value.has_value() == expected.has_value());
        if (i < split_at || !value) continue;
        if constexpr (requires { *value + 1.0; }) {
            REQUIRE_THAT(*value, WithinRel(*expected, 1e-9));
        } else if constexpr (requires { value->signal; }) {
            REQUIRE_THAT(value->macd, WithinRel(expected->macd, 1e-9));
            REQUIRE_THAT(value->signal, WithinRel(expected->signal, 1e-9));
        } else if constexpr (requires { value->upper; }) {
            REQUIRE_THAT(value->upper, WithinRel(expected->upper, 1e-9));
            REQUIRE_THAT(value->lower, WithinRel(expected->lower, 1e-9));
        } else {
            REQUIRE_THAT(value->k, WithinRel(expected->k, 1e-9));
            REQUIRE_THAT(value->d, WithinRel(expected->d, 1e-9));
        }
    }
}

const auto by_close = [](auto& indicator, const IndicatorBar& bar) { return indicator.update(bar.close); };
const auto by_range = [](auto& indicator, const IndicatorBar& bar) {
    return indicator.update(bar.high, bar.low, bar.close);
};

}  // namespace

TEST_CASE("No indicator reads a split as a crash") {
    // Before warm-up, at its end, and well after it.
    for (const std::size_t at : {3u, 10u, 40u}) {
        INFO("split at bar " << at);
        survives_split(Sma(10), Sma(10), by_close, at);
        survives_split(Ema(10), Ema(10), by_close, at);
        survives_split(Wma(10), Wma(10), by_close, at);
        survives_split(Rsi(10), Rsi(10), by_close, at);
        survives_split(Macd(4, 10, 3), Macd(4, 10, 3), by_close, at);
        survives_split(StdDev(10), StdDev(10), by_close, at);
        survives_split(BollingerBands(10, 2), BollingerBands(10, 2), by_close, at);
        survives_split(Momentum(10), Momentum(10), by_close, at);
        survives_split(RateOfChange(10), RateOfChange(10), by_close, at);
        survives_split(Volatility(10), Volatility(10), by_close, at);
        survives_split(Atr(10), Atr(10), by_range, at);
        survives_split(Adx(5), Adx(5), by_range, at);
        survives_split(Cci(10), Cci(10), by_range, at);
        survives_split(Stochastic(10, 3), Stochastic(10, 3), by_range, at);
        survives_split(WilliamsR(10), WilliamsR(10), by_range, at);
        survives_split(
            Obv(), Obv(), [](Obv& obv, const IndicatorBar& bar) { return obv.update(bar.close, bar.volume); }, at);
        survives_split(
            Vwap(), Vwap(),
            [](Vwap& vwap, const IndicatorBar& bar) {
                return vwap.update(bar.start, bar.high, bar.low, bar.close, bar.volume);
            },
            at);
    }
}
