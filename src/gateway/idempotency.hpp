#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

#include "core/time.hpp"
#include "net/router.hpp"

namespace tradewind::gateway {

/// The answers to requests that carried an `Idempotency-Key`, so that one sent twice has its effect once: the second
/// gets the first one's answer. For a day, of each user's own keys; in memory, so that a restart forgets them. Answers
/// that say to try again (401, 403, 429, 5xx) are not kept. Thread-safe.
class Idempotency {
public:
    explicit Idempotency(const MachineClock& clock) : clock_(clock) {}

    /// `handler`, with that done for it.
    net::Handler around(net::Handler handler);

private:
    struct Kept {
        std::string body_hash;
        net::Response response;
        bool done = false;
        Duration until{};
    };

    net::Response answer(const net::Handler& handler, const net::Request& request, std::string_view key);
    void make_room();

    const MachineClock& clock_;
    std::mutex mutex_;
    std::condition_variable finished_;
    std::map<std::string, Kept> kept_;  // by user, path and key; bounded
};

}  // namespace tradewind::gateway
