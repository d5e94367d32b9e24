#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "broker/alpaca_codec.hpp"
#include "broker/alpaca_http.hpp"

/// What is said on Alpaca's two sockets, as state machines without I/O: text in, text and facts out. One object per
/// connection.
namespace tradewind::broker {

/// Order events (`/stream` of the trading host).
class TradeUpdatesSession {
public:
    explicit TradeUpdatesSession(AlpacaKeys keys) : keys_(std::move(keys)) {}

    struct Answer {
        std::vector<std::string> send;
        std::vector<TradeUpdate> updates;
    };
    /// What the client says first.
    [[nodiscard]] std::string hello() const;
    /// kRefused: the keys were. Messages that aren't understood are passed over.
    Result<Answer> on_message(std::string_view payload);
    /// From now on no event is missed.
    [[nodiscard]] bool listening() const { return listening_; }

private:
    AlpacaKeys keys_;
    bool listening_ = false;
};

/// Minute bars (`/v2/<feed>` of the stream host).
class BarStreamSession {
public:
    BarStreamSession(AlpacaKeys keys, std::vector<Ticker> tickers, std::string source)
        : keys_(std::move(keys)), tickers_(std::move(tickers)), source_(std::move(source)) {}

    struct Answer {
        std::vector<std::string> send;
        std::vector<Bar> bars;
        std::vector<Bar> corrections;  ///< Of bars sent before; revision 1.
    };
    /// kRefused: keys, plan or request, nothing that passes; kLimit: too many connections or symbols; kUnavailable:
    /// connect again.
    Result<Answer> on_message(std::string_view payload);
    [[nodiscard]] bool subscribed() const { return subscribed_; }

private:
    void take(std::string_view type, std::string_view text, Answer& answer);

    AlpacaKeys keys_;
    std::vector<Ticker> tickers_;
    std::string source_;
    bool subscribed_ = false;
};

}  // namespace tradewind::broker
