#pragma once

#include <map>
#include <mutex>
#include <string>

#include "core/time.hpp"

namespace tradewind::gateway {

/// How often a client may try something. Counts by address, never by account: nobody can lock out somebody else.
/// Thread-safe.
class RateLimits {
public:
    explicit RateLimits(const MachineClock& clock) : clock_(clock) {}

    struct Limit {
        std::string_view name;
        int times;
        Duration within;
    };
    /// Counts a try. Seconds to wait where there were too many, else 0.
    int try_again_in(const Limit& limit, std::string_view address);

private:
    struct Window {
        Duration begin{};
        int count = 0;
    };
    const MachineClock& clock_;
    std::mutex mutex_;
    std::map<std::string, Window> windows_;
};

/// IPv4 as it is; of IPv6 the first 64 bits, which is what a client has to itself.
std::string client_of(std::string_view address);

}  // namespace tradewind::gateway
