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
                          std::vector<NewsSource>*>;

/// One row of the table: a key, the place of its value, and what may stand there.
struct Binding {
    std::string key;
    Slot slot;
    std::string description;
    std::vector<std::string_view> choices;
    std::optional<double> minimum;
    std::optional<double> maximum;
    const DecisionSpec* decision = nullptr;  ///< Set where the slot holds a decision's text.
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
    Binding& secret(Secrecy kind = Secrecy::kWhole) {
        secrecy = kind;
        return *this;
    }
};

/// The whole table over one tree of settings, in the order in which it is shown. `decisions` must outlive the rows.
std::vector<Binding> bind_settings(Settings& settings, const std::vector<DecisionSpec>& decisions);

}  // namespace tradewind::config
