#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace tradewind::telemetry {

struct HealthState {
    bool ok = true;
    std::string detail;  ///< For people; holds no secret.
};

struct HealthCheck {
    std::string name;
    bool ok = true;
    std::string detail;
};

struct HealthReport {
    bool ok = true;  ///< Every check is.
    std::vector<HealthCheck> checks;
};

/// What this process says of itself. `/health` asks whether it should be restarted (live checks), `/ready` whether it
/// does its work now (live and ready checks). Thread-safe.
class Health {
public:
    enum class Kind : std::uint8_t { kLive, kReady };

    /// Sets a check's state as it changes: pushed by whoever knows.
    void set(const std::string& name, Kind kind, bool ok, std::string detail = {});
    /// Registers a check that is asked each time; must be quick and not block.
    void watch(const std::string& name, Kind kind, std::function<HealthState()> ask);
    void remove(const std::string& name);

    [[nodiscard]] HealthReport live() const { return report(Kind::kLive); }
    [[nodiscard]] HealthReport ready() const { return report(Kind::kReady); }

private:
    struct Entry {
        Kind kind;
        std::function<HealthState()> ask;
    };
    [[nodiscard]] HealthReport report(Kind kind) const;

    mutable std::mutex mutex_;
    std::map<std::string, Entry> entries_;
};

/// `{"ok":…,"checks":[{"name","ok","detail"}]}`
std::string to_json(const HealthReport& report);

}  // namespace tradewind::telemetry
