#include "services/listed_symbols.hpp"

#include <fmt/core.h>
#include <sstream>

#include "storage/world_facts.hpp"

namespace tradewind::services {
namespace {

constexpr std::string_view kFact = "listed";

}  // namespace

Status store_listed(World& world, const std::vector<ListedSince>& listed) {
    std::string text;
    for (const auto& one : listed) text += fmt::format("{} {}\n", one.ticker.view(), unix_nanos(one.since));
    return world.write(
        [&](storage::Transaction& tx) { return storage::set_fact(tx, kFact, text, world.machine_clock().now()); });
}

Result<std::vector<ListedSince>> listed_in(World& world) {
    std::optional<std::string> noted;
    const Status read = world.database().read([&](storage::Transaction& tx) -> Status {
        auto fact = storage::find_fact(tx, kFact);
        if (!fact) return std::unexpected(fact.error());
        noted = std::move(*fact);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    std::vector<ListedSince> listed;
    if (!noted) {
        if (is_live(world)) {
            for (const auto ticker : world.decisions().universe) listed.push_back({ticker, {}});
        }
        return listed;
    }
    std::istringstream lines(*noted);
    std::string symbol;
    std::int64_t since = 0;
    while (lines >> symbol >> since) {
        if (const auto ticker = Ticker::parse(symbol)) listed.push_back({*ticker, timestamp_from_unix_nanos(since)});
    }
    return listed;
}

}  // namespace tradewind::services
