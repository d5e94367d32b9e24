#include "services/market_time.hpp"

#include <cmath>

#include "broker/alpaca_clock.hpp"
#include "market/session_calendar.hpp"
#include "net/http_client.hpp"
#include "services/alpaca_link.hpp"
#include "services/host.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

constexpr std::chrono::seconds kLook{10};
/// With the market closed, the next open may be near.
constexpr std::chrono::seconds kNightLook{3};
/// Of machine time: what a slow answer makes of a clock that was right.
constexpr double kTolerance = 0.25;

}  // namespace

bool at_exchange(const config::Settings& settings) {
    return settings.alpaca.clock_speed > 0;
}

MarketTime::MarketTime(const config::Settings& settings, const MachineClock& machine)
    : settings_(settings),
      machine_(machine),
      speed_(at_exchange(settings) ? settings.alpaca.clock_speed : 1),
      base_(machine.now()),
      origin_(machine.monotonic()) {}

MarketTime::~MarketTime() = default;

Status MarketTime::follow() const {
    if (!at_exchange(settings_)) return {};
    std::call_once(begun_, [this] {
        outcome_ = read(true);
        if (!outcome_) {
            telemetry::log_failure(telemetry::LogLevel::kError, "market-time",
                                   "the exchange's clock can't be read: this machine's stands in", outcome_.error());
            return;
        }
        reader_ = std::jthread([this](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                pause_or_stop(stop, market::SessionCalendar::nyse().is_open(present()) ? kLook : kNightLook);
                if (stop.stop_requested()) return;
                if (Status looked = read(false); !looked) {
                    telemetry::log_failure(telemetry::LogLevel::kDebug, "market-time",
                                           "the exchange's clock can't be read", looked.error());
                }
            }
        });
    });
    return outcome_;
}

Status MarketTime::read(bool first) const {
    AlpacaLink exchange(settings_);
    const auto clock = broker::read_clock(exchange.trading, machine_);
    if (!clock) return std::unexpected(clock.error());
    const auto half = static_cast<double>(clock->round_trip.count()) / 2 * speed_;
    const Timestamp there = clock->now + Duration(static_cast<std::int64_t>(half));
    if (first || std::abs(to_seconds(there - present())) > kTolerance * speed_) set(there);
    return {};
}

void MarketTime::set(Timestamp now) const {
    const std::scoped_lock lock(mutex_);
    base_ = now;
    origin_ = machine_.monotonic();
}

Timestamp MarketTime::present() const {
    const std::scoped_lock lock(mutex_);
    const auto passed = static_cast<double>((machine_.monotonic() - origin_).count()) * speed_;
    return base_ + Duration(static_cast<std::int64_t>(passed));
}

Timestamp MarketTime::now() const {
    (void)follow();
    return present();
}

void MarketTime::heard(Timestamp time) {
    if (at_exchange(settings_) && time > now()) set(time);
}

}  // namespace tradewind::services
