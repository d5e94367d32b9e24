#include "broker/alpaca_account.hpp"

#include <fmt/core.h>
#include <charconv>
#include <format>

#include "broker/alpaca_json.hpp"
#include "market/new_york_time.hpp"

namespace tradewind::broker {
namespace {

using nlohmann::json;

constexpr std::size_t kPage = 100;
constexpr int kMostPages = 1000;

Result<json> read_json(AlpacaHttp& trading, const std::string& path) {
    const auto body = trading.read(path);
    if (!body) return std::unexpected(body.error());
    return json::parse(*body, nullptr, false);
}

std::optional<FillActivity> fill_of(const json& row) {
    if (!row.is_object()) return std::nullopt;
    FillActivity fill;
    fill.id = text_of(row, "id");
    fill.order_id = text_of(row, "order_id");
    fill.symbol = text_of(row, "symbol");
    fill.side = text_of(row, "side") == "buy" ? Side::kBuy : Side::kSell;
    const auto quantity = decimal_of(row, "qty");
    const auto price = decimal_of(row, "price");
    fill.time = time_of(row, "transaction_time");
    if (fill.id.empty() || !quantity || !price || fill.time == Timestamp{}) return std::nullopt;
    fill.quantity = *quantity;
    fill.price = *price;
    fill.cumulative = decimal_of(row, "cum_qty").value_or(*quantity);
    return fill;
}

AlpacaAsset asset_of(const json& row) {
    return {text_of(row, "symbol"),      text_of(row, "name"),      text_of(row, "exchange"),
            flag_of(row, "tradable"),    flag_of(row, "shortable"), flag_of(row, "easy_to_borrow"),
            flag_of(row, "fractionable")};
}

// "09:30" on New York's clock of that date.
std::optional<Timestamp> instant_of(std::chrono::year_month_day date, std::string_view clock) {
    int hour = 0;
    int minute = 0;
    if (clock.size() != 5 || clock[2] != ':') return std::nullopt;
    if (std::from_chars(clock.data(), clock.data() + 2, hour).ec != std::errc{} ||
        std::from_chars(clock.data() + 3, clock.data() + 5, minute).ec != std::errc{}) {
        return std::nullopt;
    }
    return market::new_york_instant(date, std::chrono::hours(hour) + std::chrono::minutes(minute));
}

std::optional<market::Session> session_of(const json& row) {
    if (!row.is_object()) return std::nullopt;
    const auto date = parse_timestamp(text_of(row, "date"));
    if (!date) return std::nullopt;
    market::Session session{};
    session.date = std::chrono::floor<std::chrono::days>(*date);
    const auto open = instant_of(session.date, text_of(row, "open"));
    const auto close = instant_of(session.date, text_of(row, "close"));
    if (!open || !close) return std::nullopt;
    session.open = *open;
    session.close = *close;
    session.early_close = session.close - session.open < std::chrono::minutes(390);
    return session;
}

std::optional<double> element(const json& object, const char* key, std::size_t place) {
    const auto list = object.find(key);
    if (list == object.end() || !list->is_array() || place >= list->size() || !(*list)[place].is_number())
        return std::nullopt;
    return (*list)[place].get<double>();
}

}  // namespace

Result<std::vector<FillActivity>> fill_activities(AlpacaHttp& trading, Timestamp since) {
    std::vector<FillActivity> fills;
    std::string token;
    for (int page = 0; page < kMostPages; ++page) {
        const auto rows =
            read_json(trading, fmt::format("/v2/account/activities/FILL?direction=asc&page_size={}&after={}{}", kPage,
                                           url_encode(format_timestamp(since)),
                                           token.empty() ? "" : "&page_token=" + url_encode(token)));
        if (!rows) return std::unexpected(rows.error());
        if (!rows->is_array()) return std::unexpected(not_promised("list of activities"));
        for (const auto& row : *rows) {
            auto fill = fill_of(row);
            if (!fill) return std::unexpected(not_promised("fill"));
            fills.push_back(std::move(*fill));
        }
        if (rows->size() < kPage || fills.back().id == token) return fills;
        token = fills.back().id;
    }
    return fail(ErrorCode::kLimit, "too many fills to read them all");
}

Result<AlpacaAsset> read_asset(AlpacaHttp& trading, const std::string& symbol) {
    const auto object = read_json(trading, "/v2/assets/" + url_encode(symbol));
    if (!object) return std::unexpected(object.error());
    if (!object->is_object() || text_of(*object, "symbol").empty()) return std::unexpected(not_promised("asset"));
    return asset_of(*object);
}

Result<std::vector<AlpacaAsset>> list_assets(AlpacaHttp& trading) {
    const auto rows = read_json(trading, "/v2/assets?status=active&asset_class=us_equity");
    if (!rows) return std::unexpected(rows.error());
    if (!rows->is_array()) return std::unexpected(not_promised("list of assets"));
    std::vector<AlpacaAsset> assets;
    for (const auto& row : *rows) {
        if (row.is_object()) assets.push_back(asset_of(row));
    }
    return assets;
}

Result<std::vector<market::Session>> read_calendar(AlpacaHttp& trading, std::chrono::year_month_day first,
                                                   std::chrono::year_month_day last) {
    const auto rows = read_json(trading, std::format("/v2/calendar?start={}&end={}", first, last));
    if (!rows) return std::unexpected(rows.error());
    if (!rows->is_array()) return std::unexpected(not_promised("calendar"));
    std::vector<market::Session> sessions;
    for (const auto& row : *rows) {
        const auto session = session_of(row);
        if (!session) return std::unexpected(not_promised("calendar"));
        sessions.push_back(*session);
    }
    return sessions;
}

Result<std::vector<EquityPoint>> portfolio_history(AlpacaHttp& trading, const std::string& period,
                                                   const std::string& timeframe) {
    const auto object = read_json(trading, fmt::format("/v2/account/portfolio/history?period={}&timeframe={}",
                                                       url_encode(period), url_encode(timeframe)));
    if (!object) return std::unexpected(object.error());
    const auto times = object->is_object() ? object->find("timestamp") : object->end();
    if (!object->is_object() || times == object->end() || !times->is_array())
        return std::unexpected(not_promised("portfolio history"));
    std::vector<EquityPoint> points;
    for (std::size_t i = 0; i < times->size(); ++i) {
        if (!(*times)[i].is_number_integer()) return std::unexpected(not_promised("portfolio history"));
        points.push_back({Timestamp(std::chrono::seconds((*times)[i].get<std::int64_t>())),
                          element(*object, "equity", i), element(*object, "profit_loss", i)});
    }
    return points;
}

}  // namespace tradewind::broker
