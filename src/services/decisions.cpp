#include "services/decisions.hpp"

#include "sentiment/installed_symbols.hpp"

namespace tradewind::services {

std::vector<config::DecisionSpec> decision_specs() {
    std::vector<config::DecisionSpec> specs;
    for (auto& row : trading::decision_keys()) {
        const auto canonical = [key = row.key](std::string_view text) -> Result<std::string> {
            trading::DecisionSettings scratch;
            if (auto status = trading::set_decision(scratch, key, text); !status)
                return std::unexpected(status.error());
            return trading::decision_value(scratch, key);
        };
        specs.push_back({row.key, row.type, row.default_text, row.description, canonical});
    }
    return specs;
}

Result<trading::DecisionSettings> decision_settings(const config::Settings& settings) {
    trading::DecisionSettings decisions;
    for (const auto& [key, value] : settings.decisions) {
        if (auto status = trading::set_decision(decisions, key, value); !status) return std::unexpected(status.error());
    }
    auto symbols = sentiment::installed_symbols_version(settings.data.dir);
    if (!symbols) return std::unexpected(symbols.error());
    decisions.symbols = std::move(*symbols);
    if (auto status = trading::check_decision_settings(decisions); !status) return std::unexpected(status.error());
    return decisions;
}

}  // namespace tradewind::services
