#pragma once

#include <algorithm>

#include "core/time.hpp"

namespace tradewind::sentiment {

/// Keeps a failing service from being asked at every turn. Opens after some failures in a row, for a while that doubles
/// with each time; then one try decides. Times are machine time, monotonic.
class CircuitBreaker {
public:
    struct Options {
        int failures = 3;
        Duration cooldown = std::chrono::seconds(30);
        Duration longest = std::chrono::minutes(10);
    };

    explicit CircuitBreaker(Options options) : options_(options), cooldown_(options.cooldown) {}

    [[nodiscard]] bool open(Duration now) const { return failures_ >= options_.failures && now < until_; }
    void succeeded() {
        failures_ = 0;
        cooldown_ = options_.cooldown;
    }
    void failed(Duration now) {
        if (++failures_ < options_.failures) return;
        failures_ = options_.failures;
        until_ = now + cooldown_;
        cooldown_ = std::min(cooldown_ * 2, options_.longest);
    }
    /// For what no repetition mends: a wrong model, a refused key.
    void broken(Duration now) {
        failures_ = options_.failures;
        until_ = now + options_.longest;
    }

private:
    Options options_;
    int failures_ = 0;
    Duration cooldown_;
    Duration until_{};
};

}  // namespace tradewind::sentiment
