#include <fmt/core.h>
#include <algorithm>
#include <format>

#include "exchange/companies.hpp"
#include "exchange/portfolio_history.hpp"
#include "exchange/routes.hpp"
#include "exchange/wire_json.hpp"
#include "market/new_york_time.hpp"

namespace tradewind::exchange {
namespace {

using net::Request;
using net::Response;
using std::chrono::hours;

constexpr std::size_t kMostActivities = 100;

std::string money_text(Decimal value) {
    return value.rounded(2, Rounding::kHalfEven).to_string();
}

Response get_account(Exchange& exchange) {
    const auto& account = exchange.desk().account();
    const auto money = exchange.desk().money();
    const auto& settings = account.settings;
    const std::string session = format_timestamp(exchange.started()).substr(0, 10);
    return json_answer({{"id", make_uuid(0xacc, 1, 1)},
                        {"account_number", "PAINVENTED01"},
                        {"status", "ACTIVE"},
                        {"crypto_status", "INACTIVE"},
                        {"currency", "USD"},
                        {"cash", account.cash().to_string()},
                        {"equity", money.equity.to_string()},
                        {"last_equity", account.last_equity().to_string()},
                        {"portfolio_value", money.equity.to_string()},
                        {"buying_power", money_text(money.buying_power)},
                        {"effective_buying_power", money_text(money.buying_power)},
                        {"regt_buying_power", money_text(money.regt_buying_power)},
                        {"non_marginable_buying_power",
                         money_text(std::max(std::min(account.cash(), money.equity) - money.held, Decimal()))},
                        {"options_buying_power", "0"},
                        {"bod_dtbp", "0"},
                        {"multiplier", settings.max_margin_multiplier},
                        {"long_market_value", money.long_value.to_string()},
                        {"short_market_value", money.short_value.to_string()},
                        {"position_market_value", (money.long_value - money.short_value).to_string()},
                        {"initial_margin", money_text(money.initial_margin)},
                        {"maintenance_margin", money_text(money.maintenance_margin)},
                        {"last_maintenance_margin", "0"},
                        {"sma", money_text(account.last_equity())},
                        {"accrued_fees", "0"},
                        {"pending_transfer_in", "0"},
                        {"pending_transfer_out", "0"},
                        {"balance_asof", session},
                        {"created_at", format_timestamp(exchange.started() - std::chrono::days(365))},
                        {"trading_blocked", false},
                        {"transfers_blocked", false},
                        {"account_blocked", false},
                        {"trade_suspended_by_user", settings.suspend_trade},
                        {"shorting_enabled", !settings.no_shorting && settings.max_margin_multiplier != "1"},
                        {"options_approved_level", 0},
                        {"options_trading_level", 0},
                        {"crypto_tier", 0}});
}

Json settings_json(const AccountSettings& settings) {
    return {{"suspend_trade", settings.suspend_trade},
            {"no_shorting", settings.no_shorting},
            {"fractional_trading", settings.fractional_trading},
            {"max_margin_multiplier", settings.max_margin_multiplier},
            {"trade_confirm_email", settings.trade_confirm_email},
            {"ptp_no_exception_entry", settings.ptp_no_exception_entry},
            {"disable_overnight_trading", settings.disable_overnight_trading},
            {"max_options_trading_level", nullptr}};
}

Response patch_settings(Exchange& exchange, const Request& request) {
    const auto body = nlohmann::json::parse(request.body, nullptr, false);
    if (!body.is_object()) return refusal(400, 40010000, "request body format is invalid");
    AccountSettings settings = exchange.desk().account().settings;
    for (const auto& [name, target] :
         {std::pair("suspend_trade", &settings.suspend_trade), std::pair("no_shorting", &settings.no_shorting),
          std::pair("fractional_trading", &settings.fractional_trading),
          std::pair("ptp_no_exception_entry", &settings.ptp_no_exception_entry),
          std::pair("disable_overnight_trading", &settings.disable_overnight_trading)}) {
        if (!body.contains(name) || body[name].is_null()) continue;
        if (!body[name].is_boolean()) return refusal(422, 40010001, fmt::format("invalid {}", name));
        *target = body[name].get<bool>();
    }
    if (const auto found = body.find("max_margin_multiplier"); found != body.end() && !found->is_null()) {
        const std::string text = found->is_string() ? found->get<std::string>() : found->dump();
        if (text != "1" && text != "2" && text != "4")
            return refusal(422, 40010001, "max_margin_multiplier must be 1, 2 or 4");
        settings.max_margin_multiplier = text;
    }
    if (const auto found = body.find("trade_confirm_email"); found != body.end() && !found->is_null()) {
        if (*found != "all" && *found != "none")
            return refusal(422, 40010001, "trade_confirm_email must be all or none");
        settings.trade_confirm_email = found->get<std::string>();
    }
    exchange.desk().account().settings = settings;
    return json_answer(settings_json(settings));
}

Response get_assets(Exchange& exchange, const Request& request) {
    const auto status = request.query_value("status").value_or("active");
    const auto asset_class = request.query_value("asset_class").value_or("us_equity");
    const auto venue = request.query_value("exchange").value_or("");
    Json list = Json::array();
    if ((!status.empty() && status != "active") || (!asset_class.empty() && asset_class != "us_equity"))
        return json_answer(list);
    for (const auto& stock : exchange.market().stocks()) {
        if (venue.empty() || venue == stock.asset.exchange) list.push_back(asset_json(stock.asset));
    }
    return json_answer(list);
}

Response get_asset(Exchange& exchange, const Request& request) {
    const std::string name(request.param("symbol"));
    for (const auto& stock : exchange.market().stocks()) {
        if (stock.asset.ticker.view() == name || stock.asset.id == name) return json_answer(asset_json(stock.asset));
    }
    return refusal(404, 40410000, "asset not found for " + name);
}

Response get_clock(WireCore& core) {
    Duration skew{};
    if (const auto seconds = core.chaos().happens(ChaosMode::kClockSkew))
        skew = Duration(static_cast<std::int64_t>(std::clamp(*seconds, -86'400.0, 86'400.0) * 1e9));
    return core.run([&](Exchange& exchange) {
        const auto& calendar = market::SessionCalendar::nyse();
        const Timestamp now = exchange.now();
        const auto current = calendar.session_at(now);
        const auto next = calendar.next_session(now);
        return json_answer({{"timestamp", new_york_text(now + skew)},
                            {"is_open", current.has_value()},
                            {"next_open", new_york_text(next.open)},
                            {"next_close", new_york_text(current ? current->close : next.close)}});
    });
}

std::string wall_clock(Timestamp time, bool colon) {
    const Timestamp local = time + market::new_york_offset(time);
    const auto offset =
        std::chrono::duration_cast<std::chrono::minutes>(local - std::chrono::floor<std::chrono::days>(local)).count();
    return fmt::format("{:02}{}{:02}", offset / 60, colon ? ":" : "", offset % 60);
}

Response get_calendar(const Request& request) {
    using namespace std::chrono;
    year_month_day first = year(1993) / January / 1;
    year_month_day last = year(2029) / December / 31;
    for (const auto& [name, target] : {std::pair("start", &first), std::pair("end", &last)}) {
        // Some clients send a time stamp where a date is meant.
        const auto text = request.query_value(name).value_or("").substr(0, 10);
        if (text.empty()) continue;
        const auto time = parse_timestamp(text);
        if (!time) return refusal(422, 40010001, std::string("invalid ").append(name));
        *target = floor<days>(*time);
    }
    first = std::max<year_month_day>(first, year(1993) / January / 1);
    last = std::min<year_month_day>(last, year(2029) / December / 31);
    Json list = Json::array();
    if (first > last) return json_answer(list);
    const auto& calendar = market::SessionCalendar::nyse();
    for (const auto& session : calendar.between(first, last)) {
        list.push_back(
            {{"date", std::format("{:%F}", sys_days(session.date))},
             {"open", wall_clock(session.open, true)},
             {"close", wall_clock(session.close, true)},
             {"session_open", "0400"},
             {"session_close", session.early_close ? "1700" : "2000"},
             {"settlement_date", std::format("{:%F}", sys_days(calendar.next_session(session.close).date))}});
    }
    return json_answer(list);
}

Response get_activities(WireCore& core, const Request& request) {
    const auto kinds = request.param("type").empty() ? split_list(request.query_value("activity_types").value_or(""))
                                                     : std::vector{std::string(request.param("type"))};
    if (!kinds.empty() && std::ranges::find(kinds, "FILL") == kinds.end()) return json_answer(Json::array());
    const auto size = read_count(request, "page_size", kMostActivities, kMostActivities);
    if (!size) return refusal(422, 40010001, "page_size must be between 1 and 100");
    std::optional<Timestamp> after;
    std::optional<Timestamp> until;
    for (const auto& [name, target] :
         {std::pair("after", &after), std::pair("until", &until), std::pair("date", &after)}) {
        const auto text = request.query_value(name).value_or("");
        if (text.empty()) continue;
        *target = read_time(text);
        if (!*target) return refusal(422, 40010001, std::string("invalid ").append(name));
        if (std::string_view(name) == "date") until = **target + hours(24);
    }
    const auto token = request.query_value("page_token").value_or("");
    const auto order_id = request.query_value("order_id").value_or("");
    const bool rising = request.query_value("direction") == "asc";
    return core.run([&](Exchange& exchange) {
        const auto& all = exchange.desk().activities();
        Json list = Json::array();
        bool begun = token.empty();
        for (std::size_t i = 0; i < all.size() && list.size() < *size; ++i) {
            const auto& activity = all[rising ? i : all.size() - 1 - i];
            if (!begun) {
                begun = activity.id == token;
                continue;
            }
            if ((after && activity.time <= *after) || (until && activity.time >= *until)) continue;
            if (order_id.empty() || activity.order_id == order_id) list.push_back(activity_json(activity));
        }
        return json_answer(list);
    });
}

Response get_history(WireCore& core, const Request& request) {
    HistoryQuery query;
    query.period = request.query_value("period").value_or("");
    query.timeframe = request.query_value("timeframe").value_or("");
    for (const auto& [name, target] :
         {std::pair("start", &query.start), std::pair("end", &query.end), std::pair("date_end", &query.end)}) {
        const auto text = request.query_value(name).value_or("");
        if (text.empty()) continue;
        *target = read_time(text);
        if (!*target) return refusal(422, 40010001, std::string("invalid ").append(name));
    }
    return core.run([&](Exchange& exchange) -> Response {
        const auto history = portfolio_history(exchange, query);
        if (!history) return refusal(history.error());
        Json body{{"timestamp", Json::array()},
                  {"equity", Json::array()},
                  {"profit_loss", Json::array()},
                  {"profit_loss_pct", Json::array()}};
        const double base = history->base.to_double();
        for (const auto& point : history->points) {
            body["timestamp"].push_back(unix_nanos(point.time) / 1'000'000'000);
            body["equity"].push_back(point.equity.to_double());
            const double gain = (point.equity - history->base).to_double();
            body["profit_loss"].push_back(gain);
            body["profit_loss_pct"].push_back(base == 0 ? 0.0 : gain / base);
        }
        body["base_value"] = base;
        body["base_value_asof"] = format_timestamp(exchange.started()).substr(0, 10);
        body["timeframe"] = history->timeframe;
        body["cashflow"] = Json::object();
        return json_answer(body);
    });
}

}  // namespace

void add_account_routes(net::Router& router, WireCore& core) {
    const auto inside = [&core](auto handler) {
        return [&core, handler](const Request& request) {
            return core.run([&](Exchange& exchange) { return handler(exchange, request); });
        };
    };
    router.get("/v2/account", [&core](const Request&) { return core.run(get_account); });
    router.get("/v2/account/configurations", [&core](const Request&) {
        return core.run(
            [](Exchange& exchange) { return json_answer(settings_json(exchange.desk().account().settings)); });
    });
    router.add("PATCH", "/v2/account/configurations", inside(patch_settings));
    router.get("/v2/account/activities", [&core](const Request& request) { return get_activities(core, request); });
    router.get("/v2/account/activities/{type}",
               [&core](const Request& request) { return get_activities(core, request); });
    router.get("/v2/account/portfolio/history", [&core](const Request& request) { return get_history(core, request); });
    router.get("/v2/assets", inside(get_assets));
    router.get("/v2/assets/{symbol}", inside(get_asset));
    router.get("/v2/clock", [&core](const Request&) { return get_clock(core); });
    router.get("/v2/calendar", get_calendar);
}

}  // namespace tradewind::exchange
