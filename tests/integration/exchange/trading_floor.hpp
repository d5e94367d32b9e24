#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "broker/alpaca_broker.hpp"
#include "services/live_feed.hpp"
#include "services/own_exchange.hpp"
#include "storage/database.hpp"
#include "support/temp_dir.hpp"

namespace tradewind::test {

/// An exchange with faults on a port of its own, and a house that trades on it over the wire: market-data and
/// trade-executor as they are, with signals that the test makes up.
class TradingFloor {
public:
    /// `speed`: market seconds per second.
    explicit TradingFloor(double speed = 30);
    ~TradingFloor();

    /// Begins to play the faults of `rules`, a JSON array.
    void plague(const std::string& rules);
    /// Ends all faults.
    void calm();
    /// What has happened, by mode.
    std::map<std::string, int> happened();
    /// Has every ticker bought, or sold again, and waits until the orders have ended.
    void buy_all() { signal_all(Direction::kLong); }
    void sell_all() { signal_all(Direction::kFlat); }
    /// Stops the house, with the exchange going on, and starts it again on what is stored.
    void restart();

    /// Where our books and the exchange's differ after a last look at each other: orders, fills, positions, cash to the
    /// cent, and bars that are missing, doubled or out of order.
    std::vector<std::string> differences();
    /// Orders that the exchange has.
    std::size_t orders_there();

private:
    void open();
    void close();
    void signal_all(Direction direction);
    std::vector<Ticker> tickers_with_bars();
    std::vector<Order> our_orders();
    void compare_orders(std::vector<std::string>& out);
    void compare_account(std::vector<std::string>& out);
    void compare_bars(std::vector<std::string>& out);
    std::string ask(const std::string& method, const std::string& path, const std::string& body = {});

    TempDir folder_;
    SystemMachineClock machine_;
    double speed_;
    std::unique_ptr<exchange::ExchangeServer> exchange_;
    config::Settings settings_;
    std::unique_ptr<services::World> world_;
    std::unique_ptr<services::Host> host_;
    std::vector<std::unique_ptr<services::LiveFeed>> feeds_;
    services::LiveFeed* executor_ = nullptr;
    int signals_ = 0;
};

}  // namespace tradewind::test
