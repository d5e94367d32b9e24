#include "gateway/live_feed.hpp"

#include <condition_variable>
#include <mutex>

#include "gateway/reading.hpp"
#include "gateway/views.hpp"
#include "storage/articles.hpp"
#include "storage/bars.hpp"
#include "storage/learning.hpp"
#include "storage/orders.hpp"
#include "storage/signals.hpp"
#include "telemetry/log.hpp"

namespace tradewind::gateway {

namespace {

using storage::Transaction;

constexpr auto kInterval = std::chrono::milliseconds(200);
constexpr auto kStateInterval = std::chrono::seconds(1);
constexpr auto kLinger = std::chrono::seconds(60);  ///< How long after the last listener a resume can still work.
constexpr std::size_t kFirstLook = 20;              ///< Newest rows read at each look…
constexpr std::size_t kDeepLook = 500;              ///< …and where all of them are new. Beyond it there is a gap.
constexpr std::size_t kRemembered = 5'000;
constexpr std::size_t kListedText = 500;

std::string order_key(const Order& order) {
    return order.id.to_string() + std::string(to_string(order.status)) + order.filled_quantity.to_string() +
           order.quantity.to_string();
}

}  // namespace

bool LiveFeed::Seen::insert(const std::string& key) {
    if (!keys_.insert(key).second) return false;
    order_.push_back(key);
    if (order_.size() > kRemembered) {
        keys_.erase(order_.front());
        order_.pop_front();
    }
    return true;
}

void LiveFeed::Seen::clear() {
    keys_.clear();
    order_.clear();
}

LiveFeed::LiveFeed(const Context& context, LiveHub& hub) : context_(context), hub_(hub) {
    begin_anew();
}

LiveFeed::~LiveFeed() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
}

void LiveFeed::start() {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void LiveFeed::run(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any pause;
    bool idle = true;
    while (!stop.stop_requested()) {
        const bool wanted =
            hub_.has_listeners() || (!idle && context_.clock.monotonic() - hub_.last_listener() < kLinger);
        if (wanted) {
            if (idle) begin_anew();
            look();
        }
        idle = !wanted;
        std::unique_lock lock(mutex);
        pause.wait_for(lock, stop, kInterval, [] { return false; });
    }
}

void LiveFeed::begin_anew() {
    silent_ = true;
    for (auto& seen : seen_) seen.clear();
    last_.clear();
    next_state_ = {};
    for (std::size_t i = 0; i < kTopicNames.size(); ++i) {
        if (static_cast<Topic>(i) != Topic::kBacktests) hub_.forget(static_cast<Topic>(i));
    }
}

void LiveFeed::look() {
    const Status done = context_.database.read([&](Transaction& tx) -> Status {
        look_at_news(tx);
        look_at_bars(tx);
        look_at_signals(tx);
        look_at_orders(tx);
        look_at_trades(tx);
        look_at_weights(tx);
        return {};
    });
    if (!done)
        telemetry::log_failure(telemetry::LogLevel::kWarning, "api-gateway", "Can't look for news", done.error());
    if (context_.clock.monotonic() >= next_state_) {
        look_at_state();
        next_state_ = context_.clock.monotonic() + kStateInterval;
    }
    if (done) silent_ = false;
}

/// Rows come newest first, and are told oldest first.
template <class T, class List, class Key, class Emit>
void LiveFeed::look_at_list(Topic topic, List list, Key key, Emit emit) {
    auto& seen = seen_[static_cast<std::size_t>(topic)];
    auto rows = list(kFirstLook);
    if (!rows) return;
    const auto is_new = [&](const T& row) { return !seen.contains(key(row)); };
    const bool all_new = std::all_of(rows->begin(), rows->end(), is_new);
    if (!silent_ && all_new && rows->size() == kFirstLook) rows = list(kDeepLook);
    if (!rows) return;
    std::vector<T> fresh;
    for (auto& row : *rows) {
        if (seen.insert(key(row))) fresh.push_back(std::move(row));
    }
    if (silent_) return;
    if (fresh.size() == kDeepLook) hub_.forget(topic);  // more has happened than was looked at
    for (auto row = fresh.rbegin(); row != fresh.rend(); ++row) emit(*row);
}

void LiveFeed::look_at_signals(Transaction& tx) {
    const auto list = [&](std::size_t limit) { return storage::list_signals(tx, {.limit = limit}); };
    // A signal is told again once risk has spoken.
    const auto key = [](const storage::StoredSignal& s) {
        return s.signal.id.to_string() + std::string(storage::to_string(s.disposition));
    };
    look_at_list<storage::StoredSignal>(Topic::kSignals, list, key, [&](const storage::StoredSignal& stored) {
        const auto verdicts = storage::verdicts_of_signal(tx, stored.signal.id);
        if (verdicts) hub_.publish(Topic::kSignals, to_json(stored.signal, *verdicts));
    });
}

void LiveFeed::look_at_orders(Transaction& tx) {
    const auto list = [&](std::size_t limit) { return storage::list_orders(tx, {.limit = limit}); };
    const auto emit = [&](const Order& order) {
        if (!is_terminal(order.status)) last_["working " + order.id.to_string()] = order_key(order);
        hub_.publish(Topic::kOrders, to_json(order));
    };
    look_at_list<Order>(Topic::kOrders, list, order_key, emit);
    // Old orders that still work, and those that have ceased to.
    auto& seen = seen_[static_cast<std::size_t>(Topic::kOrders)];
    const auto working = storage::working_orders(tx);
    if (!working) return;
    for (const auto& order : *working) {
        const bool is_new = seen.insert(order_key(order));
        if (silent_)
            last_["working " + order.id.to_string()] = order_key(order);
        else if (is_new)
            emit(order);
    }
    std::vector<OrderId> gone;
    for (const auto& [name, key] : last_) {
        if (!name.starts_with("working ")) continue;
        const auto id = OrderId::parse(name.substr(8));
        if (std::none_of(working->begin(), working->end(), [&](const Order& order) { return order.id == *id; }))
            gone.push_back(*id);
    }
    for (const auto& id : gone) {
        last_.erase("working " + id.to_string());
        const auto order = storage::find_order(tx, id);
        if (order && *order && seen.insert(order_key(**order))) hub_.publish(Topic::kOrders, to_json(**order));
    }
}

void LiveFeed::look_at_trades(Transaction& tx) {
    look_at_list<TradeExecution>(
        Topic::kTrades, [&](std::size_t limit) { return storage::list_trades(tx, {.limit = limit}); },
        [](const TradeExecution& trade) { return trade.id.to_string(); },
        [&](const TradeExecution& trade) { hub_.publish(Topic::kTrades, to_json(trade)); });
}

void LiveFeed::look_at_news(Transaction& tx) {
    // By score, since an article is told with its scores.
    std::unordered_set<std::string> told;
    const auto emit = [&](const ScoredArticle& score) {
        if (!told.insert(score.article.to_string()).second) return;
        const auto article = storage::find_article(tx, score.article);
        const auto scores = storage::scores_of_article(tx, score.article);
        if (article && *article && scores) hub_.publish(Topic::kNews, to_json(**article, *scores, kListedText));
    };
    look_at_list<ScoredArticle>(
        Topic::kNews, [&](std::size_t limit) { return storage::list_scores(tx, {.limit = limit}); },
        [](const ScoredArticle& score) { return score.id.to_string(); }, emit);
}

void LiveFeed::look_at_bars(Transaction& tx) {
    if (!silent_ && !hub_.has_listeners(Topic::kBars)) return;
    const auto tickers = storage::tickers_with_bars(tx);
    if (!tickers) return;
    for (const auto& ticker : *tickers) {
        for (const auto timeframe :
             {Timeframe::k1s, Timeframe::k1m, Timeframe::k5m, Timeframe::k15m, Timeframe::k1h, Timeframe::k1d}) {
            const auto latest = storage::latest_bar_start(tx, ticker, timeframe);
            if (!latest || !*latest) continue;
            auto& known = last_["bar " + ticker.to_string() + std::string(to_string(timeframe))];
            const std::string now = id_field(**latest);
            if (known == now) continue;
            const Timestamp from =
                known.empty() ? **latest : timestamp_from_unix_nanos(std::stoll(known)) + Duration(1);
            known = now;
            if (silent_) continue;
            const auto bars = storage::list_bars(tx, ticker, timeframe, from, Timestamp::max(), kFirstLook);
            if (!bars) continue;
            for (const auto& bar : *bars) hub_.publish(Topic::kBars, to_json(bar, true));
        }
    }
}

void LiveFeed::look_at_weights(Transaction& tx) {
    look_at_list<WeightAdjustment>(
        Topic::kWeights, [&](std::size_t limit) { return storage::list_adjustments(tx, {.limit = limit}); },
        [](const WeightAdjustment& adjustment) { return adjustment.id.to_string(); },
        [&](const WeightAdjustment& adjustment) { hub_.publish(Topic::kWeights, to_json(adjustment)); });
}

/// What has one state only: told where it has changed.
void LiveFeed::look_at_state() {
    const auto tell = [&](Topic topic, const Result<std::string>& json) {
        if (!json) return;
        auto& last = last_[std::string(kTopicNames[static_cast<std::size_t>(topic)])];
        if (last == *json) return;
        last = *json;
        if (!silent_) hub_.publish(topic, *json);
    };
    tell(Topic::kPortfolio, portfolio_json(context_));
    tell(Topic::kPositions, positions_json(context_));
    tell(Topic::kControls, controls_json(context_));
}

}  // namespace tradewind::gateway
