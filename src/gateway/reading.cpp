#include "gateway/reading.hpp"

#include <charconv>
#include <fmt/core.h>

#include "core/id.hpp"
#include "gateway/csv.hpp"

namespace tradewind::gateway {

namespace {

constexpr std::size_t kLargestPage = 500;
constexpr std::size_t kUsualPage = 50;

Result<std::optional<Timestamp>> read_time(const net::Request& request, std::string_view name) {
    const auto text = request.query_value(name);
    if (!text) return std::nullopt;
    const auto time = parse_timestamp(*text);
    if (!time) {
        return fail(ErrorCode::kInvalidArgument,
                    fmt::format("{} is '{}', expected a time such as 2014-06-06T13:30:00Z", name, text->substr(0, 40)));
    }
    return *time;
}

}  // namespace

Result<std::size_t> read_count(const net::Request& request, std::string_view name, std::size_t low, std::size_t high,
                               std::size_t fallback) {
    const auto text = request.query_value(name);
    if (!text) return fallback;
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc{} || end != text->data() + text->size() || number < low || number > high) {
        return fail(ErrorCode::kInvalidArgument, fmt::format("{} is '{}', expected a whole number from {} to {}", name,
                                                             text->substr(0, 40), low, high));
    }
    return number;
}

Result<std::optional<Ticker>> read_symbol(const net::Request& request) {
    const auto text = request.query_value("symbol");
    if (!text || text->empty()) return std::nullopt;
    const auto ticker = Ticker::parse(*text);
    if (!ticker) {
        return fail(ErrorCode::kInvalidArgument,
                    fmt::format("symbol is '{}', expected one such as AAPL, BRK.B or BTC/USD", text->substr(0, 40)));
    }
    return *ticker;
}

Result<TimeRange> read_range(const net::Request& request) {
    const auto from = read_time(request, "from");
    if (!from) return std::unexpected(from.error());
    const auto to = read_time(request, "to");
    if (!to) return std::unexpected(to.error());
    return TimeRange{from->value_or(Timestamp::min()), to->value_or(Timestamp::max())};
}

Result<storage::Page> read_page(const net::Request& request) {
    storage::Page page;
    const auto limit = read_count(request, "limit", 1, kLargestPage, kUsualPage);
    if (!limit) return std::unexpected(limit.error());
    page.limit = *limit;
    const auto symbol = read_symbol(request);
    if (!symbol) return std::unexpected(symbol.error());
    page.ticker = *symbol;
    const auto from = read_time(request, "from");
    if (!from) return std::unexpected(from.error());
    page.from = *from;
    const auto to = read_time(request, "to");
    if (!to) return std::unexpected(to.error());
    page.to = *to;
    if (const auto text = request.query_value("cursor"); text && !text->empty()) {
        const auto cursor = storage::Cursor::parse(*text);
        if (!cursor)
            return fail(ErrorCode::kInvalidArgument, "cursor is not one that a page before gave",
                        "begin anew without it");
        page.before = *cursor;
    }
    return page;
}

namespace {

/// The list as a table; the next page's address stands in a Link header.
net::Response csv_response(const net::Request& request, const std::string& json) {
    auto csv = csv_of(json);
    if (!csv) return net::problem(406, "invalid-argument", "this is no list: it can't be had as CSV", "", request.path);
    auto response = net::text_response(std::move(*csv));
    response.headers = {{"Content-Type", "text/csv; charset=utf-8"}, {"Vary", "Accept"}};
    const auto name = request.path.substr(request.path.rfind('/') + 1);
    response.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"{}.csv\"", name));
    if (const auto next = next_query(request, json); !next.empty())
        response.headers.emplace_back("Link", fmt::format("<{}{}>; rel=\"next\"", request.path, next));
    return response;
}

}  // namespace

net::Response answer(const net::Request& request, Result<std::string> json) {
    if (!json) return net::problem(json.error(), request.path);
    if (wants_csv(request)) return csv_response(request, *json);
    const std::string etag = fmt::format("\"{}\"", sha256_hex(*json).substr(0, 24));
    net::Response response = net::json_response(std::move(*json));
    response.headers.emplace_back("ETag", etag);
    if (request.header("If-None-Match").find(etag) != std::string_view::npos) {
        response.status = 304;
        response.body.clear();
    }
    return response;
}

}  // namespace tradewind::gateway
