
#include "config/load.hpp"
#include "config/settings_table.hpp"
#include "config/values.hpp"

namespace tradewind::config {

std::vector<ShownSetting> Loaded::show() const {
    Settings copy = settings;
    Settings defaults;
    const auto values = bind_settings(copy, decisions);
    const auto fallbacks = bind_settings(defaults, decisions);
    std::vector<ShownSetting> shown;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto& row = values[i];
        const auto origin = origins.find(row.key);
        shown.push_back({.key = row.key,
                         .type = row.decision != nullptr ? row.decision->type : std::string(slot_type(row.slot)),
                         .value = masked(slot_text(row.slot), row.secrecy),
                         .fallback = slot_text(fallbacks[i].slot),
                         .origin = origin == origins.end() ? Origin{} : origin->second,
                         .description = row.description,
                         .choices = {row.choices.begin(), row.choices.end()},
                         .minimum = row.minimum,
                         .maximum = row.maximum,
                         .decision = row.decision != nullptr,
                         .secret = row.secrecy != Secrecy::kNone});
    }
    return shown;
}

std::vector<std::string> Loaded::secrets() const {
    Settings copy = settings;
    std::vector<std::string> values;
    for (const auto& row : bind_settings(copy, decisions)) {
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
