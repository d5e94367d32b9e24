#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "services/worker.hpp"

namespace tradewind::services {

/// The four deciding services of one process, started: what a replay, a simulated market and the live embedded mode
/// share.
class EngineRoom {
public:
    /// `cash`: the simulated account's opening balance. `scoring`: from when on scores may be used.
    static Result<std::unique_ptr<EngineRoom>> open(World& world, Decimal cash, sentiment::ScoringClock scoring);

    [[nodiscard]] std::map<std::string, Worker*, std::less<>> workers() const;

private:
    std::vector<std::unique_ptr<Worker>> workers_;
};

/// One of them alone. kInvalidArgument for another name.
Result<std::unique_ptr<Worker>> open_worker(World& world, std::string_view service, Decimal cash,
                                            sentiment::ScoringClock scoring);

}  // namespace tradewind::services
