#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace tradewind {

/// What kind of failure it was, so that a caller can decide: retry, give up, or ask a person.
enum class ErrorCode : std::uint8_t {
    kInvalidArgument,  ///< The caller's input is wrong; repeating it changes nothing.
    kParse,            ///< Text or bytes that don't have the promised form.
    kNotFound,
    kConflict,        ///< Already there, or changed meanwhile.
    kUnavailable,     ///< A server, file or lock can't be had now; retrying may help.
    kUnknownOutcome,  ///< Sent, and no proof of what became of it. Look it up before repeating.
    kRefused,         ///< The other side understood and said no.
    kLimit,           ///< A bound was hit: size, depth, rate, queue.
    kInternal,        ///< A bug or a broken invariant.
};

/// Kebab-case name, as printed in `{"error":{"code":…}}`.
std::string_view error_code_name(ErrorCode code) noexcept;

/// An expected failure. `message` says what happened, `hint` what the user can do about it (may be empty).
/// Neither ever holds a secret.
struct Error {
    ErrorCode code = ErrorCode::kInternal;
    std::string message;
    std::string hint;

    /// The same error with `context: ` before its message.
    [[nodiscard]] Error within(std::string_view context) const;
};

template <class T>
using Result = std::expected<T, Error>;
using Status = std::expected<void, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string hint = {}) {
    return std::unexpected(Error{code, std::move(message), std::move(hint)});
}

/// Asserts an invariant of our own, in release too: prints where and stops the process.
[[noreturn]] void broken_invariant(std::string_view what, const char* file, int line);

}  // namespace tradewind

#define TRADEWIND_ASSERT(condition) \
    (static_cast<bool>(condition) ? void() : ::tradewind::broken_invariant(#condition, __FILE__, __LINE__))
