#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "gateway/gateway.hpp"

/// Request bodies read into structs. Errors are kInvalidArgument and name the field.
namespace tradewind::gateway {

struct ControlBody {
    ControlAction action = ControlAction::kPause;
    std::string target;
    std::string reason;
};
Result<ControlBody> read_control_body(std::string_view json);

Result<BacktestRequest> read_backtest_body(std::string_view json);

/// Settings of notices, or which channel to try.
struct NoticeBody {
    std::string kind;
    std::string channel;
    std::optional<bool> webhook;
    std::optional<bool> email;
};
Result<NoticeBody> read_notice_body(std::string_view json);

/// Decision settings to change: the canonical keys with their values as text.
struct SettingsBody {
    std::map<std::string, std::string> changes;
    std::string reason;
    std::optional<std::int64_t> version;  ///< That the client has seen.
};
/// `member`: where the changes stand, `changes` or `parameters`.
Result<SettingsBody> read_settings_body(std::string_view json, const char* member);

/// What a client of /ws sends.
struct LiveMessage {
    std::string op;
    std::vector<std::string> topics;
    std::map<std::string, std::string> since;
};
Result<LiveMessage> read_live_message(std::string_view json);

/// A stored result taken apart again: the summary and the curve, each as JSON text.
struct StoredResult {
    std::string summary;
    std::string equity;
};
StoredResult split_result(std::string_view json);

}  // namespace tradewind::gateway
