#include <format>

#include "config/load.hpp"
#include "config/settings_table.hpp"
#include "config/values.hpp"

namespace tradewind::config {

std::vector<ShownSetting> Loaded::show() const {
    Settings copy = settings;
    Settings defaults;
    add_strategy_defaults(defaults, strategies);
    const auto values = bind_settings(copy, strategies);
    const auto fallbacks = bind_settings(defaults, strategies);
    std::vector<ShownSetting> shown;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto& row = values[i];
        const auto origin = origins.find(row.key);
        shown.push_back({.key = row.key,
                         .type = std::string(slot_type(row.slot)),
                         .value = masked(slot_text(row.slot), row.secrecy),
                         .fallback = slot_text(fallbacks[i].slot),
                         .origin = origin == origins.end() ? Origin{} : origin->second,
                         .description = row.description,
                         .choices = {row.choices.begin(), row.choices.end()},
                         .minimum = row.minimum,
                         .maximum = row.maximum,
                         .decision = row.decision,
                         .secret = row.secrecy != Secrecy::kNone});
    }
    return shown;
}

std::string Loaded::canonical_decision_settings() const {
    Settings copy = settings;
    std::vector<std::string> lines;
    for (const auto& row : bind_settings(copy, strategies)) {
        if (row.decision) lines.push_back(std::format("{}={}\n", row.key, slot_text(row.slot)));
    }
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const auto& line : lines) text += line;
    return text;
}

std::vector<std::string> Loaded::secrets() const {
    Settings copy = settings;
    std::vector<std::string> values;
    for (const auto& row : bind_settings(copy, strategies)) {
        const auto text = slot_text(row.slot);
        if (row.secrecy == Secrecy::kWhole && !text.empty()) values.push_back(text);
        if (row.secrecy == Secrecy::kUrlPassword && masked(text, row.secrecy) != text) {
            const auto colon = text.find(':', text.find("://") + 3);
            values.push_back(text.substr(colon + 1, text.rfind('@') - colon - 1));
        }
    }
    return values;
}

}  // namespace tradewind::config
