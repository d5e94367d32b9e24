#include "strategies/settings.hpp"

#include "strategies/registry.hpp"

namespace tradewind::strategies {

double StrategySettings::parameter(std::string_view name) const {
    const auto found = parameters.find(name);
    TRADEWIND_ASSERT(found != parameters.end());
    return found->second;
}

StrategiesSettings::StrategiesSettings() {
    for (const Descriptor& descriptor : registry()) {
        StrategySettings& settings = kinds[std::string(descriptor.name)];
        settings.weight = descriptor.default_weight;
        for (const Parameter& parameter : descriptor.parameters) {
            settings.parameters.emplace(parameter.name, parameter.default_value);
        }
    }
}

}  // namespace tradewind::strategies
