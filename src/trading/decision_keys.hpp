#pragma once

#include <functional>

#include "trading/decision_settings.hpp"

namespace tradewind::trading {

/// One row of the table behind `set_decision`: how a key is read from text and printed.
struct KeyRow {
    std::string key;
    std::string type;
    std::string description;
    /// False: the text is not such a value, or out of range; nothing was changed.
    std::function<bool(DecisionSettings&, std::string_view)> read;
    std::function<std::string(const DecisionSettings&)> print;
};

/// Every key, sorted.
const std::vector<KeyRow>& decision_table();

}  // namespace tradewind::trading
