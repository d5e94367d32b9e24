#pragma once

#include <deque>

#include "exchange/synthetic_market.hpp"
#include "news/deduplicator.hpp"
#include "services/replay.hpp"

namespace tradewind::services {

/// The invented market as instants: articles when they came in, exact repetitions left out as the fetcher and a
/// recording's loader do; bars at the end of their minute.
class SyntheticSource final : public InstantSource {
public:
    explicit SyntheticSource(const exchange::SyntheticOptions& options) : market_(options) {}
    Result<std::optional<backtest::Instant>> next() override;

private:
    exchange::SyntheticMarket market_;
    news::Deduplicator deduplicator_;
    std::deque<backtest::Instant> waiting_;
};

}  // namespace tradewind::services
