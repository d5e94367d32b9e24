#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/messages.hpp"

namespace tradewind::strategies {

/// One strategy's settings. Which parameters there are, and their defaults and bounds, the strategy's descriptor says.
struct StrategySettings {
    double weight = 0;  ///< Relative; 0 switches the strategy off.
    std::map<std::string, double, std::less<>> parameters;

    [[nodiscard]] double parameter(std::string_view name) const;
};

/// By what Σ weight · direction · strength is divided: the weights of those that hold an opinion, or of all.
enum class Normalise : std::uint8_t { kOpining, kAll };

struct EnsembleSettings {
    double threshold = 0.3;  ///< A signal is made where |combined| exceeds it.
    Normalise normalise = Normalise::kOpining;
};

struct StrategiesSettings {
    StrategiesSettings();  ///< Every registered strategy with its defaults.

    /// Bars that are decided on; unset: those that come. Smaller ones are aggregated.
    std::optional<Timeframe> timeframe;
    /// Returns that volatility is measured over, for sizing and for strategies that scale by it.
    std::int64_t volatility_bars = 20;
    /// After this time a story weighs half.
    Duration sentiment_half_life = std::chrono::hours(2);
    EnsembleSettings ensemble;
    std::map<std::string, StrategySettings, std::less<>> kinds;
};

}  // namespace tradewind::strategies
