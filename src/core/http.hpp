#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"

namespace tradewind {

/// HTTP as a plain exchange, so that parsers of what servers say need no network. `net` carries it out.
struct HttpRequest {
    std::string method = "GET";
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};
    Duration timeout = std::chrono::seconds(20);
    std::size_t max_bytes = 16 * 1024 * 1024;
    bool follow_redirects = true;
};

struct HttpResponse {
    int status = 0;
    std::string url;                                           ///< After redirects.
    std::vector<std::pair<std::string, std::string>> headers;  ///< Names as sent by the server.
    std::string body;                                          ///< Decompressed.
    bool moved_permanently = false;                            ///< Every redirect on the way was 301 or 308.

    /// The first header of that name (compared without case), or empty.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// Carries out one request, blocking. kUnavailable: no connection; kUnknownOutcome: sent, and no answer in time.
using HttpFetch = std::function<Result<HttpResponse>(const HttpRequest&)>;

}  // namespace tradewind
