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
    EnsembleSettings ensemble;
    std::map<std::string, StrategySettings, std::less<>> kinds;
};

}  // namespace tradewind::strategies
