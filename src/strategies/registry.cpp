#include "strategies/registry.hpp"

namespace tradewind::strategies {

#define TRADEWIND_STRATEGY(name) Descriptor describe_##name();
#include "strategies/registered.inc"
#undef TRADEWIND_STRATEGY

std::span<const Descriptor> registry() {
    static const std::vector<Descriptor> kAll{
#define TRADEWIND_STRATEGY(name) describe_##name(),
#include "strategies/registered.inc"
#undef TRADEWIND_STRATEGY
    };
    return kAll;
}

}  // namespace tradewind::strategies
