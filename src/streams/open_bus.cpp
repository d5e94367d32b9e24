#include "streams/open_bus.hpp"

#include "streams/embedded_bus.hpp"
#include "streams/partitioned_bus.hpp"
#include "streams/redis_bus.hpp"

namespace tradewind::streams {

Result<std::unique_ptr<Bus>> open_bus(const StreamsSettings& settings, storage::Database& database,
                                      BusOptions options) {
    const auto& clock = options.clock;
    auto bus = settings.url == "embedded"
                   ? open_embedded_bus(database, std::move(options))
                   : open_redis_bus({.url = settings.url, .world = settings.world}, std::move(options));
    if (!bus) return bus;
    return make_partitioned_bus(std::move(*bus), database, clock, {.partitions = settings.partitions});
}

}  // namespace tradewind::streams
