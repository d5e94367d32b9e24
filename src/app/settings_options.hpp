#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"

namespace CLI {
class App;
}

namespace tradewind::app {

/// `--config FILE` and `--set KEY=VALUE`, which most commands take.
class SettingsOptions {
public:
    void add_to(CLI::App& command);
    [[nodiscard]] config::LoadOptions load_options() const;
    /// Loads the settings and lets the process's logs follow them: level, format, and the secrets they never show.
    [[nodiscard]] Result<config::Loaded> load() const;

private:
    std::string file_;
    std::vector<std::string> sets_;
};

}  // namespace tradewind::app
