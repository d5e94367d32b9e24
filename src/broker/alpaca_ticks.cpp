#include "broker/alpaca_ticks.hpp"

#include <fmt/core.h>
#include <functional>

#include "broker/alpaca_bars.hpp"
#include "broker/alpaca_decode.hpp"

namespace tradewind::broker {
namespace {

using nlohmann::json;

constexpr int kMostTickPages = 10'000;

std::unexpected<Error> no_ticks(std::string_view what) {
    return fail(ErrorCode::kParse, fmt::format("Alpaca's answer is no {}", what), "check alpaca.data_url");
}

std::optional<TradeTick> trade_of(const json& row) {
    if (!row.is_object()) return std::nullopt;
    const auto price = decimal_of(row, "p");
    const auto size = decimal_of(row, "s");
    TradeTick trade;
    trade.time = time_of(row, "t");
    if (!price || !size || trade.time == Timestamp{}) return std::nullopt;
    trade.price = *price;
    trade.size = *size;
    if (row.contains("i") && row["i"].is_number_integer()) trade.id = row["i"].get<std::int64_t>();
    const std::string update = text_of(row, "u");
    trade.valid = update.empty() || update == "corrected";
    return trade;
}

std::optional<QuoteTick> quote_of(const json& row) {
    if (!row.is_object()) return std::nullopt;
    QuoteTick quote;
    quote.time = time_of(row, "t");
    if (quote.time == Timestamp{}) return std::nullopt;
    quote.bid = decimal_of(row, "bp").value_or(Decimal());
    quote.ask = decimal_of(row, "ap").value_or(Decimal());
    quote.bid_size = decimal_of(row, "bs").value_or(Decimal());
    quote.ask_size = decimal_of(row, "as").value_or(Decimal());
    return quote;
}

// Rows of one symbol, `/v2/stocks/SYMBOL/<what>`, over all pages.
Status each_tick(AlpacaHttp& data, const Ticker& ticker, const char* what, Timestamp from, Timestamp to,
                 const std::string& feed, const std::function<void(const json&)>& each) {
    const std::string query =
        fmt::format("/v2/stocks/{}/{}?start={}&end={}&limit=10000&feed={}", url_encode(ticker.to_string()), what,
                    url_encode(format_timestamp(from)), url_encode(format_timestamp(to)), feed);
    std::string token;
    for (int page = 0; page < kMostTickPages; ++page) {
        const auto body = data.read(token.empty() ? query : query + "&page_token=" + url_encode(token));
        if (!body) return std::unexpected(body.error());
        const auto object = json::parse(*body, nullptr, false);
        if (!object.is_object() || !object.contains(what)) return no_ticks(std::string("page of ").append(what));
        if (object[what].is_array()) {
            for (const auto& row : object[what]) each(row);
        }
        token = text_of(object, "next_page_token");
        if (token.empty()) return {};
    }
    return fail(ErrorCode::kLimit, std::string("too many pages of ").append(what), "ask for a shorter range");
}

const json* member(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_object() ? &*found : nullptr;
}

StockSnapshot snapshot_of(const json& object, const std::string& symbol, const std::string& feed) {
    StockSnapshot snapshot;
    const std::string source = bar_source(feed);
    if (const auto* row = member(object, "latestTrade")) snapshot.trade = trade_of(*row);
    if (const auto* row = member(object, "latestQuote")) snapshot.quote = quote_of(*row);
    if (const auto* row = member(object, "minuteBar")) snapshot.minute = bar_of(*row, symbol, Timeframe::k1m, source);
    if (const auto* row = member(object, "dailyBar")) snapshot.day = bar_of(*row, symbol, Timeframe::k1d, source);
    if (const auto* row = member(object, "prevDailyBar"))
        snapshot.previous_day = bar_of(*row, symbol, Timeframe::k1d, source);
    return snapshot;
}

}  // namespace

Result<std::vector<TradeTick>> read_trades(AlpacaHttp& data, const Ticker& ticker, Timestamp from, Timestamp to,
                                           const std::string& feed) {
    std::vector<TradeTick> trades;
    const Status read = each_tick(data, ticker, "trades", from, to, feed, [&](const json& row) {
        if (auto trade = trade_of(row)) trades.push_back(*trade);
    });
    if (!read) return std::unexpected(read.error());
    return trades;
}

Result<std::vector<QuoteTick>> read_quotes(AlpacaHttp& data, const Ticker& ticker, Timestamp from, Timestamp to,
                                           const std::string& feed) {
    std::vector<QuoteTick> quotes;
    const Status read = each_tick(data, ticker, "quotes", from, to, feed, [&](const json& row) {
        if (auto quote = quote_of(row)) quotes.push_back(*quote);
    });
    if (!read) return std::unexpected(read.error());
    return quotes;
}

Result<std::map<std::string, StockSnapshot>> read_snapshots(AlpacaHttp& data, std::span<const Ticker> tickers,
                                                            const std::string& feed) {
    std::string symbols;
    for (const auto& ticker : tickers) symbols.append(symbols.empty() ? "" : ",").append(ticker.to_string());
    const auto body = data.read(fmt::format("/v2/stocks/snapshots?symbols={}&feed={}", url_encode(symbols), feed));
    if (!body) return std::unexpected(body.error());
    const auto object = json::parse(*body, nullptr, false);
    if (!object.is_object()) return no_ticks("map of snapshots");
    std::map<std::string, StockSnapshot> snapshots;
    for (const auto& [symbol, row] : object.items()) {
        if (row.is_object()) snapshots.emplace(symbol, snapshot_of(row, symbol, feed));
    }
    return snapshots;
}

}  // namespace tradewind::broker
