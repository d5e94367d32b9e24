#include "exchange/random.hpp"

#include <cmath>

#include "core/math.hpp"

namespace tradewind::exchange {

double Random::normal() {
    if (has_spare_) {
        has_spare_ = false;
        return spare_;
    }
    double u = 0;
    double v = 0;
    double square = 0;
    do {
        u = 2 * uniform() - 1;
        v = 2 * uniform() - 1;
        square = u * u + v * v;
    } while (square >= 1 || square == 0);
    const double factor = std::sqrt(-2 * deterministic_log(square) / square);
    spare_ = v * factor;
    has_spare_ = true;
    return u * factor;
}

}  // namespace tradewind::exchange
