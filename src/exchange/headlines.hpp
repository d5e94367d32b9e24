#pragma once

#include <string>
#include <string_view>

#include "exchange/random.hpp"

namespace tradewind::exchange {

/// A headline about an invented company, and what it is worth to its price: in [-1, 1], 0 for noise.
struct Headline {
    std::string title;
    std::string text;
    double tone = 0;
};

Headline invent_headline(Random& random, std::string_view company, std::string_view symbol);

}  // namespace tradewind::exchange
