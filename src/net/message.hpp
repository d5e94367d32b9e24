#pragma once

#include <any>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "net/event_stream.hpp"

namespace tradewind::net {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// A request as a handler sees it: framing, limits and host are already checked.
struct Request {
    std::string method;  ///< Upper case.
    std::string target;  ///< As sent.
    std::string path;    ///< Decoded, normalised, begins with '/'.
    Fields query;        ///< Decoded, in order.
    Fields headers;
    Fields params;  ///< Values of the route's {names}.
    std::string body;
    std::string remote_address;
    std::any context;  ///< What the server's gate found out, e.g. who is signed in.

    /// The first header of that name (compared without case), or empty.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    [[nodiscard]] std::optional<std::string> query_value(std::string_view name) const;
    /// Value of a route's {name}; empty where the route has none.
    [[nodiscard]] std::string_view param(std::string_view name) const;
    [[nodiscard]] std::string_view cookie(std::string_view name) const;
};

struct Response {
    int status = 200;  ///< 0: the connection is cut without an answer (for servers that play a broken one).
    Fields headers;
    std::string body;
    std::shared_ptr<const std::string> shared_body =
        {};                     ///< In place of `body` where set: bytes that many answers share.
    OnEventStream stream = {};  ///< Where set, the answer goes on: `body` is not sent.

    [[nodiscard]] std::string_view content() const { return shared_body ? std::string_view(*shared_body) : body; }
    /// The first header of that name (compared without case), or empty.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

std::string_view reason_phrase(int status) noexcept;

/// 200 with a JSON body.
Response json_response(std::string body, int status = 200);
Response text_response(std::string body, int status = 200);

/// RFC 9457 problem details. `code` is kebab-case, for programs.
Response problem(int status, std::string_view code, std::string_view detail, std::string_view hint = {},
                 std::string_view instance = {});
/// The status that fits an expected failure: 400 invalid-argument and parse-error, 404, 409 conflict and refused, 413
/// limit, 503 unavailable and unknown-outcome, 500 else.
Response problem(const Error& error, std::string_view instance = {});

}  // namespace tradewind::net
