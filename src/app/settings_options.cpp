#include "app/settings_options.hpp"

#include <CLI/CLI.hpp>

#include "services/decisions.hpp"

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

}  // namespace tradewind::app
