#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/load.hpp"
#include "config/settings.hpp"

namespace tradewind::config {

/// Where a setting's value lives.
using Slot = std::variant<bool*, std::int64_t*, double*, Decimal*, std::string*, Duration*, std::vector<std::string>*,
                          std::vector<Ticker>*, std::vector<NewsSource>*>;

/// One row of the table: a key, the place of its value, and what may stand there.
struct Binding {
    std::string key;
    Slot slot;
    std::string description;
    std::vector<std::string_view> choices;
    std::optional<double> minimum;
    std::optional<double> maximum;
    bool decision = false;  ///< Changes what is decided; part of the settings hash.
    Secrecy secrecy = Secrecy::kNone;

    Binding& range(double low, double high) {
        minimum = low, maximum = high;
        return *this;
    }
    Binding& at_least(double low) {
        minimum = low;
        return *this;
    }
    Binding& one_of(std::vector<std::string_view> values) {
        choices = std::move(values);
        return *this;
    }
    Binding& decides() {
        decision = true;
        return *this;
    }
    Binding& secret(Secrecy kind = Secrecy::kWhole) {
        secrecy = kind;
        return *this;
    }
};

/// Puts each strategy's default weight and parameters into the tree.
void add_strategy_defaults(Settings& settings, const std::vector<StrategySpec>& strategies);

/// The whole table over one tree of settings, in the order in which it is shown, with rows for each strategy.
std::vector<Binding> bind_settings(Settings& settings, const std::vector<StrategySpec>& strategies);

}  // namespace tradewind::config
