#include "telemetry/log.hpp"

#include <unistd.h>

#include <fmt/core.h>
#include <array>
#include <atomic>
#include <cmath>
#include <mutex>

#include "core/time.hpp"
#include "telemetry/json_text.hpp"
#include "telemetry/secrets.hpp"

namespace tradewind::telemetry {

namespace {

constexpr std::array<std::string_view, 6> kLevelNames{"trace", "debug", "info", "warning", "error", "off"};

struct State {
    std::atomic<LogLevel> level{LogLevel::kInfo};
    std::atomic<LogFormat> format{LogFormat::kText};
    std::array<std::atomic<std::uint64_t>, 6> lines{};
    std::mutex mutex;
    LogSink sink;
};

State& state() {
    static State instance;
    return instance;
}

/// Standard error in as few writes as it takes; a line that can't be written is lost, never waited for in a loop.
void write_stderr(std::string_view line) {
    std::string text(line);
    text += '\n';
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto written = ::write(STDERR_FILENO, rest.data(), rest.size());
        if (written <= 0) return;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    append_escaped(out, text);
    out += '"';
}

std::string json_line(std::string_view time, LogLevel level, std::string_view service, std::string_view message,
                      LogFields fields) {
    std::string out = fmt::format(R"({{"time":"{}","level":"{}","service":)", time, to_string(level));
    append_quoted(out, service);
    out += ",\"message\":";
    append_quoted(out, scrub(message));
    for (const auto& field : fields) {
        out += ',';
        append_quoted(out, field.key);
        out += ':';
        if (field.quoted)
            append_quoted(out, scrub(field.value));
        else
            out += field.value;
    }
    out += '}';
    return out;
}

bool needs_quotes(std::string_view value) {
    return value.empty() || value.find_first_of(" =\"\\") != std::string_view::npos ||
           std::any_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

std::string text_line(std::string_view time, LogLevel level, std::string_view service, std::string_view message,
                      LogFields fields) {
    std::string out = fmt::format("{} {:<7} {}: ", time, to_string(level), service);
    append_escaped(out, scrub(message));
    for (const auto& field : fields) {
        const std::string value = field.quoted ? scrub(field.value) : field.value;
        out += fmt::format(" {}=", field.key);
        if (needs_quotes(value))
            append_quoted(out, value);
        else
            out += value;
    }
    return out;
}

}  // namespace

std::string_view to_string(LogLevel level) noexcept {
    return kLevelNames[static_cast<std::size_t>(level)];
}

Result<LogLevel> parse_log_level(std::string_view text) {
    for (std::size_t i = 0; i < kLevelNames.size(); ++i) {
        if (kLevelNames[i] == text) return static_cast<LogLevel>(i);
    }
    return fail(ErrorCode::kParse, fmt::format("'{}' is not a log level", text),
                "use trace, debug, info, warning, error or off");
}

LogField::LogField(std::string_view k, double v)
    : key(k), value(std::isfinite(v) ? fmt::format("{}", v) : "null"), quoted(false) {}

void configure_logs(LogOptions options) {
    const std::lock_guard lock(state().mutex);
    state().level = options.level;
    state().format = options.format;
    state().sink = std::move(options.sink);
}

bool log_enabled(LogLevel level) noexcept {
    return level >= state().level.load(std::memory_order_relaxed);
}

void log(LogLevel level, std::string_view service, std::string_view message, LogFields fields) {
    if (level == LogLevel::kOff) return;
    state().lines[static_cast<std::size_t>(level)].fetch_add(1, std::memory_order_relaxed);
    if (!log_enabled(level)) return;
    const auto now = std::chrono::floor<std::chrono::milliseconds>(SystemMachineClock().now());
    const std::string time = format_timestamp(now);
    const std::string line = state().format == LogFormat::kJson ? json_line(time, level, service, message, fields)
                                                                : text_line(time, level, service, message, fields);
    const std::lock_guard lock(state().mutex);
    if (state().sink)
        state().sink(line);
    else
        write_stderr(line);
}

void log_failure(LogLevel level, std::string_view service, std::string_view message, const Error& error) {
    if (error.hint.empty()) {
        log(level, service, message, {{"error", error.message}, {"code", error_code_name(error.code)}});
    } else {
        log(level, service, message,
            {{"error", error.message}, {"code", error_code_name(error.code)}, {"hint", error.hint}});
    }
}

std::uint64_t log_lines(LogLevel level) noexcept {
    return state().lines[static_cast<std::size_t>(level)].load(std::memory_order_relaxed);
}

}  // namespace tradewind::telemetry
