#pragma once

#include <memory>
#include <string>

#include "core/http.hpp"

namespace tradewind::net {

struct HttpClientOptions {
    std::string user_agent = "tradewind/0.1";  ///< Where a request has none of its own.
    Duration connect_timeout = std::chrono::seconds(10);
    int max_redirects = 5;
    std::string ca_file = {};             ///< PEM file of the authorities to believe; empty: this machine's.
    std::size_t pooled_connections = 16;  ///< Kept open for later requests.
};

/// Carries out HTTP requests, blocking, on pooled connections. Thread-safe.
///
/// Decompresses gzip, deflate and brotli; verifies TLS; uses the proxies of the environment (never for loopback);
/// refuses other schemes than http and https. A redirect to another origin takes along only headers that say how to
/// answer (Accept…, User-Agent, If-None-Match, If-Modified-Since): no keys. 303, and 301 or 302 after POST, turn into
/// GET. Errors name the host, never the query or a password.
class HttpClient {
public:
    explicit HttpClient(HttpClientOptions options = {});
    ~HttpClient();

    Result<HttpResponse> fetch(const HttpRequest& request);
    /// The same as a function that keeps the client alive.
    static HttpFetch make_fetch(HttpClientOptions options = {});

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tradewind::net
