#include "app/output.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <print>

#include "app/commands.hpp"

namespace tradewind::app {

int report(const Error& error, bool json) {
    if (json) {
        const nlohmann::ordered_json out{
            {"error", {{"code", error_code_name(error.code)}, {"message", error.message}, {"hint", error.hint}}}};
        std::println(stderr, "{}", out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    } else {
        std::println(stderr, "error: {}", error.message);
        if (!error.hint.empty()) std::println(stderr, "  hint: {}", error.hint);
    }
    return error.code == ErrorCode::kInvalidArgument ? kWrongUsage : kFailed;
}

}  // namespace tradewind::app
