#pragma once

#include <deque>

#include "exchange/synthetic_market.hpp"
#include "services/replay.hpp"

namespace tradewind::services {

/// The invented market as instants: articles when they came in, bars at the end of their minute.
class SyntheticSource final : public InstantSource {
public:
    explicit SyntheticSource(const exchange::SyntheticOptions& options) : market_(options) {}
    Result<std::optional<backtest::Instant>> next() override;

private:
    exchange::SyntheticMarket market_;
    std::deque<backtest::Instant> waiting_;
};

}  // namespace tradewind::services
