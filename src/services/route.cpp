#include "services/route.hpp"

#include <nlohmann/json.hpp>

#include "core/messages.hpp"

namespace tradewind::services {

std::span<const Hop> bar_route() {
    static constexpr std::array kRoute{Hop{kTradeExecutor, {}}, Hop{kLearningEngine, stream::kTradesExecuted},
                                       Hop{kSignalGenerator, {}}, Hop{kTradeExecutor, stream::kSignalsGenerated}};
    return kRoute;
}

std::span<const Hop> article_route() {
    static constexpr std::array kRoute{Hop{kSentimentAnalyzer, {}}, Hop{kSignalGenerator, stream::kNewsScored},
                                       Hop{kTradeExecutor, stream::kSignalsGenerated}};
    return kRoute;
}

std::size_t Tick::next_hop() const {
    const auto stops = route();
    std::size_t next = hop + 1;
    while (next < stops.size() && skip && !stops[next].needs.empty() &&
           !published.contains(std::string(stops[next].needs))) {
        ++next;
    }
    return next;
}

std::string encode_tick(const Tick& tick) {
    return nlohmann::json{{"seq", tick.seq},           {"time", unix_nanos(tick.time)},
                          {"articles", tick.articles}, {"hop", tick.hop},
                          {"skip", tick.skip},         {"published", tick.published}}
        .dump();
}

Result<Tick> decode_tick(std::string_view text) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) return fail(ErrorCode::kParse, "a tick is not a JSON object");
    try {
        return Tick{json.at("seq").get<std::int64_t>(), timestamp_from_unix_nanos(json.at("time").get<std::int64_t>()),
                    json.at("articles").get<bool>(),    json.at("hop").get<std::size_t>(),
                    json.at("skip").get<bool>(),        json.at("published").get<std::set<std::string>>()};
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::kParse, std::string("a tick can't be read: ") + error.what());
    }
}

std::string tick_stream(std::string_view service) {
    return "ticks:" + std::string(service);
}

}  // namespace tradewind::services
