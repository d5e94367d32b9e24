#pragma once

#include <mutex>
#include <optional>

#include "exchange/wire_core.hpp"
#include "net/message.hpp"

namespace tradewind::exchange {

/// What a request must pass before anything else: keys, rate limits, and the faults that answer in its place.
class Gate {
public:
    explicit Gate(WireCore& core) : core_(&core) {}
    /// A refusal, or nothing. On the I/O thread.
    std::optional<net::Response> check(const net::Request& request);
    /// What an answer passes on its way out: faults that change it, and the rate headers.
    net::Response finish(const net::Request& request, net::Response response);

private:
    struct Bucket {
        double most;
        double tokens;
        Duration filled{};
    };
    std::optional<net::Response> take(Bucket& bucket);
    void add_rate(net::Response& response, const Bucket& bucket) const;

    WireCore* core_;
    std::mutex mutex_;
    Bucket trading_{200, 200};
    Bucket data_{10'000, 10'000};
};

}  // namespace tradewind::exchange
