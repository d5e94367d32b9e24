#pragma once

#include <deque>

#include "news/alpaca_news_source.hpp"
#include "news/text_socket.hpp"

namespace tradewind::news {

/// What is said on Alpaca's news socket, without I/O. One object per connection.
class AlpacaNewsSession {
public:
    AlpacaNewsSession(std::string key_id, std::string secret_key)
        : key_id_(std::move(key_id)), secret_key_(std::move(secret_key)) {}

    struct Answer {
        std::vector<std::string> send;
        AlpacaNewsPage news;
    };
    /// kRefused: keys or plan; kLimit: another connection has the stream; kUnavailable: connect again. What is not
    /// understood is passed over.
    Result<Answer> on_message(std::string_view payload, Timestamp received);
    /// From now on no article is missed.
    [[nodiscard]] bool subscribed() const { return subscribed_; }

private:
    std::string key_id_;
    std::string secret_key_;
    bool subscribed_ = false;
};

struct AlpacaNewsStreamOptions {
    AlpacaNewsOptions rest{};
    std::string stream_url = "wss://stream.data.alpaca.markets";
    Duration check = std::chrono::minutes(5);  ///< REST is asked so often beside the stream: a socket may fall mute.
};

/// News of Alpaca's data API by its WebSocket. What came before the subscription, and while there was no connection, is
/// fetched by REST from the last article seen on; where the stream can't be had, REST alone goes on as without it.
class AlpacaNewsStream final : public Source {
public:
    AlpacaNewsStream(AlpacaNewsStreamOptions options, ConnectSocket connect);

    [[nodiscard]] const std::string& name() const override { return rest_.name(); }
    [[nodiscard]] Timestamp next_poll() const override;
    [[nodiscard]] bool wait(Duration longest) override;
    Result<PollResult> poll(PollTime now, const HttpFetch& fetch) override;
    [[nodiscard]] std::string save() const override { return rest_.save(); }
    Status load(std::string_view state) override { return rest_.load(state); }
    [[nodiscard]] bool streaming() const { return session_ && session_->subscribed(); }

private:
    void connect(Timestamp now);
    void read(Timestamp received, PollResult& result);
    void lose(Error error);

    AlpacaNewsStreamOptions options_;
    ConnectSocket connect_;
    AlpacaNewsPoller rest_;
    std::unique_ptr<TextSocket> socket_;
    std::optional<AlpacaNewsSession> session_;
    std::deque<std::string> unread_;
    std::optional<Error> lost_;  ///< Why there is no connection.
    bool told_lost_ = true;
    Timestamp connect_at_{};
    Timestamp rest_at_{};
    int failures_ = 0;  ///< Connections in a row that came to nothing.
};

}  // namespace tradewind::news
