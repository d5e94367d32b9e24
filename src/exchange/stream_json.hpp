#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/market_types.hpp"

/// Objects of the market data streams; for .cpp files only. Times are held as text and become timestamp extensions in
/// msgpack; `T` is the first member.
namespace tradewind::exchange {

using StreamJson = nlohmann::ordered_json;

StreamJson stream_trade(const std::string& symbol, const Trade& trade);
StreamJson stream_quote(const std::string& symbol, const Quote& quote);
StreamJson stream_bar(const std::string& symbol, BarKind kind, const MarketBar& bar);
StreamJson stream_status(const std::string& symbol, bool halted, HaltReason reason, Timestamp time);
StreamJson stream_cancel(const std::string& symbol, const Trade& trade, Timestamp time);
StreamJson stream_news(const NewsItem& item);
StreamJson control_json(const char* message);
StreamJson error_json(int code, const char* message);

std::string text_of(const StreamJson& object);
std::string pack_of(const StreamJson& object);
std::string encode_array(const std::vector<StreamJson>& objects, bool msgpack);
/// An array of objects that are encoded already.
std::string join_array(const std::vector<std::string>& objects, bool msgpack);

/// What a client says.
struct StreamCommand {
    std::string action, key, secret;
    std::map<std::string, std::vector<std::string>, std::less<>> channels;
};
/// Nothing where it isn't readable. Members that are null or no lists of texts count as absent.
std::optional<StreamCommand> read_command(std::string_view payload, bool msgpack);

// Members that REST shares with the streams.
StreamJson trade_members(const Trade& trade);
StreamJson quote_members(const Quote& quote);
StreamJson bar_members(const MarketBar& bar);

}  // namespace tradewind::exchange
