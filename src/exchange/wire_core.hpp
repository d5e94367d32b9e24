#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/time.hpp"
#include "exchange/chaos.hpp"
#include "exchange/data_hub.hpp"
#include "exchange/exchange.hpp"
#include "exchange/journal.hpp"
#include "exchange/trading_hub.hpp"
#include "net/message.hpp"

namespace tradewind::exchange {

struct ApiKeys {
    std::string key_id, secret_key;
};

/// What the routes and sockets of one served exchange share: the exchange behind one lock, its clock, its listeners.
class WireCore {
public:
    /// `speed`: market seconds per second; 0 as fast as it goes.
    WireCore(const ExchangeOptions& options, double speed, ApiKeys keys, ChaosPlan chaos);
    ~WireCore();

    /// Runs `work(Exchange&)` at the present market time, then tells listeners what came of it.
    template <class Work>
    auto run(Work work) {
        const std::lock_guard lock(mutex_);
        advance();
        if (journal_) note_action();
        auto result = work(*exchange_);
        flush();
        return result;
    }

    /// Keeps clients' actions and the clock in `journal` from now on.
    void keep(std::unique_ptr<Journal> journal) { journal_ = std::move(journal); }
    /// Before time begins to pass: goes on to `time`, as it was in an earlier life.
    void resume_at(Timestamp time);
    /// Begins to let time pass; `skip_nights`: from a little after each close at once to a little before the next open.
    void start(bool skip_nights = false);
    void stop();
    [[nodiscard]] bool is_key(std::string_view key_id, std::string_view secret_key) const;
    [[nodiscard]] const ApiKeys& keys() const { return keys_; }
    [[nodiscard]] DataHub& data() { return data_; }
    [[nodiscard]] TradingHub& trading() { return trading_; }
    [[nodiscard]] Chaos& chaos() { return chaos_; }
    [[nodiscard]] const MachineClock& machine() const { return machine_; }

    /// While it lives, the first `run` of this thread does what `request` asks for: the journal keeps it.
    class Acting {
    public:
        explicit Acting(const net::Request& request) { acting_ = &request; }
        ~Acting() { acting_ = nullptr; }
        Acting(const Acting&) = delete;
        Acting& operator=(const Acting&) = delete;
    };

private:
    void advance();
    void flush();
    void skip_night();
    void note_action();
    void pump(const std::stop_token& stop);

    SystemMachineClock machine_;
    ApiKeys keys_;
    double speed_;
    Chaos chaos_;
    std::mutex mutex_;
    DataHub data_;
    TradingHub trading_;
    std::unique_ptr<Exchange> exchange_;
    std::optional<ScaledMarketClock> clock_;
    bool skip_nights_ = false;
    std::unique_ptr<Journal> journal_;
    static thread_local const net::Request* acting_;
    std::jthread pump_;
};

}  // namespace tradewind::exchange
