#include "core/error.hpp"

#include <cstdio>
#include <cstdlib>

namespace tradewind {

std::string_view error_code_name(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::kInvalidArgument:
            return "invalid-argument";
        case ErrorCode::kParse:
            return "parse-error";
        case ErrorCode::kNotFound:
            return "not-found";
        case ErrorCode::kConflict:
            return "conflict";
        case ErrorCode::kUnavailable:
            return "unavailable";
        case ErrorCode::kUnknownOutcome:
            return "unknown-outcome";
        case ErrorCode::kRefused:
            return "refused";
        case ErrorCode::kLimit:
            return "limit";
        case ErrorCode::kInternal:
            return "internal";
    }
    return "internal";
}

Error Error::within(std::string_view context) const {
    return {code, std::string(context) + ": " + message, hint};
}

void broken_invariant(std::string_view what, const char* file, int line) {
    std::fprintf(stderr, "tradewind: broken invariant at %s:%d: %.*s\n", file, line, static_cast<int>(what.size()),
                 what.data());
    std::abort();
}

}  // namespace tradewind
