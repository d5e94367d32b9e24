#pragma once

#include <memory>
#include <string_view>

#include "services/host.hpp"
#include "services/world.hpp"

namespace tradewind::services {

/// A service that brings the outside world in. Its threads belong to the host, which must stop before it goes.
class LiveFeed {
public:
    virtual ~LiveFeed() = default;
    /// Waits, while its threads run, until the outside world and our books agree.
    virtual Status settle(Duration patience) {
        (void)patience;
        return {};
    }
};

/// Starts news-fetcher or market-data on `host`'s threads. kInvalidArgument for another name.
Result<std::unique_ptr<LiveFeed>> open_live_feed(World& world, std::string_view service, Host& host);

/// Starts trade-executor at Alpaca on `host`'s threads.
Result<std::unique_ptr<LiveFeed>> open_alpaca_executor(World& world, Host& host);

}  // namespace tradewind::services
