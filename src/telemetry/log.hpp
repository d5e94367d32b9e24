#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace tradewind::telemetry {

enum class LogLevel : std::uint8_t { kTrace, kDebug, kInfo, kWarning, kError, kOff };
enum class LogFormat : std::uint8_t { kText, kJson };
std::string_view to_string(LogLevel level) noexcept;
/// trace | debug | info | warning | error | off
Result<LogLevel> parse_log_level(std::string_view text);

/// One key and value of a log line. Numbers and booleans stay such in JSON.
struct LogField {
    std::string_view key;
    std::string value;
    bool quoted = true;

    LogField(std::string_view k, std::string v) : key(k), value(std::move(v)) {}
    LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
    LogField(std::string_view k, const char* v) : key(k), value(v) {}
    LogField(std::string_view k, bool v) : key(k), value(v ? "true" : "false"), quoted(false) {}
    LogField(std::string_view k, double v);
    template <std::integral T>
        requires(!std::same_as<T, bool>)
    LogField(std::string_view k, T v) : key(k), value(std::to_string(v)), quoted(false) {}
    /// What prints itself: Decimal, ids, Ticker, TraceContext.
    template <class T>
        requires requires(const T& t) {
            { t.to_string() } -> std::convertible_to<std::string>;
        }
    LogField(std::string_view k, const T& v) : key(k), value(v.to_string()) {}
};

using LogFields = std::initializer_list<LogField>;

/// Called with one whole line, without its newline. May be called from any thread, one line at a time.
using LogSink = std::function<void(std::string_view line)>;

struct LogOptions {
    LogLevel level = LogLevel::kInfo;
    LogFormat format = LogFormat::kText;
    LogSink sink;  ///< Standard error where empty.
};

/// Sets level, format and sink of the whole process.
void configure_logs(LogOptions options);
[[nodiscard]] bool log_enabled(LogLevel level) noexcept;

/// Writes one line: time, level, service, message, fields; with secrets scrubbed and control characters escaped, so
/// that text from outside can't forge a line. `message` is a constant sentence; what varies goes into fields.
void log(LogLevel level, std::string_view service, std::string_view message, LogFields fields = {});

inline void log_debug(std::string_view service, std::string_view message, LogFields fields = {}) {
    if (log_enabled(LogLevel::kDebug)) log(LogLevel::kDebug, service, message, fields);
}
inline void log_info(std::string_view service, std::string_view message, LogFields fields = {}) {
    log(LogLevel::kInfo, service, message, fields);
}
inline void log_warning(std::string_view service, std::string_view message, LogFields fields = {}) {
    log(LogLevel::kWarning, service, message, fields);
}
inline void log_error(std::string_view service, std::string_view message, LogFields fields = {}) {
    log(LogLevel::kError, service, message, fields);
}
/// An expected failure with its code and hint.
void log_failure(LogLevel level, std::string_view service, std::string_view message, const Error& error);

/// Lines written so far at that level, for the meter.
[[nodiscard]] std::uint64_t log_lines(LogLevel level) noexcept;

}  // namespace tradewind::telemetry
