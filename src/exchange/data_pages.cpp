#include "exchange/data_pages.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/core.h>
#include <functional>

#include "core/id.hpp"
#include "exchange/stream_json.hpp"
#include "market/new_york_time.hpp"

namespace tradewind::exchange {
namespace {

constexpr std::size_t kMostScanned = 200'000;

template <class Row>
using Rows = std::function<std::vector<Row>(std::uint32_t symbol, Timestamp from, Timestamp to, std::size_t limit)>;

Timestamp time_of(const MarketBar& bar) {
    return bar.start;
}
Timestamp time_of(const Trade& trade) {
    return trade.time;
}
Timestamp time_of(const Quote& quote) {
    return quote.time;
}

// Symbol by symbol, each in order of time, until the page is full.
template <class Row, class Encode>
ApiResult<DataPage> make_page(Exchange& exchange, const DataQuery& query, const Rows<Row>& fetch, Encode encode) {
    const auto bad = [](const char* message) { return std::unexpected(ApiError{400, 0, message}); };
    std::optional<PagePlace> place;
    if (!query.page_token.empty()) {
        place = read_page_token(query.page_token);
        if (!place) return bad("invalid page_token");
    }
    const Timestamp end = query.end.value_or(exchange.now());
    const Timestamp start = query.start.value_or(
        market::new_york_instant(market::new_york_date(query.end ? *query.end : exchange.now()), Duration{}));
    if (query.start && query.end && start > end) return bad("end should not be before start");
    DataPage page;
    std::size_t left = query.limit;
    for (const auto& symbol : query.symbols) {
        if (place && symbol < place->symbol) continue;
        const bool resumes = place && symbol == place->symbol;
        const auto found = exchange.market().find(symbol);
        if (!found) continue;
        const Timestamp from = resumes && !query.falling ? place->time : start;
        const Timestamp to = resumes && query.falling ? place->time : end;
        const std::size_t skip = resumes ? place->skip : 0;
        auto rows = fetch(*found, from, to, query.falling ? kMostScanned : left + skip + 1);
        if (query.falling) std::ranges::reverse(rows);
        rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(std::min(skip, rows.size())));
        if (rows.empty()) continue;
        const std::size_t taken = std::min(left, rows.size());
        if (taken > 0) {
            auto list = nlohmann::ordered_json::array();
            for (std::size_t i = 0; i < taken; ++i) list.push_back(encode(*found, rows[i]));
            page.rows.emplace_back(symbol, std::move(list));
            left -= taken;
        }
        if (taken < rows.size()) {
            const Timestamp next = time_of(rows[taken]);
            std::size_t same = resumes && next == place->time ? skip : 0;
            for (std::size_t i = 0; i < taken; ++i) same += time_of(rows[i]) == next ? 1 : 0;
            page.next_token = make_page_token(symbol, next, same);
            break;
        }
    }
    return page;
}

template <class Row>
std::vector<Row> between(const std::deque<Row>& all, Timestamp from, Timestamp to, std::size_t limit) {
    std::vector<Row> rows;
    auto at = std::ranges::lower_bound(all, from, {}, [](const Row& row) { return row.time; });
    for (; at != all.end() && at->time <= to && rows.size() < limit; ++at) rows.push_back(*at);
    return rows;
}

// Older prices in the units of today.
void adjust(MarketBar& bar, std::uint32_t symbol, const std::vector<Split>& splits) {
    for (const auto& split : splits) {
        if (split.symbol != symbol || bar.start >= split.time) continue;
        for (auto* price : {&bar.open, &bar.high, &bar.low, &bar.close}) {
            *price = multiply_divide(*price, Decimal::from_int(split.from), Decimal::from_int(split.to),
                                     Rounding::kHalfEven);
        }
        bar.volume = bar.volume * split.to / split.from;
    }
}

}  // namespace

std::string make_page_token(std::string_view symbol, Timestamp time, std::size_t skip) {
    return hex_lower(fmt::format("{}|{}|{}", symbol, unix_nanos(time), skip));
}

std::optional<PagePlace> read_page_token(std::string_view token) {
    if (token.size() % 2 != 0 || token.size() > 200) return std::nullopt;
    std::string text;
    for (std::size_t i = 0; i < token.size(); i += 2) {
        unsigned value = 0;
        const auto [end, error] = std::from_chars(token.data() + i, token.data() + i + 2, value, 16);
        if (error != std::errc() || end != token.data() + i + 2) return std::nullopt;
        text += static_cast<char>(value);
    }
    const auto first = text.find('|');
    const auto second = text.find('|', first + 1);
    if (first == std::string::npos || second == std::string::npos) return std::nullopt;
    PagePlace place;
    place.symbol = text.substr(0, first);
    std::int64_t nanos = 0;
    const auto time = std::from_chars(text.data() + first + 1, text.data() + second, nanos);
    const auto skip = std::from_chars(text.data() + second + 1, text.data() + text.size(), place.skip);
    if (time.ec != std::errc() || skip.ec != std::errc() || time.ptr != text.data() + second ||
        skip.ptr != text.data() + text.size())
        return std::nullopt;
    if (place.skip > 1'000'000) return std::nullopt;
    place.time = timestamp_from_unix_nanos(nanos);
    return place;
}

ApiResult<DataPage> bar_page(Exchange& exchange, const DataQuery& query) {
    const Rows<MarketBar> fetch = [&](std::uint32_t symbol, Timestamp from, Timestamp to, std::size_t limit) {
        return exchange.market().bars().query(symbol, query.length, from, to, limit);
    };
    return make_page<MarketBar>(exchange, query, fetch, [&](std::uint32_t symbol, MarketBar bar) {
        if (query.adjust_splits) adjust(bar, symbol, exchange.market().splits());
        return bar_members(bar);
    });
}

ApiResult<DataPage> trade_page(Exchange& exchange, const DataQuery& query) {
    const Rows<Trade> fetch = [&](std::uint32_t symbol, Timestamp from, Timestamp to, std::size_t limit) {
        return between(exchange.market().stocks()[symbol].trades, from, to, limit);
    };
    return make_page<Trade>(exchange, query, fetch, [](std::uint32_t, const Trade& trade) {
        auto row = trade_members(trade);
        if (trade.busted) row["u"] = "canceled";
        return row;
    });
}

ApiResult<DataPage> quote_page(Exchange& exchange, const DataQuery& query) {
    const Rows<Quote> fetch = [&](std::uint32_t symbol, Timestamp from, Timestamp to, std::size_t limit) {
        return between(exchange.market().stocks()[symbol].quotes, from, to, limit);
    };
    return make_page<Quote>(exchange, query, fetch,
                            [](std::uint32_t, const Quote& quote) { return quote_members(quote); });
}

}  // namespace tradewind::exchange
