#pragma once

#include <memory>
#include <string>

#include "storage/database.hpp"
#include "streams/bus.hpp"
#include "streams/policy.hpp"

namespace tradewind::streams {

/// The settings `streams.*`.
struct StreamsSettings {
    std::string url = "embedded";  ///< Or `redis://…`, `rediss://…`.
    std::string world = "live";    ///< Prefix of the keys in Redis; embedded, a world is a store of its own.
    int partitions = 1;
};

/// The bus that the settings ask for. `database` is the world's store, migrated: the embedded bus lives in it, and the
/// owners of partitions are leased there. Errors as of open_embedded_bus and open_redis_bus.
Result<std::unique_ptr<Bus>> open_bus(const StreamsSettings& settings, storage::Database& database, BusOptions options);

}  // namespace tradewind::streams
