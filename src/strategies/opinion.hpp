#pragma once

#include "core/messages.hpp"

namespace tradewind::strategies {

/// What a strategy thinks of a ticker now. Holds no text, so that thinking costs no allocation: the reasons are put
/// into words by `Strategy::explain` where a signal comes of it.
struct Opinion {
    Direction direction = Direction::kFlat;
    double strength = 0;    ///< [0, 1]
    double confidence = 0;  ///< [0, 1]: how much data stands behind it. Told, not used in the combination.
    Duration horizon{};     ///< For how long it is meant.
};

}  // namespace tradewind::strategies
