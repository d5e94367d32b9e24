#include "exchange/order_codec.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace tradewind::exchange {
namespace {

using nlohmann::json;

constexpr int kBadBody = 40010000;
constexpr int kBadFields = 40010001;

/// Reads members and remembers the first that had the wrong form.
class Reader {
public:
    explicit Reader(const json& object) : object_(object) {}

    std::string text(const char* key) {
        const json* member = find(key);
        if (member == nullptr) return {};
        if (!member->is_string()) return refuse(key), std::string();
        return member->get<std::string>();
    }
    bool flag(const char* key) {
        const json* member = find(key);
        if (member == nullptr) return false;
        if (!member->is_boolean()) refuse(key);
        return member->is_boolean() && member->get<bool>();
    }
    std::optional<Decimal> decimal(const char* key) {
        const json* member = find(key);
        if (member == nullptr) return std::nullopt;
        std::string words =
            member->is_string() ? member->get<std::string>() : (member->is_number() ? member->dump() : "");
        if (words.empty()) {
            if (!member->is_string()) refuse(key);
            return std::nullopt;
        }
        const auto dot = words.find('.');
        if (dot != std::string::npos && words.find_first_of("eE") == std::string::npos)
            words = words.substr(0, dot + 10);
        if (words.ends_with('.')) words.pop_back();
        const auto value = Decimal::parse(words);
        if (value) return *value;
        refuse(key);
        return std::nullopt;
    }
    /// The member, unless it is missing, null or "".
    const json* find(const char* key) const {
        const auto found = object_.find(key);
        if (found == object_.end() || found->is_null()) return nullptr;
        if (found->is_string() && found->get_ref<const std::string&>().empty()) return nullptr;
        return &*found;
    }
    void refuse(const char* key) {
        if (!error) error = ApiError{422, kBadFields, fmt::format("invalid {}", key)};
    }

    std::optional<ApiError> error;

private:
    const json& object_;
};

std::unexpected<ApiError> unreadable() {
    return std::unexpected(ApiError{400, kBadBody, "request body format is invalid"});
}

}  // namespace

ApiResult<OrderRequest> decode_order_request(std::string_view body) {
    const auto object = json::parse(body, nullptr, false);
    if (!object.is_object()) return unreadable();
    Reader reader(object);
    OrderRequest request;
    request.symbol = reader.text("symbol");
    request.quantity = reader.decimal("qty");
    request.notional = reader.decimal("notional");
    request.side = reader.text("side");
    request.kind = reader.text("type");
    request.force = reader.text("time_in_force");
    request.limit_price = reader.decimal("limit_price");
    request.stop_price = reader.decimal("stop_price");
    request.trail_price = reader.decimal("trail_price");
    request.trail_percent = reader.decimal("trail_percent");
    request.extended_hours = reader.flag("extended_hours");
    request.client_order_id = reader.text("client_order_id");
    request.order_class = reader.text("order_class");
    request.position_intent = reader.text("position_intent");
    if (const json* profit = reader.find("take_profit")) {
        if (!profit->is_object()) return unreadable();
        Reader inner(*profit);
        request.has_take_profit = true;
        request.take_profit_limit = inner.decimal("limit_price");
        if (inner.error) reader.error = inner.error;
    }
    if (const json* loss = reader.find("stop_loss")) {
        if (!loss->is_object()) return unreadable();
        Reader inner(*loss);
        request.has_stop_loss = true;
        request.stop_loss_stop = inner.decimal("stop_price");
        request.stop_loss_limit = inner.decimal("limit_price");
        if (inner.error) reader.error = inner.error;
    }
    if (reader.error) return std::unexpected(*reader.error);
    return request;
}

ApiResult<ReplaceRequest> decode_replace_request(std::string_view body) {
    const auto object = json::parse(body, nullptr, false);
    if (!object.is_object()) return unreadable();
    Reader reader(object);
    ReplaceRequest request;
    request.quantity = reader.decimal("qty");
    request.limit_price = reader.decimal("limit_price");
    request.stop_price = reader.decimal("stop_price");
    request.trail = reader.decimal("trail");
    request.force = reader.text("time_in_force");
    request.client_order_id = reader.text("client_order_id");
    if (reader.error) return std::unexpected(*reader.error);
    return request;
}

}  // namespace tradewind::exchange
