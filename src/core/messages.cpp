#include "core/messages.hpp"

#include <array>
#include <fmt/core.h>
#include <span>

namespace tradewind {
namespace {

template <class Enum, std::size_t N>
Result<Enum> parse_name(const std::array<std::string_view, N>& names, std::string_view text, std::string_view what) {
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == text) return static_cast<Enum>(i);
    }
    std::string known;
    for (const auto name : names) known += (known.empty() ? "" : ", ") + std::string(name);
    return fail(ErrorCode::kParse, fmt::format("unknown {} '{}'", what, text.substr(0, 40)), "one of " + known);
}

constexpr std::array<std::string_view, 6> kTimeframes{"1s", "1m", "5m", "15m", "1h", "1d"};
constexpr std::array<std::string_view, 9> kActions{"pause", "resume", "kill",       "unkill",         "flatten",
                                                   "close", "cancel", "cancel-all", "undo-adjustment"};

}  // namespace

std::string_view to_string(SentimentLabel label) noexcept {
    constexpr std::array<std::string_view, 3> kNames{"negative", "neutral", "positive"};
    return kNames[static_cast<std::size_t>(label)];
}

std::string_view to_string(Timeframe timeframe) noexcept {
    return kTimeframes[static_cast<std::size_t>(timeframe)];
}

Result<Timeframe> parse_timeframe(std::string_view text) {
    return parse_name<Timeframe>(kTimeframes, text, "timeframe");
}

Duration length_of(Timeframe timeframe) noexcept {
    using namespace std::chrono;
    switch (timeframe) {
        case Timeframe::k1s:
            return seconds(1);
        case Timeframe::k1m:
            return minutes(1);
        case Timeframe::k5m:
            return minutes(5);
        case Timeframe::k15m:
            return minutes(15);
        case Timeframe::k1h:
            return hours(1);
        case Timeframe::k1d:
            return hours(24);
    }
    return minutes(1);
}

BarId bar_id(const Bar& bar) {
    // The feed is a constant within a world (design §6), so `source` stays out: a replay of a recording keeps its ids.
    return BarId::from_fields(
        {"bar", bar.ticker.view(), to_string(bar.timeframe), id_field(bar.start), std::to_string(bar.revision)});
}

std::string_view to_string(Direction direction) noexcept {
    switch (direction) {
        case Direction::kShort:
            return "short";
        case Direction::kLong:
            return "long";
        case Direction::kFlat:
            break;
    }
    return "flat";
}

std::string_view to_string(Side side) noexcept {
    return side == Side::kBuy ? "buy" : "sell";
}

std::string_view to_string(OrderType type) noexcept {
    constexpr std::array<std::string_view, 3> kNames{"market", "limit", "stop"};
    return kNames[static_cast<std::size_t>(type)];
}

std::string_view to_string(OrderLeg leg) noexcept {
    constexpr std::array<std::string_view, 5> kNames{"entry", "exit", "stop", "target", "time"};
    return kNames[static_cast<std::size_t>(leg)];
}

std::string_view to_string(TimeInForce tif) noexcept {
    return tif == TimeInForce::kDay ? "day" : "gtc";
}

std::string_view to_string(ControlAction action) noexcept {
    return kActions[static_cast<std::size_t>(action)];
}

Result<ControlAction> parse_control_action(std::string_view text) {
    return parse_name<ControlAction>(kActions, text, "control action");
}

std::string content_hash(const RawArticle& article) {
    const auto digest = hash_fields({"content", article.title, article.text});
    return hex_lower(std::span(digest).first(16));
}

}  // namespace tradewind
