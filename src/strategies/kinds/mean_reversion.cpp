#include "strategies/registry.hpp"

namespace tradewind::strategies {
namespace {

Status check(const StrategySettings& settings) {
    if (settings.parameter("oversold") < settings.parameter("overbought")) return {};
    return fail(ErrorCode::kInvalidArgument,
                "strategies.mean_reversion.oversold is not below strategies.mean_reversion.overbought",
                "the defaults are 30 and 70");
}

}  // namespace

Descriptor describe_mean_reversion() {
    return {
        .name = "mean_reversion",
        .summary = "Bets on a return where the relative strength index is extreme",
        .default_weight = 1.0 / 3,
        .parameters =
            {
                {"period", 14, 2, 5000, true, "Bars of the relative strength index (Wilder's)"},
                {"oversold", 30, 1, 99, false, "Below it: long"},
                {"overbought", 70, 1, 99, false, "Above it: short"},
            },
        .check = check,
    };
}

}  // namespace tradewind::strategies
