#include "risk/risk_manager.hpp"

#include "risk/checks.hpp"

namespace tradewind::risk {

Assessment assess(const RiskInput& input) {
    Assessment assessment;
    const auto checks = all_checks();
    assessment.checks.reserve(checks.size());
    for (const CheckFunction check : checks) {
        assessment.checks.push_back(check(input));
        if (!assessment.checks.back().passed) return assessment;
    }
    assessment.approved = true;
    return assessment;
}

}  // namespace tradewind::risk
