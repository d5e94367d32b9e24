#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "broker/rate_budget.hpp"
#include "core/http.hpp"

namespace tradewind::broker {

struct AlpacaKeys {
    std::string key_id;
    std::string secret_key;  ///< Never printed.
};

/// What Alpaca's answer means: by status, then code, then text. 401, 403, 400, 422: kRefused; 404: kNotFound; a client
/// id that is there already: kConflict; 429: kLimit; else kUnavailable.
Error alpaca_error(const HttpResponse& response);

/// Requests to one of Alpaca's hosts: keys, rate limit, retries of what only reads. Thread-safe.
class AlpacaHttp {
public:
    /// `sleep` waits between tries; tests don't.
    AlpacaHttp(std::string base_url, AlpacaKeys keys, HttpFetch fetch, const MachineClock& clock,
               std::function<void(Duration)> sleep);

    /// GET; repeated with growing pauses while the answer may change. The body, or why there is none.
    Result<std::string> read(std::string_view path);
    /// Sends once. Whatever is no answer of 2xx to 4xx is kUnknownOutcome, but for a connection that never was.
    Result<HttpResponse> send(std::string_view method, std::string_view path, std::string body);

private:
    [[nodiscard]] HttpRequest request(std::string_view method, std::string_view path) const;
    Result<HttpResponse> exchange(const HttpRequest& request);

    std::string base_url_;
    AlpacaKeys keys_;
    HttpFetch fetch_;
    const MachineClock& clock_;
    std::function<void(Duration)> sleep_;
    std::mutex mutex_;
    RateBudget budget_;
};

/// For a query: everything but unreserved characters as %XX.
std::string url_encode(std::string_view text);

}  // namespace tradewind::broker
