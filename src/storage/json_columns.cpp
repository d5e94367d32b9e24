#include "storage/json_columns.hpp"

#include <nlohmann/json.hpp>

namespace tradewind::storage {
namespace {

using nlohmann::ordered_json;

std::string print(const ordered_json& json) {
    return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

ordered_json parse(const std::string& text) {
    auto json = ordered_json::parse(text, nullptr, false);
    TRADEWIND_ASSERT(!json.is_discarded());
    return json;
}

template <class T, class Encode>
std::string encode_list(const std::vector<T>& items, Encode encode) {
    auto json = ordered_json::array();
    for (const auto& item : items) json.push_back(encode(item));
    return print(json);
}

template <class T, class Decode>
std::vector<T> decode_list(const std::string& text, Decode decode) {
    std::vector<T> items;
    for (const auto& json : parse(text)) items.push_back(decode(json));
    return items;
}

std::string text_at(const ordered_json& json, const char* key) {
    return json.at(key).get<std::string>();
}
double real_at(const ordered_json& json, const char* key) {
    return json.at(key).get<double>();
}

}  // namespace

std::string encode_texts(const std::vector<std::string>& texts) {
    return print(ordered_json(texts));
}

std::vector<std::string> decode_texts(const std::string& json) {
    return parse(json).get<std::vector<std::string>>();
}

std::string encode_tickers(const std::vector<Ticker>& tickers) {
    return encode_list(tickers, [](const Ticker& ticker) { return ticker.to_string(); });
}

std::vector<Ticker> decode_tickers(const std::string& json) {
    return decode_list<Ticker>(json, [](const ordered_json& text) {
        const auto ticker = Ticker::parse(text.get<std::string>());
        TRADEWIND_ASSERT(ticker.has_value());
        return *ticker;
    });
}

std::string encode_opinions(const std::vector<StrategyOpinion>& opinions) {
    return encode_list(opinions, [](const StrategyOpinion& opinion) {
        return ordered_json{{"strategy", opinion.strategy},
                            {"direction", static_cast<int>(opinion.direction)},
                            {"strength", opinion.strength},
                            {"confidence", opinion.confidence},
                            {"weight", opinion.weight},
                            {"contribution", opinion.contribution},
                            {"horizon_seconds", opinion.horizon_seconds},
                            {"reason", opinion.reason}};
    });
}

std::vector<StrategyOpinion> decode_opinions(const std::string& json) {
    return decode_list<StrategyOpinion>(json, [](const ordered_json& opinion) {
        return StrategyOpinion{.strategy = text_at(opinion, "strategy"),
                               .direction = static_cast<Direction>(opinion.at("direction").get<int>()),
                               .strength = real_at(opinion, "strength"),
                               .confidence = real_at(opinion, "confidence"),
                               .weight = real_at(opinion, "weight"),
                               .contribution = real_at(opinion, "contribution"),
                               .horizon_seconds = opinion.at("horizon_seconds").get<std::int64_t>(),
                               .reason = text_at(opinion, "reason")};
    });
}

std::string encode_checks(const std::vector<RiskCheck>& checks) {
    return encode_list(checks, [](const RiskCheck& check) {
        return ordered_json{{"name", check.name}, {"passed", check.passed}, {"detail", check.detail}};
    });
}

std::vector<RiskCheck> decode_checks(const std::string& json) {
    return decode_list<RiskCheck>(json, [](const ordered_json& check) {
        return RiskCheck{text_at(check, "name"), check.at("passed").get<bool>(), text_at(check, "detail")};
    });
}

std::string encode_contributions(const std::vector<Contribution>& contributions) {
    return encode_list(contributions, [](const Contribution& one) {
        return ordered_json{{"strategy", one.strategy}, {"value", one.value}};
    });
}

std::vector<Contribution> decode_contributions(const std::string& json) {
    return decode_list<Contribution>(
        json, [](const ordered_json& one) { return Contribution{text_at(one, "strategy"), real_at(one, "value")}; });
}

std::string encode_weights(const std::map<std::string, double>& weights) {
    return print(ordered_json(weights));
}

std::map<std::string, double> decode_weights(const std::string& json) {
    return parse(json).get<std::map<std::string, double>>();
}

std::string encode_credits(const std::vector<std::pair<std::string, Decimal>>& credits) {
    return encode_list(credits, [](const auto& credit) {
        return ordered_json{{"strategy", credit.first}, {"amount", credit.second.to_string()}};
    });
}

std::vector<std::pair<std::string, Decimal>> decode_credits(const std::string& json) {
    return decode_list<std::pair<std::string, Decimal>>(json, [](const ordered_json& credit) {
        const auto amount = Decimal::parse(text_at(credit, "amount"));
        TRADEWIND_ASSERT(amount.has_value());
        return std::pair(text_at(credit, "strategy"), *amount);
    });
}

}  // namespace tradewind::storage
