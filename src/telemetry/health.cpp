#include "telemetry/health.hpp"

#include <fmt/core.h>

#include "telemetry/json_text.hpp"

namespace tradewind::telemetry {

void Health::set(const std::string& name, Kind kind, bool ok, std::string detail) {
    watch(name, kind, [state = HealthState{ok, std::move(detail)}] { return state; });
}

void Health::watch(const std::string& name, Kind kind, std::function<HealthState()> ask) {
    const std::lock_guard lock(mutex_);
    entries_[name] = Entry{kind, std::move(ask)};
}

void Health::remove(const std::string& name) {
    const std::lock_guard lock(mutex_);
    entries_.erase(name);
}

HealthReport Health::report(Kind kind) const {
    std::map<std::string, Entry> entries;
    {
        const std::lock_guard lock(mutex_);
        entries = entries_;
    }
    HealthReport report;
    for (const auto& [name, entry] : entries) {
        if (kind == Kind::kLive && entry.kind == Kind::kReady) continue;
        auto state = entry.ask();
        report.ok = report.ok && state.ok;
        report.checks.push_back({name, state.ok, std::move(state.detail)});
    }
    return report;
}

std::string to_json(const HealthReport& report) {
    std::string checks;
    for (const auto& check : report.checks) {
        if (!checks.empty()) checks += ',';
        checks += fmt::format(R"({{"name":{},"ok":{},"detail":{}}})", json_string(check.name), check.ok,
                              json_string(check.detail));
    }
    return fmt::format(R"({{"ok":{},"checks":[{}]}})", report.ok, checks);
}

}  // namespace tradewind::telemetry
