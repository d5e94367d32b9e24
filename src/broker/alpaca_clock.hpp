#pragma once

#include "broker/alpaca_http.hpp"

namespace tradewind::broker {

/// What `GET /v2/clock` says.
struct AlpacaClock {
    Timestamp now;
    bool is_open = false;
    Timestamp next_open;
    Timestamp next_close;
    /// How far Alpaca's clock is ahead of ours, against the middle of the call; good to half of `round_trip`.
    Duration skew{};
    Duration round_trip{};
};
Result<AlpacaClock> read_clock(AlpacaHttp& trading, const MachineClock& machine);

}  // namespace tradewind::broker
