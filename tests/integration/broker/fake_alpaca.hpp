#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "net/server.hpp"

namespace tradewind::test {

/// Enough of Alpaca's trading API for one account: orders, look-ups, positions and order events, with faults.
class FakeAlpaca {
public:
    FakeAlpaca();
    ~FakeAlpaca();

    [[nodiscard]] std::string url() const { return server_->url(); }
    [[nodiscard]] std::string events_url() const { return "ws" + server_->url().substr(4) + "/stream"; }

    /// Orders are taken, and their answers lost.
    std::atomic<bool> loses_answers = false;
    /// Shares that somebody else bought on this account; of ACME.
    std::atomic<int> foreign_shares = 0;
    std::atomic<int> posts = 0;
    /// Of all orders, in the order of their coming.
    std::vector<std::string> client_ids();
    /// Fills the whole order at `price`, and says so to who listens.
    void fill(const std::string& client_id, const std::string& price);

private:
    struct Order {
        std::string id, client_id, symbol, side, quantity, filled = "0", price, status = "new";
    };
    net::Response take_order(const std::string& body);
    net::Response show(const std::string& client_id);
    std::string json_of(const Order& order) const;
    std::string positions();
    void tell(const std::string& event, const Order& order);
    void on_message(const net::WebSocketSessionPtr& session, std::string_view payload);

    std::mutex mutex_;
    std::vector<Order> orders_;
    std::vector<net::WebSocketSessionPtr> listeners_;
    std::unique_ptr<net::Server> server_;
};

}  // namespace tradewind::test
