#pragma once

#include <vector>

#include "core/messages.hpp"
#include "exchange/random.hpp"

namespace tradewind::exchange {

/// One trade of a recorded bar's path.
struct Print {
    Timestamp time;
    Decimal price, quantity;
};

/// A plausible path of trades through a bar: it begins at the open, ends at the close, touches high and low (the one
/// that lies against the bar's direction first), and its quantities add up to the bar's volume exactly.
std::vector<Print> path_of(const Bar& bar, Random& random);

}  // namespace tradewind::exchange
