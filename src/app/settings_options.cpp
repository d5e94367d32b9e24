#include "app/settings_options.hpp"

#include <CLI/CLI.hpp>

#include "services/decisions.hpp"
#include "telemetry/log.hpp"
#include "telemetry/secrets.hpp"

namespace tradewind::app {

void SettingsOptions::add_to(CLI::App& command) {
    command.add_option("--config", file_, "TOML file of settings (or the variable TRADING_CONFIG)");
    command.add_option("--set", sets_, "One setting, KEY=VALUE; over file and environment")->allow_extra_args(false);
}

config::LoadOptions SettingsOptions::load_options() const {
    config::LoadOptions options;
    if (!file_.empty()) options.file = file_;
    options.sets = sets_;
    options.decisions = services::decision_specs();
    return options;
}

Result<config::Loaded> SettingsOptions::load() const {
    auto loaded = config::load(load_options());
    if (!loaded) return loaded;
    const auto& settings = loaded->settings.telemetry;
    const auto format = settings.log_format == "json" ? telemetry::LogFormat::kJson : telemetry::LogFormat::kText;
    const auto level = telemetry::parse_log_level(settings.log_level);
    TRADEWIND_ASSERT(level.has_value());  // the table of settings takes no other
    telemetry::configure_logs({*level, format, {}});
    for (const auto& secret : loaded->secrets()) telemetry::register_secret(secret);
    return loaded;
}

}  // namespace tradewind::app
