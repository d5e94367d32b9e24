#include "services/world.hpp"

#include <fmt/core.h>
#include <filesystem>
#include <map>

#include "net/http_client.hpp"
#include "services/decisions.hpp"
#include "services/tracing.hpp"
#include "storage/dead_letters.hpp"
#include "storage/migrations.hpp"
#include "storage/outbox.hpp"
#include "streams/embedded_bus.hpp"
#include "streams/partitioned_bus.hpp"
#include "streams/redis_bus.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

constexpr std::string_view kEmbedded = "embedded";
constexpr std::size_t kLeftoverBatch = 1000;

// A message that used up its deliveries: the table is the record, the `:dead` stream a copy.
Status record_dead_letter(storage::Database& database, const streams::Delivery& delivery, std::string_view service,
                          std::string_view error, Timestamp now) {
    storage::dead_letters::Entry entry;
    entry.stream = delivery.stream;
    entry.message_id = delivery.message_id;
    entry.service = service;
    entry.body = delivery.body;
    entry.error = error;
    entry.deliveries = delivery.deliveries;
    entry.at = now;
    return database.write([&](storage::Transaction& tx) { return storage::dead_letters::add(tx, entry); });
}

Result<std::unique_ptr<streams::Bus>> open_bus(const config::Settings& settings, const std::string& world,
                                               storage::Database& database, const MachineClock& clock) {
    streams::BusOptions options{.clock = clock};
    options.policy.claim_after = settings.streams.claim_after;
    options.policy.max_deliveries = static_cast<int>(settings.streams.max_deliveries);
    options.on_dead_letter = [&database, &clock](const streams::Delivery& delivery, std::string_view error) {
        return record_dead_letter(database, delivery, "delivery", error, clock.now());
    };
    auto bus = settings.streams.url == kEmbedded
                   ? streams::open_embedded_bus(database, std::move(options))
                   : streams::open_redis_bus({.url = settings.streams.url, .world = world}, std::move(options));
    if (!bus) return bus;
    return streams::make_partitioned_bus(std::move(*bus), database, clock,
                                         {.partitions = static_cast<int>(settings.streams.partitions)});
}

Status check_world_name(const std::string& name) {
    const bool sound = !name.empty() && name.size() <= 40 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
    if (sound) return {};
    return fail(ErrorCode::kInvalidArgument, fmt::format("not a world's name: '{}'", name),
                "use up to 40 of a-z, 0-9, '-' and '_'");
}

// Runs of one stream go as one batch; the order between streams stays.
template <class Give>
Status for_each_run(std::span<const Outgoing> outgoing, Give give) {
    std::vector<streams::OutgoingMessage> batch;
    for (std::size_t first = 0; first < outgoing.size();) {
        const std::string& stream = outgoing[first].stream;
        batch.clear();
        std::size_t end = first;
        for (; end < outgoing.size() && outgoing[end].stream == stream; ++end) batch.push_back(outgoing[end].message);
        if (Status given = give(stream, std::span<const streams::OutgoingMessage>(batch)); !given) return given;
        first = end;
    }
    return {};
}

}  // namespace

std::string database_url(const config::Settings& settings, const std::string& world) {
    if (settings.database.url != kEmbedded) return settings.database.url;
    return fmt::format("sqlite:{}/{}.db", settings.data.dir, world);
}

bool is_live(const World& world) {
    return world.name() == "live" || at_exchange(world.settings());
}

bool is_simulated(const World& world) {
    return !is_live(world) || at_exchange(world.settings());
}

bool is_idle(World& world) {
    if (!world.flush_marks()) return false;
    const auto groups = world.bus().groups();
    if (!groups) return false;
    const auto dealt_with = [](const streams::GroupInfo& info) { return info.pending + info.unread == 0; };
    return std::ranges::all_of(*groups, dealt_with) && !world.has_leftovers();
}

Timestamp time_in(World& world) {
    return is_live(world) ? world.market_time().now() : world.machine_clock().now();
}

bool is_embedded(const config::Settings& settings) {
    return settings.database.url == kEmbedded;
}

Result<std::unique_ptr<World>> World::open(const config::Settings& settings, const std::string& name, bool durable) {
    if (Status named = check_world_name(name); !named) return std::unexpected(named.error());
    if (is_embedded(settings) != (settings.streams.url == kEmbedded)) {
        return fail(ErrorCode::kInvalidArgument, "streams.url and database.url must both be embedded, or both servers",
                    "set streams.url=redis://… and database.url=postgresql://…, or neither");
    }
    std::unique_ptr<World> world(new World());
    world->name_ = name;
    world->settings_ = settings;
    world->market_time_ = std::make_unique<MarketTime>(settings, world->machine_clock_);
    auto decisions = decision_settings(settings);
    if (!decisions) return std::unexpected(decisions.error());
    world->decisions_ = std::move(*decisions);
    if (const std::string& collector = settings.telemetry.otlp_url; !collector.empty()) {
        world->traces_ =
            std::make_unique<telemetry::OtlpExporter>(collector, net::HttpClient::make_fetch(), world->meters_);
    }
    std::error_code ignored;
    std::filesystem::create_directories(settings.data.dir, ignored);
    auto database = storage::Database::open({database_url(settings, name), name, durable});
    if (!database) return std::unexpected(database.error());
    world->database_ = std::move(*database);
    auto migrated = storage::migrate(*world->database_, world->machine_clock_.now());
    if (!migrated) return std::unexpected(migrated.error());
    auto bus = open_bus(settings, name, *world->database_, world->machine_clock_);
    if (!bus) return std::unexpected(bus.error());
    world->bus_ = std::move(*bus);
    world->watch_health();
    return world;
}

void World::watch_health() {
    health_.watch("store", telemetry::Health::Kind::kReady, [this] {
        const Status read = database_->read([](storage::Transaction& tx) -> Status {
            auto rows = tx.query("SELECT 1");
            return rows ? Status{} : std::unexpected(rows.error());
        });
        return telemetry::HealthState{read.has_value(), read ? "" : read.error().message};
    });
}

Status World::enqueue(storage::Transaction& tx, std::span<const Outgoing> outgoing, Timestamp now) {
    if (auto* streams = bus_->in_store()) {
        return for_each_run(
            outgoing, [&](const std::string& stream, auto messages) { return streams->append(tx, stream, messages); });
    }
    for (const auto& [stream, message] : outgoing) {
        auto added = storage::outbox::add(tx, stream, message.id, message.key, message.body, now);
        if (!added) return std::unexpected(added.error());
    }
    return {};
}

Status World::publish(std::span<const Outgoing> outgoing) {
    if (traces_) trace_origins(*traces_, machine_clock_.now(), outgoing);
    auto* streams = bus_->in_store();
    if (streams == nullptr) return send(outgoing);
    if (!outgoing.empty()) streams->announce();
    return {};
}

Status World::send(std::span<const Outgoing> outgoing) {
    const Status sent = for_each_run(
        outgoing, [&](const std::string& stream, auto messages) { return bus_->publish(stream, messages); });
    if (!sent) return sent;
    std::scoped_lock lock(marks_mutex_);
    for (const auto& [stream, message] : outgoing) marks_.push_back({stream, message.id});
    return {};
}

Status World::write(const std::function<Status(storage::Transaction&)>& work) {
    std::vector<storage::outbox::Mark> marks;
    {
        std::scoped_lock lock(marks_mutex_);
        marks.swap(marks_);
    }
    const Status written = database_->write([&](storage::Transaction& tx) -> Status {
        if (Status done = work(tx); !done) return done;
        return marks.empty() ? Status{} : storage::outbox::mark_published(tx, marks, machine_clock_.now());
    });
    if (!written) {
        std::scoped_lock lock(marks_mutex_);
        marks_.insert(marks_.end(), marks.begin(), marks.end());
    }
    return written;
}

Status World::flush_marks() {
    {
        std::scoped_lock lock(marks_mutex_);
        if (marks_.empty()) return {};
    }
    return write([](storage::Transaction&) { return Status{}; });
}

bool World::has_leftovers() {
    bool left = true;
    const Status read = database_->read([&](storage::Transaction& tx) -> Status {
        auto oldest = storage::outbox::oldest_unpublished(tx);
        if (!oldest) return std::unexpected(oldest.error());
        left = oldest->has_value();
        return {};
    });
    return !read || left;
}

Status World::publish_leftovers() {
    if (Status flushed = flush_marks(); !flushed) return flushed;
    for (;;) {
        std::vector<storage::outbox::Entry> left;
        const Status read = database_->read([&](storage::Transaction& tx) -> Status {
            auto rows = storage::outbox::unpublished(tx, kLeftoverBatch);
            if (!rows) return std::unexpected(rows.error());
            left = std::move(*rows);
            return {};
        });
        if (!read) return read;
        if (left.empty()) return {};
        std::vector<Outgoing> outgoing;
        for (auto& row : left) outgoing.push_back({row.stream, {row.message_id, std::move(row.body), row.key}});
        if (Status sent = send(outgoing); !sent) return sent;
        if (Status flushed = flush_marks(); !flushed) return flushed;
    }
}

Status World::bury(streams::Consumer& consumer, const streams::Delivery& delivery, std::string_view service,
                   const Error& error) {
    telemetry::log_warning(service, "message buried in the dead letters",
                           {{"stream", delivery.stream}, {"id", delivery.message_id}, {"error", error.message}});
    const Status stored = record_dead_letter(*database_, delivery, service, error.message, machine_clock_.now());
    return stored ? consumer.dead_letter(delivery, error.message) : stored;
}

}  // namespace tradewind::services
