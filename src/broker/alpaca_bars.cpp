#include "broker/alpaca_bars.hpp"

#include <fmt/core.h>
#include <algorithm>

#include "broker/alpaca_codec.hpp"

namespace tradewind::broker {
namespace {

constexpr int kMostBarPages = 10'000;

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

/// All pages of a query; an error where one fails.
Status each_page(AlpacaHttp& data, const std::string& query, Timeframe timeframe, const std::string& source,
                 const std::function<Status(std::vector<Bar>)>& each) {
    std::string token;
    for (int page = 0; page < kMostBarPages; ++page) {
        auto body = data.read(token.empty() ? query : query + "&page_token=" + url_encode(token));
        if (!body) return std::unexpected(body.error());
        auto decoded = decode_bar_page(*body, timeframe, source);
        if (!decoded) return std::unexpected(decoded.error());
        if (Status taken = each(std::move(decoded->bars)); !taken) return taken;
        token = std::move(decoded->next_page_token);
        if (token.empty()) return {};
    }
    return fail(ErrorCode::kLimit, "too many pages of bars", "ask for a shorter range");
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
        fmt::format("/v2/stocks/bars?symbols={}&timeframe={}&start={}&end={}&limit=2500&adjustment=raw&feed={}",
                    url_encode(symbols), timeframe_name(timeframe), url_encode(format_timestamp(from)),
                    url_encode(format_timestamp(to)), feed);
    const Status read = each_page(data, query, timeframe, bar_source(feed), [&](std::vector<Bar> page) -> Status {
        std::ranges::copy_if(page, std::back_inserter(bars), [&](const Bar& bar) { return bar.end <= to; });
        return {};
    });
    if (!read) return std::unexpected(read.error());
    std::ranges::sort(bars, {}, [](const Bar& bar) { return std::pair(bar.end, bar.ticker); });
    return bars;
}

Status read_history(AlpacaHttp& data, const BarHistory& history, const std::function<Status(std::vector<Bar>)>& each) {
    if (history.to <= history.from) return {};
    const bool coin = history.ticker.is_crypto();
    std::string query = fmt::format(
        "{}?symbols={}&timeframe={}&start={}&end={}&limit=10000", coin ? "/v1beta3/crypto/us/bars" : "/v2/stocks/bars",
        url_encode(history.ticker.to_string()), timeframe_name(history.timeframe),
        url_encode(format_timestamp(history.from)), url_encode(format_timestamp(history.to)));
    if (!coin) query += fmt::format("&adjustment={}&feed={}", history.adjustment, history.feed);
    Timestamp last = Timestamp::min();
    return each_page(data, query, history.timeframe, bar_source(history.feed), [&](std::vector<Bar> page) -> Status {
        // What lies outside or before what came already was not asked for.
        std::erase_if(page, [&](const Bar& bar) {
            const bool wanted =
                bar.ticker == history.ticker && bar.start >= history.from && bar.start < history.to && bar.start > last;
            if (wanted) last = bar.start;
            return !wanted;
        });
        return page.empty() ? Status{} : each(std::move(page));
    });
}

}  // namespace tradewind::broker
