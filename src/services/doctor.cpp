#include "services/doctor.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "market/session_calendar.hpp"
#include "services/operations.hpp"
#include "services/sentiment_handler.hpp"
#include "services/world.hpp"
#include "storage/dead_letters.hpp"
#include "storage/migrations.hpp"
#include "streams/redis_bus.hpp"

namespace tradewind::services {
namespace {

using json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::uintmax_t kLowDisk = std::uintmax_t{2} << 30;
constexpr std::chrono::seconds kPatience{5};

/// Gathers checks; `hint` is shown where one fails.
class Report {
public:
    void add(const std::string& name, bool ok, const std::string& detail, const std::string& hint = {}) {
        all_ok_ = all_ok_ && ok;
        checks_.push_back({{"name", name}, {"ok", ok}, {"detail", detail}, {"hint", ok ? "" : hint}});
    }
    void add(const std::string& name, const Status& status, const std::string& detail) {
        add(name, status.has_value(), status ? detail : status.error().message, status ? "" : status.error().hint);
    }
    [[nodiscard]] std::string print() const {
        return json{{"ok", all_ok_}, {"checks", checks_}}.dump(-1, ' ', false, json::error_handler_t::replace);
    }

private:
    bool all_ok_ = true;
    json checks_ = json::array();
};

void check_clock(Report& report) {
    const Timestamp now = SystemMachineClock().now();
    const auto session = market::SessionCalendar::nyse().current_or_next_session(now);
    report.add("clock", now > *parse_timestamp("2025-01-01"), fmt::format("{}; the next session closes at {}", format_timestamp(now),
                                                                          format_timestamp(session.close)),
               "set this machine's clock");
}

void check_disk(Report& report, const config::Settings& settings) {
    std::error_code error;
    fs::create_directories(settings.data.dir, error);
    const bool writable = ::access(settings.data.dir.c_str(), W_OK) == 0;
    const auto space = fs::space(settings.data.dir, error);
    report.add("data folder", writable, settings.data.dir, "make it writable, or set data.dir");
    report.add("disk", !error && space.available >= kLowDisk,
               error ? error.message() : fmt::format("{} MiB free", space.available >> 20), "free at least 2 GiB");
}

void check_keys(Report& report, const config::Settings& settings) {
    const bool id = !settings.alpaca.key_id.empty();
    const bool secret = !settings.alpaca.secret_key.empty();
    const std::string detail = id && secret ? (settings.alpaca.paper ? "set, for paper trading" : "set, for real money")
                                            : "none: tradewind run trades an invented market";
    report.add("Alpaca keys", id == secret, id == secret ? detail : "only one of two is set",
               "set both APCA_API_KEY_ID and APCA_API_SECRET_KEY, or neither");
}

void check_model(Report& report, const config::Settings& settings) {
    auto analyzer = make_analyzer(settings, settings.sentiment.engine);
    report.add("sentiment", analyzer ? Status{} : std::unexpected(analyzer.error()),
               analyzer ? fmt::format("{} {}", (*analyzer)->scorer().name(), (*analyzer)->scorer().model_hash()) : "");
}

void report_audit(Report& report, const std::string& answer) {
    const auto state = json::parse(answer, nullptr, false);
    const bool ok = state.value("ok", false);
    report.add("audit log", ok,
               ok ? fmt::format("{} entries, unbroken", state.value("rows", 0))
                  : fmt::format("entry {} is not as it was written, or one before it is gone", state.value("broken", 0)),
               "somebody changed the store by hand: compare it with a backup");
}

// Where another process holds the store, what it says by its socket is the check.
bool asked_running_process(Report& report, const config::Settings& settings, const std::string& world) {
    if (!is_embedded(settings)) return false;
    const auto answer = ask_admin(admin_socket_path(settings, world), R"(["controls","show"])", kPatience);
    if (!answer) return false;
    const auto state = json::parse(*answer, nullptr, false);
    report.add("store", true, "held by a running tradewind process that answers");
    const auto log = ask_admin(admin_socket_path(settings, world), R"(["audit","check"])", kPatience);
    if (log) report_audit(report, *log);
    report.add("trading", state.value("state", "") == "active", "state: " + state.value("state", "unknown"),
               "tradewind controls resume, or unkill");
    return true;
}

std::string database_kind(const config::Settings& settings) {
    return is_embedded(settings) ? "SQLite and embedded streams" : "PostgreSQL and Redis";
}

void check_world(Report& report, const config::Settings& settings, const std::string& name) {
    if (asked_running_process(report, settings, name)) return;
    auto world = World::open(settings, name, true);
    report.add("store and streams", world ? Status{} : std::unexpected(world.error()),
               world ? database_kind(settings) + ", schema up to date" : "");
    if (!world) return;
    std::int64_t dead = 0;
    const Status read = (*world)->database().read([&](storage::Transaction& tx) -> Status {
        auto count = storage::dead_letters::count_open(tx);
        if (!count) return std::unexpected(count.error());
        dead = *count;
        return {};
    });
    report.add("dead letters", read && dead == 0, fmt::format("{} open", dead), "tradewind dead-letters list");
    if (const auto log = operate(**world, {"audit", "check"})) report_audit(report, *log);
    if (is_embedded(settings)) return;
    const auto warnings = streams::redis_warnings({.url = settings.streams.url, .world = name}, (*world)->machine_clock());
    for (const auto& warning : warnings.value_or(std::vector<std::string>{})) report.add("Redis", false, warning, warning);
}

}  // namespace

std::string examine(const config::Settings& settings, const std::string& world) {
    Report report;
    check_clock(report);
    check_disk(report, settings);
    check_keys(report, settings);
    check_model(report, settings);
    check_world(report, settings, world);
    return report.print();
}

Result<std::string> migrations_of(storage::Database& database, bool up) {
    auto rows = up ? storage::migrate(database, SystemMachineClock().now(), true) : storage::migration_status(database);
    if (!rows) return std::unexpected(rows.error());
    json list = json::array();
    for (const auto& row : *rows) {
        list.push_back({{"number", row.number},
                        {"name", row.name},
                        {"state", storage::to_string(row.state)},
                        {"applied_at", row.applied_at ? json(format_timestamp(*row.applied_at)) : json()},
                        {"note", row.note}});
    }
    return list.dump();
}

Result<std::string> show_migrations(const config::Settings& settings, const std::string& world, bool up) {
    // Who holds the store has brought it up to date when it opened it.
    if (is_embedded(settings)) {
        auto answer = ask_admin(admin_socket_path(settings, world), R"(["migrations"])", kPatience);
        if (answer) return answer;
    }
    auto database = storage::Database::open({database_url(settings, world), world, true});
    if (!database) return std::unexpected(database.error());
    return migrations_of(**database, up);
}

}  // namespace tradewind::services
