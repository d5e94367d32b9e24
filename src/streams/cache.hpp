#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/time.hpp"
#include "streams/open_bus.hpp"

namespace tradewind::streams {

/// Names in the cache; in Redis these are the keys, with the world's prefix.
namespace cache_key {
inline constexpr std::string_view kSeenHashes = "news:seen_hashes";         ///< Set: hashes of articles.
inline constexpr std::string_view kPositionsHistory = "positions:history";  ///< Hash: ticker to its open lots.
inline constexpr std::string_view kStrategyWeights = "strategies:weights";  ///< Hash: strategy to its weight.
}  // namespace cache_key

/// Small facts that services share. The store is the truth: losing the cache costs time, nothing else. Thread-safe.
class Cache {
public:
    virtual ~Cache() = default;
    /// Adds a member with the time of its event. Whether it was new; the time of a known one stays.
    virtual Result<bool> remember(std::string_view set, std::string_view member, Timestamp at) = 0;
    /// Removes the members whose events are older, to the millisecond. How many.
    virtual Result<std::int64_t> forget_before(std::string_view set, Timestamp time) = 0;
    virtual Status put(std::string_view hash, std::string_view field, std::string_view value) = 0;
    virtual Result<std::optional<std::string>> get(std::string_view hash, std::string_view field) = 0;
    virtual Result<std::map<std::string, std::string>> get_all(std::string_view hash) = 0;
};

/// In the same place as the bus of these settings.
Result<std::unique_ptr<Cache>> open_cache(const StreamsSettings& settings, storage::Database& database,
                                          const BusOptions& options);

}  // namespace tradewind::streams
