#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <unordered_set>

#include "gateway/context.hpp"
#include "gateway/live_hub.hpp"

namespace tradewind::gateway {

/// Watches the store and tells the hub what is new: a thread that looks a few times a second while somebody listens,
/// and a minute longer. Whatever writes the store, in this process or another, is seen alike.
class LiveFeed {
public:
    LiveFeed(const Context& context, LiveHub& hub);
    ~LiveFeed();

    /// One look, as the thread does it. For tests, with no thread started.
    void look();
    void start();

private:
    /// Which of the newest rows of a list have been seen.
    class Seen {
    public:
        /// True where the key is new; forgets the oldest beyond a bound.
        bool insert(const std::string& key);
        [[nodiscard]] bool contains(const std::string& key) const { return keys_.contains(key); }
        void clear();

    private:
        std::unordered_set<std::string> keys_;
        std::deque<std::string> order_;
    };

    void run(const std::stop_token& stop);
    /// After a pause nobody knows what happened meanwhile: what is there now counts as seen.
    void begin_anew();
    void look_at_signals(storage::Transaction& tx);
    void look_at_orders(storage::Transaction& tx);
    void look_at_trades(storage::Transaction& tx);
    void look_at_news(storage::Transaction& tx);
    void look_at_bars(storage::Transaction& tx);
    void look_at_weights(storage::Transaction& tx);
    void look_at_state();
    template <class T, class List, class Key, class Emit>
    void look_at_list(Topic topic, List list, Key key, Emit emit);

    const Context& context_;
    LiveHub& hub_;
    bool silent_ = true;  ///< The first look after a pause only takes note.
    std::array<Seen, kTopicNames.size()> seen_;
    std::map<std::string, std::string> last_;  ///< Of what has one state: its latest JSON.
    Duration next_state_{};
    std::jthread thread_;
};

}  // namespace tradewind::gateway
