#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "exchange/chaos.hpp"
#include "exchange/options.hpp"

namespace tradewind::exchange {

struct ServeOptions {
    ExchangeOptions exchange;
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any free one.
    double speed = 60;       ///< Market seconds per second; 0 as fast as it goes.
    ChaosPlan chaos;
    bool skip_nights = false;       ///< Time jumps from a little after each close to a little before the next open.
    std::filesystem::path journal;  ///< Where a restart finds orders, account and clock again; empty: nowhere.
};

/// Where to find a served exchange, and with which keys.
struct ServedExchange {
    std::string url;         ///< Origin of trading and data REST, and of Reddit.
    std::string stream_url;  ///< The same for WebSockets.
    std::string key_id, secret_key;
    std::string symbols;  ///< With commas between.
    Timestamp clock;
    /// The line that says that it is ready (commands.md, Exchange).
    [[nodiscard]] std::string ready_line() const;
};

/// An exchange on a port of its own, until it is destroyed.
class ExchangeServer {
public:
    static Result<std::unique_ptr<ExchangeServer>> start(ServeOptions options);
    virtual ~ExchangeServer() = default;
    [[nodiscard]] virtual const ServedExchange& served() const = 0;
};

}  // namespace tradewind::exchange
