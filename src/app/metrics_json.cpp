#include "app/metrics_json.hpp"

#include <nlohmann/json.hpp>

namespace tradewind::app {
namespace {

struct ToJson {
    nlohmann::ordered_json operator()(const std::optional<double>& value) const {
        return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
    }
    nlohmann::ordered_json operator()(const std::optional<Timestamp>& value) const {
        return value ? nlohmann::ordered_json(format_timestamp(*value)) : nlohmann::ordered_json(nullptr);
    }
    nlohmann::ordered_json operator()(std::int64_t value) const { return value; }
};

}  // namespace

nlohmann::ordered_json to_json(const market::Metrics& metrics, bool with_benchmark) {
    auto object = nlohmann::ordered_json::object();
    for (const auto& [name, value] : market::metric_fields(metrics, with_benchmark)) {
        object[std::string(name)] = std::visit(ToJson{}, value);
    }
    return object;
}

}  // namespace tradewind::app
