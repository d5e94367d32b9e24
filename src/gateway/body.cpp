#include "gateway/body.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace tradewind::gateway {

namespace {

using nlohmann::json;

constexpr int kDeepest = 16;

/// An object, at most kDeepest deep. Nothing here is quoted back: it may hold a token.
Result<json> parse_object(std::string_view text) {
    bool too_deep = false;
    const auto limit = [&](int depth, json::parse_event_t, json&) {
        too_deep = too_deep || depth > kDeepest;
        return depth <= kDeepest;
    };
    json parsed = json::parse(text, limit, false);
    if (parsed.is_discarded() || too_deep || !parsed.is_object()) {
        return fail(ErrorCode::kInvalidArgument, "the body is not a JSON object",
                    "send one, e.g. {\"action\":\"pause\"}");
    }
    return parsed;
}

std::unexpected<Error> expected(std::string_view field, std::string_view what) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("{}: expected {}", field, what));
}

/// A text; empty where absent or null.
Result<std::string> text_field(const json& object, const char* name, std::size_t longest = 1'000) {
    const auto at = object.find(name);
    if (at == object.end() || at->is_null()) return std::string();
    if (!at->is_string() || at->get_ref<const std::string&>().size() > longest) {
        return expected(name, fmt::format("a text of at most {} bytes", longest));
    }
    return at->get<std::string>();
}

Result<std::optional<Timestamp>> time_field(const json& object, const char* name) {
    const auto text = text_field(object, name);
    if (!text) return std::unexpected(text.error());
    if (text->empty()) return std::nullopt;
    const auto time = parse_timestamp(*text);
    if (!time) return expected(name, "a time such as 2014-06-06T13:30:00Z");
    return *time;
}

Result<std::optional<Decimal>> amount_field(const json& object, const char* name) {
    const auto at = object.find(name);
    if (at == object.end() || at->is_null()) return std::nullopt;
    const auto amount = at->is_string() ? Decimal::parse(at->get<std::string>()) : fail(ErrorCode::kParse, "");
    if (!amount || amount->sign() <= 0) return expected(name, "an amount above 0 as text, e.g. \"100000\"");
    return *amount;
}

Result<std::vector<std::string>> texts_field(const json& object, const char* name) {
    std::vector<std::string> texts;
    const auto at = object.find(name);
    if (at == object.end() || at->is_null()) return texts;
    if (!at->is_array() || at->size() > 1'000) return expected(name, "a list of texts");
    for (const auto& element : *at) {
        if (!element.is_string()) return expected(name, "a list of texts");
        texts.push_back(element.get<std::string>());
    }
    return texts;
}

Result<std::map<std::string, std::string>> map_field(const json& object, const char* name) {
    std::map<std::string, std::string> values;
    const auto at = object.find(name);
    if (at == object.end() || at->is_null()) return values;
    if (!at->is_object() || at->size() > 1'000) return expected(name, "an object");
    for (const auto& [key, value] : at->items()) {
        if (value.is_string())
            values[key] = value.get<std::string>();
        else if (value.is_number() || value.is_boolean())
            values[key] = value.dump();
        else
            return expected(fmt::format("{}.{}", name, key), "a text, a number or true or false");
    }
    return values;
}

}  // namespace

Result<ControlBody> read_control_body(std::string_view text) {
    const auto object = parse_object(text);
    if (!object) return std::unexpected(object.error());
    const auto name = text_field(*object, "action");
    if (!name) return std::unexpected(name.error());
    const auto action = parse_control_action(*name);
    if (!action) {
        return expected("action", "pause, resume, kill, unkill, flatten, close, cancel, cancel-all or undo-adjustment");
    }
    auto target = text_field(*object, "target", 100);
    if (!target) return std::unexpected(target.error());
    auto reason = text_field(*object, "reason");
    if (!reason) return std::unexpected(reason.error());
    return ControlBody{*action, std::move(*target), std::move(*reason)};
}

Result<BacktestRequest> read_backtest_body(std::string_view text) {
    const auto object = parse_object(text.empty() ? "{}" : text);
    if (!object) return std::unexpected(object.error());
    for (const auto& [key, value] : object->items()) {
        constexpr std::string_view kKnown[] = {"from", "to", "cash", "symbols", "data", "settings"};
        if (std::find(std::begin(kKnown), std::end(kKnown), key) == std::end(kKnown)) {
            return fail(ErrorCode::kInvalidArgument, fmt::format("{}: there is no such field", key.substr(0, 40)),
                        "a backtest takes from, to, cash, symbols, data and settings");
        }
    }
    BacktestRequest request;
    const auto from = time_field(*object, "from");
    if (!from) return std::unexpected(from.error());
    const auto to = time_field(*object, "to");
    if (!to) return std::unexpected(to.error());
    const auto cash = amount_field(*object, "cash");
    if (!cash) return std::unexpected(cash.error());
    const auto symbols = texts_field(*object, "symbols");
    if (!symbols) return std::unexpected(symbols.error());
    auto data = text_field(*object, "data", 100);
    if (!data) return std::unexpected(data.error());
    auto settings = map_field(*object, "settings");
    if (!settings) return std::unexpected(settings.error());
    for (const auto& symbol : *symbols) {
        const auto ticker = Ticker::parse(symbol);
        if (!ticker) return expected("symbols", "symbols such as AAPL, BRK.B or BTC/USD");
        request.symbols.push_back(*ticker);
    }
    if (data->find_first_of("/\\") != std::string::npos || data->starts_with('.'))
        return expected("data", "the name of a recording");
    if (*from && *to && **from >= **to) return expected("to", "a time after from");
    request.from = *from;
    request.to = *to;
    request.cash = *cash;
    request.data = std::move(*data);
    request.settings = std::move(*settings);
    return request;
}

namespace {

Result<std::optional<bool>> flag_field(const json& object, const char* name) {
    const auto at = object.find(name);
    if (at == object.end() || at->is_null()) return std::nullopt;
    if (!at->is_boolean()) return expected(name, "true or false");
    return at->get<bool>();
}

}  // namespace

Result<NoticeBody> read_notice_body(std::string_view text) {
    const auto object = parse_object(text);
    if (!object) return std::unexpected(object.error());
    NoticeBody body;
    for (const auto& [name, into] : {std::pair("kind", &body.kind), std::pair("channel", &body.channel)}) {
        auto value = text_field(*object, name, 40);
        if (!value) return std::unexpected(value.error());
        *into = std::move(*value);
    }
    for (const auto& [name, into] : {std::pair("webhook", &body.webhook), std::pair("email", &body.email)}) {
        const auto value = flag_field(*object, name);
        if (!value) return std::unexpected(value.error());
        *into = *value;
    }
    return body;
}

Result<SettingsBody> read_settings_body(std::string_view text, const char* member) {
    const auto object = parse_object(text);
    if (!object) return std::unexpected(object.error());
    SettingsBody body;
    auto changes = map_field(*object, member);
    if (!changes) return std::unexpected(changes.error());
    if (changes->empty()) return expected(member, "an object with at least one setting");
    auto reason = text_field(*object, "reason");
    if (!reason) return std::unexpected(reason.error());
    body.changes = std::move(*changes);
    body.reason = std::move(*reason);
    if (const auto at = object->find("version"); at != object->end() && !at->is_null()) {
        if (!at->is_number_integer()) return expected("version", "a whole number");
        body.version = at->get<std::int64_t>();
    }
    return body;
}

Result<LiveMessage> read_live_message(std::string_view text) {
    const auto object = parse_object(text);
    if (!object) return fail(ErrorCode::kInvalidArgument, "a message is a JSON object with an op");
    auto op = text_field(*object, "op", 40);
    if (!op) return std::unexpected(op.error());
    auto topics = texts_field(*object, "topics");
    if (!topics) return std::unexpected(topics.error());
    auto since = map_field(*object, "since");
    if (!since) return std::unexpected(since.error());
    return LiveMessage{std::move(*op), std::move(*topics), std::move(*since)};
}

StoredResult split_result(std::string_view text) {
    if (text.empty()) return {};
    const auto stored = nlohmann::ordered_json::parse(text, nullptr, false);
    if (!stored.is_object() || !stored.contains("summary")) return {};
    return {stored["summary"].dump(), stored.value("equity", nlohmann::ordered_json::array()).dump()};
}

}  // namespace tradewind::gateway
