#include "exchange/stream_json.hpp"

#include <algorithm>
#include <cmath>

#include "core/time.hpp"

namespace tradewind::exchange {
namespace {

using nlohmann::json;

constexpr int kTimestampExtension = 0xff;  // -1
constexpr std::array<std::string_view, 3> kTimeMembers{"t", "created_at", "updated_at"};

// Sizes are whole on the wire; a fraction of a share shows as one.
std::int64_t shares(Decimal quantity) {
    const std::int64_t whole = quantity.rounded(0, Rounding::kFloor).raw() / Decimal::kScale;
    return quantity.sign() > 0 ? std::max<std::int64_t>(whole, 1) : 0;
}

StreamJson headed(const char* type, const std::string& symbol, const StreamJson& members) {
    StreamJson object{{"T", type}, {"S", symbol}};
    object.update(members);
    return object;
}

// The 64 bit form of the msgpack timestamp: 30 bits of nanoseconds, 34 of seconds.
StreamJson packed_time(const std::string& text) {
    const auto time = parse_timestamp(text);
    const std::int64_t nanos = time ? unix_nanos(*time) : 0;
    const auto value =
        static_cast<std::uint64_t>(nanos % 1'000'000'000) << 34U | static_cast<std::uint64_t>(nanos / 1'000'000'000);
    std::vector<std::uint8_t> bytes(8);
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
    return StreamJson::binary(std::move(bytes), kTimestampExtension);
}

}  // namespace

StreamJson trade_members(const Trade& trade) {
    return {{"t", format_timestamp(trade.time)},
            {"x", "V"},
            {"p", trade.price.to_double()},
            {"s", shares(trade.quantity)},
            {"c", StreamJson::array({"@"})},
            {"i", trade.id},
            {"z", "C"}};
}

StreamJson quote_members(const Quote& quote) {
    return {{"t", format_timestamp(quote.time)},
            {"bx", "V"},
            {"bp", quote.bid.to_double()},
            {"bs", shares(quote.bid_size)},
            {"ax", "V"},
            {"ap", quote.ask.to_double()},
            {"as", shares(quote.ask_size)},
            {"c", StreamJson::array({"R"})},
            {"z", "C"}};
}

StreamJson bar_members(const MarketBar& bar) {
    return {{"t", format_timestamp(bar.start)},
            {"o", bar.open.to_double()},
            {"h", bar.high.to_double()},
            {"l", bar.low.to_double()},
            {"c", bar.close.to_double()},
            {"v", static_cast<std::int64_t>(std::llround(bar.volume))},
            {"n", bar.trades},
            {"vw", std::round(bar.vwap() * 1e6) / 1e6}};
}

StreamJson stream_trade(const std::string& symbol, const Trade& trade) {
    return headed("t", symbol, trade_members(trade));
}

StreamJson stream_quote(const std::string& symbol, const Quote& quote) {
    return headed("q", symbol, quote_members(quote));
}

StreamJson stream_bar(const std::string& symbol, BarKind kind, const MarketBar& bar) {
    return headed(kind == BarKind::kMinute ? "b" : (kind == BarKind::kDaily ? "d" : "u"), symbol, bar_members(bar));
}

StreamJson stream_status(const std::string& symbol, bool halted, HaltReason reason, Timestamp time) {
    const bool volatile_pause = reason == HaltReason::kVolatility;
    return headed(
        "s", symbol,
        {{"sc", halted ? (volatile_pause ? "P" : "H") : "T"},
         {"sm", halted ? (volatile_pause ? "Volatility Trading Pause" : "Trading Halt") : "Trading Resumption"},
         {"rc", halted ? (volatile_pause ? "LUDP" : "T1") : ""},
         {"rm", halted ? (volatile_pause ? "Volatility Trading Pause" : "Halt News Pending") : ""},
         {"t", format_timestamp(time)},
         {"z", "C"}});
}

StreamJson stream_cancel(const std::string& symbol, const Trade& trade, Timestamp time) {
    return headed("x", symbol,
                  {{"i", trade.id},
                   {"x", "V"},
                   {"p", trade.price.to_double()},
                   {"s", shares(trade.quantity)},
                   {"a", "C"},
                   {"t", format_timestamp(time)},
                   {"z", "C"}});
}

StreamJson stream_news(const NewsItem& item) {
    return {{"T", "n"},
            {"id", item.id},
            {"headline", item.headline},
            {"summary", item.summary},
            {"author", item.author},
            {"created_at", format_timestamp(item.created)},
            {"updated_at", format_timestamp(item.updated)},
            {"url", "https://wire.invalid/" + std::to_string(item.id)},
            {"content", item.content},
            {"symbols", item.symbols},
            {"source", "invented-wire"}};
}

StreamJson control_json(const char* message) {
    return {{"T", "success"}, {"msg", message}};
}

StreamJson error_json(int code, const char* message) {
    return {{"T", "error"}, {"code", code}, {"msg", message}};
}

std::string text_of(const StreamJson& object) {
    return object.dump(-1, ' ', false, StreamJson::error_handler_t::replace);
}

std::string pack_of(const StreamJson& object) {
    StreamJson timed = object;
    for (const auto member : kTimeMembers) {
        const auto found = timed.find(std::string(member));
        if (found != timed.end() && found->is_string()) *found = packed_time(found->get<std::string>());
    }
    const auto bytes = StreamJson::to_msgpack(timed);
    return {bytes.begin(), bytes.end()};
}

std::string encode_array(const std::vector<StreamJson>& objects, bool msgpack) {
    std::vector<std::string> encoded;
    for (const auto& object : objects) encoded.push_back(msgpack ? pack_of(object) : text_of(object));
    return join_array(encoded, msgpack);
}

std::string join_array(const std::vector<std::string>& objects, bool msgpack) {
    std::string frame;
    const std::size_t count = objects.size();
    if (!msgpack) {
        for (const auto& object : objects) frame.append(frame.empty() ? "[" : ",").append(object);
        return frame.empty() ? "[]" : frame + "]";
    }
    if (count < 16) {
        frame += static_cast<char>(0x90 | count);
    } else {
        const bool wide = count > 0xffff;
        frame += static_cast<char>(wide ? 0xdd : 0xdc);
        for (int shift = wide ? 24 : 8; shift >= 0; shift -= 8) frame += static_cast<char>(count >> shift & 0xff);
    }
    for (const auto& object : objects) frame += object;
    return frame;
}

std::optional<StreamCommand> read_command(std::string_view payload, bool msgpack) {
    const json object = msgpack ? json::from_msgpack(payload.begin(), payload.end(), true, false)
                                : json::parse(payload, nullptr, false);
    if (!object.is_object()) return std::nullopt;
    StreamCommand command;
    const auto text = [&](const char* key) {
        const auto found = object.find(key);
        return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    command.action = text("action");
    command.key = text("key");
    command.secret = text("secret");
    for (const auto& [key, value] : object.items()) {
        if (!value.is_array()) continue;
        auto& symbols = command.channels[key];
        for (const auto& symbol : value) {
            if (symbol.is_string() && symbol.get_ref<const std::string&>().size() <= 32)
                symbols.push_back(symbol.get<std::string>());
        }
    }
    return command;
}

}  // namespace tradewind::exchange
