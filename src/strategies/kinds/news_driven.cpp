#include "strategies/registry.hpp"

namespace tradewind::strategies {

Descriptor describe_news_driven() {
    return {
        .name = "news_driven",
        .summary = "Follows the sentiment of recent news, fading with age",
        .default_weight = 1.0 / 3,
        .parameters =
            {
                {"half_life_minutes", 120, 1, 525'600, false, "After this time a story weighs half"},
                {"min_weight", 0.5, 0.001, 50, false, "Weight of news below which it holds no opinion"},
                {"dead_band", 0.1, 0, 0.99, false, "Mean sentiment that is taken for noise"},
            },
    };
}

}  // namespace tradewind::strategies
