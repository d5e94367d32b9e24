#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/database.hpp"
#include "streams/bus.hpp"
#include "streams/open_bus.hpp"
#include "streams/policy.hpp"
#include "support/redis_server.hpp"
#include "support/temp_dir.hpp"

namespace tradewind::streams::test {

/// A machine clock moved by hand.
class HandClock final : public MachineClock {
public:
    [[nodiscard]] Timestamp now() const override {
        return timestamp_from_unix_nanos(1'400'000'000'000'000'000 + nanos_.load());
    }
    [[nodiscard]] Duration monotonic() const override { return Duration(1'000'000'000 + nanos_.load()); }
    void advance(Duration by) { nanos_ += by.count(); }

private:
    std::atomic<std::int64_t> nanos_{0};
};

/// A store of its own, and buses on it.
class EmbeddedHarness {
public:
    static constexpr bool kHasServer = false;
    EmbeddedHarness();
    std::unique_ptr<Bus> open(BusOptions options);
    /// Closes the store and opens it again; no bus may be open.
    void restart();
    /// For a forked child, which opens the store for itself.
    void let_go() { database_.reset(); }
    /// The store, with its tables.
    storage::Database& store();
    StreamsSettings settings() { return {}; }

private:
    tradewind::test::TempDir folder_;
    std::unique_ptr<storage::Database> database_;
};

/// A fresh world in one Redis server that all tests of this process share.
class RedisHarness {
public:
    static constexpr bool kHasServer = true;
    RedisHarness();
    std::unique_ptr<Bus> open(BusOptions options);
    void restart();
    void let_go() {}
    storage::Database& store() { return store_.store(); }
    StreamsSettings settings() { return {.url = server().url(), .world = world_}; }
    static tradewind::test::RedisServer& server();

private:
    std::string world_;
    EmbeddedHarness store_;
};

inline OutgoingMessage message(int number, std::string key = "AAPL") {
    return {.id = "msg-" + std::to_string(number), .body = R"({"n":)" + std::to_string(number) + "}", .key = key};
}
std::vector<OutgoingMessage> messages(int first, int count);
/// The message ids, in order.
std::vector<std::string> ids(const std::vector<Delivery>& deliveries);
std::vector<std::string> expected_ids(int first, int count);
/// Reads until `count` deliveries have come, each acknowledged.
std::vector<Delivery> read_and_ack(Consumer& consumer, std::size_t count);
/// Reads without acknowledging until `count` deliveries have come.
std::vector<Delivery> read_some(Consumer& consumer, std::size_t count);
std::optional<GroupInfo> group_info(Bus& bus, std::string_view stream, std::string_view group);

}  // namespace tradewind::streams::test
