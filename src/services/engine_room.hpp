#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sentiment/analyzer.hpp"
#include "sentiment/score_store.hpp"
#include "services/worker.hpp"

namespace tradewind::services {

/// The four deciding services of one process, started: what a replay, a simulated market and the live embedded mode
/// share.
class EngineRoom {
public:
    /// `cash`: the simulated account's opening balance. `scoring`: from when on scores may be used. `scored`: scores that
    /// other threads make ahead, if any.
    static Result<std::unique_ptr<EngineRoom>> open(World& world, Decimal cash, sentiment::ScoringClock scoring,
                                                    std::shared_ptr<sentiment::ScoreStore> scored = nullptr);

    [[nodiscard]] std::map<std::string, Worker*, std::less<>> workers() const;

private:
    std::vector<std::unique_ptr<Worker>> workers_;
};

/// From when on a world's scores may be used: on receipt in a replay, once they are made in a live world.
sentiment::ScoringClock scoring_of(World& world);

/// One of them alone. kInvalidArgument for another name.
Result<std::unique_ptr<Worker>> open_worker(World& world, std::string_view service, Decimal cash,
                                            sentiment::ScoringClock scoring,
                                            std::shared_ptr<sentiment::ScoreStore> scored = nullptr);

}  // namespace tradewind::services
