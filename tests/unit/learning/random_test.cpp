#include "learning/random.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>

using tradewind::learning::Random;

TEST_CASE("the same seed draws the same numbers, another seed others") {
    Random a("fil-1");
    Random b("fil-1");
    Random c("fil-2");
    const double first = a.uniform();
    CHECK(first == b.uniform());
    CHECK(first != c.uniform());
}

TEST_CASE("draws have the moments of their distributions") {
    Random random("moments");
    constexpr int kDraws = 40'000;
    double uniform = 0;
    double normal = 0;
    double square = 0;
    double beta = 0;
    for (int i = 0; i < kDraws; ++i) {
        uniform += random.uniform();
        const double x = random.normal();
        normal += x;
        square += x * x;
        beta += random.beta(3, 1);
    }
    CHECK(std::abs(uniform / kDraws - 0.5) < 0.01);
    CHECK(std::abs(normal / kDraws) < 0.02);
    CHECK(std::abs(square / kDraws - 1) < 0.03);
    CHECK(std::abs(beta / kDraws - 0.75) < 0.01);
}
