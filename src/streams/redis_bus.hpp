#pragma once

#include <memory>
#include <string>

#include "streams/bus.hpp"
#include "streams/policy.hpp"

namespace tradewind::streams {

struct RedisBusOptions {
    std::string url;             ///< `redis://[user:password@]host[:port][/db]`, `rediss://` for TLS.
    std::string world = "live";  ///< `live` has the bare names, others the prefix `w:<world>:`.
};

/// The bus over Redis Streams (reliability.md §6). Thread-safe; the options' clock must outlive it, and it its
/// consumers. Fails with kUnavailable where the server can't be reached within the patience, kRefused where it doesn't
/// let us in. An entry has the fields `id`, `key` and `body`.
Result<std::unique_ptr<Bus>> open_redis_bus(const RedisBusOptions& where, BusOptions options);

/// What about the server's settings could lose messages (reliability.md 6.1), one sentence each with what to do; for
/// the log and `tradewind doctor`. Empty where all is well, or the server doesn't say.
Result<std::vector<std::string>> redis_warnings(const RedisBusOptions& where, const MachineClock& clock);

}  // namespace tradewind::streams
