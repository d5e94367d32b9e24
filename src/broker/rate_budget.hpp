#pragma once

#include "core/http.hpp"
#include "core/time.hpp"

namespace tradewind::broker {

/// How many requests may still go out: a token bucket that believes the server's rate headers more than itself.
class RateBudget {
public:
    explicit RateBudget(double per_minute = 190) : per_minute_(per_minute), tokens_(per_minute) {}

    /// Takes one request out of the budget; how long to wait before it may be sent.
    Duration take(Timestamp now);
    /// Reads X-RateLimit-Remaining, X-RateLimit-Reset and Retry-After.
    void observe(const HttpResponse& response, Timestamp now);

private:
    double per_minute_;
    double tokens_;
    Timestamp refilled_;
    Timestamp closed_until_;
};

}  // namespace tradewind::broker
