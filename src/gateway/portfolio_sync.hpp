#pragma once

#include <thread>

#include "gateway/context.hpp"

namespace tradewind::gateway {

/// Reads the broker's account now and then and stores a snapshot of source `broker`. Writes nothing else: orders, fills
/// and positions are the executor's.
class PortfolioSync {
public:
    /// Does nothing where the hook `read_account` is empty.
    explicit PortfolioSync(const Context& context);
    ~PortfolioSync();

private:
    void run(const std::stop_token& stop);
    void sync_once();

    const Context& context_;
    std::jthread thread_;
};

}  // namespace tradewind::gateway
