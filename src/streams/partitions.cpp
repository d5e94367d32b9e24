#include "streams/partitions.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/messages.hpp"

namespace tradewind::streams {

bool is_partitioned(std::string_view stream) {
    constexpr std::array kPartitioned{stream::kNewsScored, stream::kMarketBars, stream::kSignalsGenerated};
    return std::ranges::find(kPartitioned, stream) != kPartitioned.end();
}

int partition_of(std::string_view key, int partitions) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : key) hash = (hash ^ static_cast<std::uint8_t>(c)) * 1099511628211ULL;
    return static_cast<int>(hash % static_cast<std::uint64_t>(partitions));
}

std::string partition_name(std::string_view stream, int partition) {
    return std::string(stream) + ':' + std::to_string(partition);
}

}  // namespace tradewind::streams
