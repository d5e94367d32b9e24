#include "streams/policy.hpp"

#include <fmt/core.h>

#include "streams/codec.hpp"

namespace tradewind::streams {

Status check_sizes(std::string_view stream, std::span<const OutgoingMessage> messages) {
    for (const auto& message : messages) {
        if (message.body.size() > kMaxBodyBytes) {
            return fail(ErrorCode::kLimit, fmt::format("message {} for {} has {} bytes, at most {} are allowed",
                                                       message.id, stream, message.body.size(), kMaxBodyBytes));
        }
    }
    return {};
}

}  // namespace tradewind::streams
