#include "app/output.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <fmt/core.h>

#include "app/commands.hpp"

namespace tradewind::app {

int report(const Error& error, bool json) {
    if (json) {
        const nlohmann::ordered_json out{
            {"error", {{"code", error_code_name(error.code)}, {"message", error.message}, {"hint", error.hint}}}};
        fmt::println(stderr, "{}", out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    } else {
        fmt::println(stderr, "error: {}", error.message);
        if (!error.hint.empty()) fmt::println(stderr, "  hint: {}", error.hint);
    }
    return error.code == ErrorCode::kInvalidArgument ? kWrongUsage : kFailed;
}

}  // namespace tradewind::app
