#include "broker/alpaca_json.hpp"

namespace tradewind::broker {

std::string text_of(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<Decimal> decimal_of(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end()) return std::nullopt;
    Result<Decimal> value = fail(ErrorCode::kParse, "no number");
    if (found->is_string()) value = Decimal::parse(found->get_ref<const std::string&>());
    if (found->is_number()) value = Decimal::from_double(found->get<double>());
    return value ? std::optional(*value) : std::nullopt;
}

Timestamp time_of(const nlohmann::json& object, const char* key) {
    return parse_timestamp(text_of(object, key)).value_or(Timestamp{});
}

bool flag_of(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

Error not_promised(std::string_view what) {
    return {ErrorCode::kParse, "Alpaca's answer is no " + std::string(what),
            "check alpaca.trading_url and alpaca.data_url"};
}

}  // namespace tradewind::broker
