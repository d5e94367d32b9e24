#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"
#include "core/time.hpp"
#include "services/handler.hpp"
#include "services/market_time.hpp"
#include "storage/database.hpp"
#include "storage/outbox.hpp"
#include "streams/bus.hpp"
#include "telemetry/health.hpp"
#include "telemetry/meters.hpp"
#include "telemetry/otlp_exporter.hpp"
#include "trading/decision_settings.hpp"

namespace tradewind::services {

/// `sqlite:<data.dir>/<world>.db` or the configured server's URL.
std::string database_url(const config::Settings& settings, const std::string& world);
/// Whether store and streams live in this process's file.
bool is_embedded(const config::Settings& settings);

/// One store and one set of streams (design §6), opened for one process, with its clocks and settings.
class World {
public:
    /// Opens store and streams of world `name` and migrates the store. `durable` false for replays and demos: they
    /// survive kill -9, maybe not a power cut.
    static Result<std::unique_ptr<World>> open(const config::Settings& settings, const std::string& name, bool durable);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const config::Settings& settings() const { return settings_; }
    [[nodiscard]] const trading::DecisionSettings& decisions() const { return decisions_; }
    [[nodiscard]] storage::Database& database() { return *database_; }
    [[nodiscard]] streams::Bus& bus() { return *bus_; }
    [[nodiscard]] telemetry::Meters& meters() { return meters_; }
    /// Where finished work is told of; null where nobody collects traces.
    [[nodiscard]] telemetry::OtlpExporter* traces() { return traces_.get(); }
    [[nodiscard]] telemetry::Health& health() { return health_; }
    [[nodiscard]] const MachineClock& machine_clock() const { return machine_clock_; }
    /// Of a live world; a driven one has its driver's time, in its messages.
    [[nodiscard]] MarketTime& market_time() { return *market_time_; }

    /// One write transaction, in which what was published since the last one is marked as such.
    Status write(const std::function<Status(storage::Transaction&)>& work);
    /// Stores messages inside the transaction of the effect that they follow from: in their streams where those live in
    /// the store, else in the outbox.
    Status enqueue(storage::Transaction& tx, std::span<const Outgoing> outgoing, Timestamp now);
    /// Lets readers have what `enqueue` has committed, in order.
    Status publish(std::span<const Outgoing> outgoing);
    /// Publishes what a crash left in the outbox. Twice is harmless: inboxes absorb it.
    Status publish_leftovers();
    /// Whether the outbox holds anything that is not marked as published; true where that can't be told.
    [[nodiscard]] bool has_leftovers();
    /// Moves a message that can't be handled to the dead letters, with its reason.
    Status bury(streams::Consumer& consumer, const streams::Delivery& delivery, std::string_view service,
                const Error& error);

    /// Marks as published what is still waiting for it.
    Status flush_marks();

private:
    World() = default;
    void watch_health();
    /// To the bus, each run of one stream in one batch, and has them marked as published.
    Status send(std::span<const Outgoing> outgoing);

    std::string name_;
    config::Settings settings_;
    trading::DecisionSettings decisions_;
    SystemMachineClock machine_clock_;
    std::unique_ptr<MarketTime> market_time_;
    telemetry::Meters meters_;
    std::unique_ptr<telemetry::OtlpExporter> traces_;
    telemetry::Health health_;
    std::unique_ptr<storage::Database> database_;
    std::unique_ptr<streams::Bus> bus_;
    std::mutex marks_mutex_;
    std::vector<storage::outbox::Mark> marks_;  ///< Published, not yet marked so.
};

/// Whether messages are dealt with as they come; every other world is driven by a replay's ticks.
bool is_live(const World& world);
/// Whether no price in it is real: it is driven, or trades at a `tradewind exchange`.
bool is_simulated(const World& world);
/// Whether everything that was published has been dealt with, by the store's and the streams' own account.
bool is_idle(World& world);
/// Now, for what enters a world from outside its messages: market time in a live one.
Timestamp time_in(World& world);

}  // namespace tradewind::services
