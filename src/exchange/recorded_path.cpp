#include "exchange/recorded_path.hpp"

#include <algorithm>
#include <cmath>

#include "exchange/synthetic_history.hpp"

namespace tradewind::exchange {
namespace {

constexpr double kSecondsOfTrade = 4;  // about one print in so many seconds
constexpr std::size_t kMostPrints = 400;

// Prices between the corners: straight lines with a little noise, within the bar's range.
std::vector<Decimal> walk(const Bar& bar, const std::array<Decimal, 4>& corners, std::size_t count, Random& random) {
    std::vector<Decimal> prices;
    const std::size_t legs = count > 4 ? count - 4 : 0;
    const double range = bar.high.to_double() - bar.low.to_double();
    for (std::size_t leg = 0; leg < 3; ++leg) {
        prices.push_back(corners[leg]);
        const std::size_t between = legs / 3 + (leg < legs % 3 ? 1 : 0);
        const double from = corners[leg].to_double();
        const double to = corners[leg + 1].to_double();
        for (std::size_t i = 1; i <= between; ++i) {
            const double part = static_cast<double>(i) / static_cast<double>(between + 1);
            const double price = from + (to - from) * part + 0.1 * range * (random.uniform() - 0.5);
            prices.push_back(std::clamp(price_of(price), bar.low, bar.high));
        }
    }
    prices.push_back(corners[3]);
    return prices;
}

}  // namespace

std::vector<Print> path_of(const Bar& bar, Random& random) {
    const auto total = Decimal::from_double(std::min(bar.volume, 9e9));
    if (!total || total->sign() <= 0) return {};
    const bool rising = bar.close >= bar.open;
    const std::array corners{bar.open, rising ? bar.low : bar.high, rising ? bar.high : bar.low, bar.close};
    const Duration length = bar.end - bar.start;
    const auto wanted = static_cast<std::size_t>(to_seconds(length) / kSecondsOfTrade);
    const std::size_t count = std::clamp<std::size_t>(wanted, 4, kMostPrints);
    const auto prices = walk(bar, corners, count, random);

    std::vector<double> weights(prices.size());
    double sum = 0;
    for (auto& weight : weights) sum += weight = 0.3 + random.uniform();
    std::vector<Print> prints;
    Decimal left = *total;
    const bool whole = total->raw() % Decimal::kScale == 0 &&
                       *total >= Decimal::from_int(static_cast<std::int64_t>(8 * prices.size()));
    for (std::size_t i = 0; i < prices.size(); ++i) {
        const auto share = static_cast<std::int64_t>(static_cast<double>(total->raw()) * (weights[i] / sum));
        Decimal quantity = Decimal::from_raw(std::max<std::int64_t>(share, 1));
        if (whole) quantity = std::max(quantity.rounded(0, Rounding::kFloor), Decimal::from_int(1));
        if (i + 1 == prices.size() || quantity > left) quantity = left;
        left -= quantity;
        const auto at = Duration(static_cast<std::int64_t>(
            static_cast<double>(length.count()) * (static_cast<double>(i) + 0.5) / static_cast<double>(prices.size())));
        if (quantity.sign() > 0) prints.push_back({bar.start + at, prices[i], quantity});
    }
    return prints;
}

}  // namespace tradewind::exchange
