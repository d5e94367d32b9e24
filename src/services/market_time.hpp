#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "config/settings.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace tradewind::services {

/// Whether settings name a `tradewind exchange` in Alpaca's place: by its clock (alpaca.clock_speed).
bool at_exchange(const config::Settings& settings);

/// Market time of a live world: this machine's clock, or that of the exchange which settings name, read from its
/// `/v2/clock` and read again now and then, since it may leave out a night. Thread-safe.
class MarketTime final : public MarketClock {
public:
    /// `machine` must outlive it.
    MarketTime(const config::Settings& settings, const MachineClock& machine);
    ~MarketTime() override;
    /// Reads the exchange's clock and begins to follow it; nothing to do at Alpaca, or a second time.
    Status follow() const;
    /// Begins to follow by itself; without an answer it is this machine's time, with a warning.
    [[nodiscard]] Timestamp now() const override;
    [[nodiscard]] double speed() const override { return speed_; }
    /// What is known to have happened is no future.
    void heard(Timestamp time);

private:
    Status read(bool first) const;
    void set(Timestamp now) const;
    [[nodiscard]] Timestamp present() const;

    const config::Settings settings_;
    const MachineClock& machine_;
    const double speed_;
    mutable std::once_flag begun_;
    mutable Status outcome_;
    mutable std::mutex mutex_;
    mutable Timestamp base_;  ///< Market time at `origin_` of the machine's monotonic clock.
    mutable Duration origin_{};
    mutable std::jthread reader_;
};

}  // namespace tradewind::services
