#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace tradewind::auth {

/// Why something was not believed. `reason` is a kebab-case code with static storage; `message` says it in words and
/// holds nothing secret.
struct Refusal {
    std::string_view reason;
    std::string message;
};

template <class T>
using Verdict = std::expected<T, Refusal>;

[[nodiscard]] inline std::unexpected<Refusal> refuse(std::string_view reason, std::string message) {
    return std::unexpected(Refusal{reason, std::move(message)});
}

}  // namespace tradewind::auth
