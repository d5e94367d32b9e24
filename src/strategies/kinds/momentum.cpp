#include "strategies/registry.hpp"

namespace tradewind::strategies {
namespace {

Status check(const StrategySettings& settings) {
    if (settings.parameter("fast") < settings.parameter("slow")) return {};
    return fail(ErrorCode::kInvalidArgument, "strategies.momentum.fast is not below strategies.momentum.slow",
                "give the fast average fewer bars than the slow one");
}

}  // namespace

Descriptor describe_momentum() {
    return {
        .name = "momentum",
        .summary = "Follows the trend after two moving averages have crossed",
        .default_weight = 1.0 / 3,
        .parameters =
            {
                {"fast", 10, 1, 5000, true, "Bars in the fast average"},
                {"slow", 30, 2, 5000, true, "Bars in the slow average"},
                {"fresh_bars", 5, 1, 5000, true, "Bars after a crossing during which it holds an opinion"},
            },
        .check = check,
    };
}

}  // namespace tradewind::strategies
