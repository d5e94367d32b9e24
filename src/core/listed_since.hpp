#pragma once

#include "core/ticker.hpp"
#include "core/time.hpp"

namespace tradewind {

/// A symbol that has bars in a world, and since when they are known.
struct ListedSince {
    Ticker ticker;
    Timestamp since;
    friend bool operator==(const ListedSince&, const ListedSince&) = default;
};

}  // namespace tradewind
