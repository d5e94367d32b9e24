#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "strategies/settings.hpp"
#include "strategies/strategy.hpp"

namespace tradewind::strategies {

/// A number that a strategy may be given.
struct Parameter {
    std::string_view name;
    double default_value = 0;
    double min = 0;
    double max = 0;
    bool whole = false;  ///< Must be a whole number.
    std::string_view description;
};

/// How a strategy introduces itself: everything that settings, documentation and the engine need to know of it.
struct Descriptor {
    std::string_view name;  ///< In settings and signals: `strategies.<name>.weight`.
    std::string_view summary;
    double default_weight = 0;
    std::vector<Parameter> parameters;
    /// kInvalidArgument where the parameters contradict each other; null where any combination is fine.
    Status (*check)(const StrategySettings&) = nullptr;
    /// A fresh instance for one ticker. Settings have passed `check`.
    std::unique_ptr<Strategy> (*make)(const StrategySettings&) = nullptr;
};

/// Every strategy in `strategies/kinds/`, sorted by name.
std::span<const Descriptor> registry();

}  // namespace tradewind::strategies
