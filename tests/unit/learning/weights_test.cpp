#include "learning/weights.hpp"

#include <catch2/catch_test_macros.hpp>
#include <numeric>
#include <random>

using namespace tradewind::learning;

namespace {
std::int64_t total(const Weights& weights) {
    return std::accumulate(weights.parts().begin(), weights.parts().end(), std::int64_t{0});
}
}  // namespace

TEST_CASE("weights are parts of a billion that add up to it") {
    const auto thirds = Weights::normalised({{"a", 1}, {"b", 1}, {"c", 1}});
    CHECK(std::vector(thirds.parts().begin(), thirds.parts().end()) ==
          std::vector<std::int64_t>{333'333'334, 333'333'333, 333'333'333});
    std::mt19937_64 random(3);
    for (int round = 0; round < 2000; ++round) {
        std::map<std::string, double> values;
        for (char name = 'a'; name < 'h'; ++name) {
            values[std::string(1, name)] = static_cast<double>(1 + random() % 1'000'000'007) / 1e5;
        }
        CHECK(total(Weights::normalised(values)) == Weights::kOne);
    }
}

TEST_CASE("weights that were printed come back the same") {
    std::mt19937_64 random(5);
    for (int round = 0; round < 500; ++round) {
        const auto weights = Weights::normalised({{"a", static_cast<double>(random() % 1000 + 1)},
                                                  {"b", static_cast<double>(random() % 1000 + 1)},
                                                  {"c", static_cast<double>(random() % 1000 + 1)}});
        CHECK(Weights::normalised(weights.values()) == weights);
    }
}

TEST_CASE("a strategy of weight zero is switched off") {
    const auto weights = Weights::normalised({{"a", 0}, {"b", 2}});
    CHECK(weights.values() == std::map<std::string, double>{{"b", 1.0}});
}
