#include "strategies/weighted_ensemble.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace tradewind;
using namespace tradewind::strategies;

namespace {

std::optional<Opinion> opinion(Direction direction, double strength) {
    return Opinion{direction, strength, 1, {}};
}

}  // namespace

TEST_CASE("opinions are combined by weight over those that hold one") {
    StrategiesSettings settings;
    settings.kinds.at("mean_reversion").weight = 1;
    settings.kinds.at("momentum").weight = 2;
    settings.kinds.at("news_driven").weight = 5;
    WeightedEnsemble ensemble(settings);
    const std::vector opinions{opinion(Direction::kLong, 0.9), opinion(Direction::kShort, 0.3),
                               std::optional<Opinion>{}};
    CHECK(ensemble.combine(opinions) == Catch::Approx((0.9 - 2 * 0.3) / 3));
    settings.ensemble.normalise = Normalise::kAll;
    CHECK(WeightedEnsemble(settings).combine(opinions) == Catch::Approx((0.9 - 2 * 0.3) / 8));
}

TEST_CASE("nobody's opinion is none") {
    WeightedEnsemble ensemble{StrategiesSettings{}};
    CHECK(ensemble.combine(std::vector<std::optional<Opinion>>(3)) == 0);
}

TEST_CASE("the threshold must be exceeded, not met") {
    StrategiesSettings settings;
    settings.ensemble.threshold = 0.25;
    WeightedEnsemble ensemble(settings);
    CHECK_FALSE(ensemble.exceeds_threshold(0.25));
    CHECK_FALSE(ensemble.exceeds_threshold(-0.25));
    CHECK(ensemble.exceeds_threshold(-0.2501));
}

TEST_CASE("a strategy of weight zero takes no part") {
    StrategiesSettings settings;
    settings.kinds.at("momentum").weight = 0;
    CHECK(WeightedEnsemble(settings).strategies().size() == registry().size() - 1);
}

TEST_CASE("new weights apply to those they name") {
    WeightedEnsemble ensemble{StrategiesSettings{}};
    ensemble.set_weights({{"momentum", 0.9}});
    CHECK(ensemble.weight(1) == 0.9);
    CHECK(ensemble.weight(0) == Catch::Approx(1.0 / 3));
}
