#include "telemetry/log.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/decimal.hpp"
#include "telemetry/secrets.hpp"

using namespace tradewind;
using namespace tradewind::telemetry;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;

namespace {

/// Collects what is logged while it lives.
struct Captured {
    std::vector<std::string> lines;
    explicit Captured(LogFormat format, LogLevel level = LogLevel::kInfo) {
        configure_logs({level, format, [this](std::string_view line) { lines.emplace_back(line); }});
    }
    ~Captured() { configure_logs({}); }
};

}  // namespace

TEST_CASE("a JSON line carries typed fields") {
    Captured captured(LogFormat::kJson);
    log_info("executor", "Order \"sent\"",
             {{"price", Decimal::from_int(12)}, {"attempt", 2}, {"late", false}, {"seconds", 0.25}, {"note", "a\nb"}});
    REQUIRE(captured.lines.size() == 1);
    CHECK_THAT(captured.lines[0],
               EndsWith(R"("level":"info","service":"executor","message":"Order \"sent\"","price":"12","attempt":2,)"
                        R"("late":false,"seconds":0.25,"note":"a\nb"})"));
}

TEST_CASE("text from outside can't forge a line") {
    Captured captured(LogFormat::kText);
    log_warning("news", "Feed refused", {{"title", "x\n2026-01-01T00:00:00Z error news: forged"}});
    REQUIRE(captured.lines.size() == 1);
    CHECK(captured.lines[0].find('\n') == std::string::npos);
    CHECK_THAT(captured.lines[0], EndsWith(R"(news: Feed refused title="x\n2026-01-01T00:00:00Z error news: forged")"));
}

TEST_CASE("bytes that are not UTF-8 don't break a JSON line") {
    Captured captured(LogFormat::kJson);
    log_info("news", "Seen", {{"title", std::string("caf\xc3\xa9 \xff\xc3(")}});
    CHECK_THAT(captured.lines.at(0), EndsWith("\"title\":\"caf\xc3\xa9 \xef\xbf\xbd\xef\xbf\xbd(\"}"));
}

TEST_CASE("registered secrets never appear") {
    register_secret("PKSECRET123456");
    register_secret("PKSECRET");
    Captured captured(LogFormat::kText);
    log_error("broker", "Refused", {{"detail", "key PKSECRET123456 and PKSECRET, Authorization: Bearer abc.def-1"}});
    REQUIRE(captured.lines.size() == 1);
    CHECK_THAT(captured.lines[0],
               EndsWith("detail=\"key [redacted] and [redacted], Authorization: Bearer [redacted]\""));
}

TEST_CASE("lines below the level are counted but not written") {
    Captured captured(LogFormat::kText, LogLevel::kWarning);
    const auto before = log_lines(LogLevel::kInfo);
    log_info("x", "quiet");
    CHECK(captured.lines.empty());
    CHECK(log_lines(LogLevel::kInfo) == before + 1);
}

TEST_CASE("a failure is logged with code and hint") {
    Captured captured(LogFormat::kText);
    log_failure(LogLevel::kError, "x", "Can't start", Error{ErrorCode::kUnavailable, "no server", "start it"});
    CHECK_THAT(captured.lines.at(0), ContainsSubstring("error=\"no server\" code=unavailable hint=\"start it\""));
}

TEST_CASE("log levels parse by name only") {
    CHECK(parse_log_level("warning") == LogLevel::kWarning);
    CHECK_FALSE(parse_log_level("warn"));
}
