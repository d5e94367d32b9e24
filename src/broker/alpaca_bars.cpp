#include "broker/alpaca_bars.hpp"

#include <algorithm>
#include <format>

#include "broker/alpaca_codec.hpp"

namespace tradewind::broker {
namespace {

constexpr int kMostPages = 10'000;

std::string_view timeframe_name(Timeframe timeframe) {
    switch (timeframe) {
        case Timeframe::k5m:
            return "5Min";
        case Timeframe::k15m:
            return "15Min";
        case Timeframe::k1h:
            return "1Hour";
        case Timeframe::k1d:
            return "1Day";
        case Timeframe::k1s:
        case Timeframe::k1m:
            break;
    }
    return "1Min";
}

}  // namespace

std::string bar_source(const std::string& feed) {
    return "alpaca:" + feed;
}

Result<std::vector<Bar>> fetch_bars(AlpacaHttp& data, std::span<const Ticker> tickers, Timeframe timeframe,
                                    Timestamp from, Timestamp to, const std::string& feed) {
    std::vector<Bar> bars;
    if (tickers.empty() || to < from) return bars;
    std::string symbols;
    for (const auto& ticker : tickers) symbols += (symbols.empty() ? "" : ",") + ticker.to_string();
    const std::string query =
        std::format("/v2/stocks/bars?symbols={}&timeframe={}&start={}&end={}&limit=10000&adjustment=raw&feed={}",
                    url_encode(symbols), timeframe_name(timeframe), url_encode(format_timestamp(from)),
                    url_encode(format_timestamp(to)), feed);
    std::string token;
    for (int page = 0; page < kMostPages; ++page) {
        auto body = data.read(token.empty() ? query : query + "&page_token=" + url_encode(token));
        if (!body) return std::unexpected(body.error());
        auto decoded = decode_bar_page(*body, timeframe, bar_source(feed));
        if (!decoded) return std::unexpected(decoded.error());
        std::ranges::copy_if(decoded->bars, std::back_inserter(bars), [&](const Bar& bar) { return bar.end <= to; });
        token = std::move(decoded->next_page_token);
        if (token.empty()) {
            std::ranges::sort(bars, {}, [](const Bar& bar) { return std::pair(bar.end, bar.ticker); });
            return bars;
        }
    }
    return fail(ErrorCode::kLimit, "too many pages of bars");
}

}  // namespace tradewind::broker
