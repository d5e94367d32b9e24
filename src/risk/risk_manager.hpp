#pragma once

#include <vector>

#include "core/records.hpp"
#include "risk/risk_input.hpp"

namespace tradewind::risk {

struct Assessment {
    bool approved = false;
    std::vector<RiskCheck> checks;  ///< Every check that ran, in order; the first failure ends the list.

    /// Name of the check that failed, or empty.
    [[nodiscard]] std::string_view failed() const {
        return approved || checks.empty() ? std::string_view() : std::string_view(checks.back().name);
    }
};

/// Runs all checks in order until one fails. Pure.
Assessment assess(const RiskInput& input);

}  // namespace tradewind::risk
