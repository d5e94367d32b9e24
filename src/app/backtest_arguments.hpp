#pragma once

#include <string>
#include <vector>

#include "app/settings_options.hpp"
#include "backtest/backtest.hpp"

namespace CLI {
class App;
}

namespace tradewind::app {

/// What every command takes that runs backtests: settings, recording, range and cash.
class BacktestArguments {
public:
    void add_to(CLI::App& command);
    [[nodiscard]] Result<backtest::BacktestOptions> read() const;

private:
    SettingsOptions settings_;
    std::vector<std::string> bars_;
    std::vector<std::string> news_;
    std::vector<std::string> factors_;
    std::string from_;
    std::string to_;
    std::string cash_;
    unsigned threads_ = 0;
};

}  // namespace tradewind::app
