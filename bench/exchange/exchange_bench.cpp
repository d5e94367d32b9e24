#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <list>
#include <map>
#include <fmt/core.h>
#include <unordered_map>

#include "exchange/companies.hpp"
#include "exchange/exchange.hpp"

/// The order book against a plain one of std::map and std::list on the same stream of orders, in one run; then a whole
/// simulated day. Prints events a second; nothing fails on a slow machine.
namespace {

using namespace tradewind;
using namespace tradewind::exchange;

struct Action {
    bool cancel;
    Side side;
    std::int64_t price, quantity;
    std::size_t target;  // of a cancel: which order
};

// Orders around a wandering price, two thirds of them cancelled again, some crossing.
std::vector<Action> make_actions(std::size_t count) {
    Random random(7);
    std::vector<Action> actions;
    double middle = 10'000;
    for (std::size_t i = 0; i < count; ++i) {
        middle += random.normal() * 0.3;
        const bool cancel = i > 200 && random.uniform() < 0.45;
        const Side side = random.uniform() < 0.5 ? Side::kBuy : Side::kSell;
        const double away = random.uniform() < 0.12 ? -2.0 : 40 * random.uniform() * random.uniform();
        const double price = side == Side::kBuy ? middle - 1 - away : middle + 1 + away;
        actions.push_back({cancel, side, static_cast<std::int64_t>(price) * 10'000'000,
                           static_cast<std::int64_t>(1 + random.below(300)) * 1'000'000'000,
                           cancel ? i - 1 - random.below(200) : i});
    }
    return actions;
}

/// The book as one would write it first.
class PlainBook {
public:
    struct Entry {
        std::int64_t quantity;
        std::uint64_t id;
    };
    template <class Levels>
    std::int64_t take(Levels& levels, bool buys, std::int64_t limit, std::int64_t quantity) {
        while (quantity > 0 && !levels.empty()) {
            auto level = levels.begin();
            if (buys ? level->first > limit : level->first < limit) break;
            auto& queue = level->second;
            while (quantity > 0 && !queue.empty()) {
                const auto taken = std::min(quantity, queue.front().quantity);
                quantity -= taken;
                queue.front().quantity -= taken;
                filled += taken;
                if (queue.front().quantity > 0) break;
                where_.erase(queue.front().id);
                queue.pop_front();
            }
            if (queue.empty()) levels.erase(level);
        }
        return quantity;
    }
    void add(Side side, std::int64_t price, std::int64_t quantity, std::uint64_t id) {
        const bool buys = side == Side::kBuy;
        quantity = buys ? take(asks_, true, price, quantity) : take(bids_, false, price, quantity);
        if (quantity == 0) return;
        auto& queue = buys ? bids_[price] : asks_[price];
        queue.push_back({quantity, id});
        where_[id] = {side, price, std::prev(queue.end())};
    }
    void cancel(std::uint64_t id) {
        const auto found = where_.find(id);
        if (found == where_.end()) return;
        const auto [side, price, entry] = found->second;
        where_.erase(found);
        const auto remove = [&](auto& levels) {
            auto level = levels.find(price);
            level->second.erase(entry);
            if (level->second.empty()) levels.erase(level);
        };
        side == Side::kBuy ? remove(bids_) : remove(asks_);
    }
    std::int64_t filled = 0;

private:
    struct Place {
        Side side;
        std::int64_t price;
        std::list<Entry>::iterator entry;
    };
    std::map<std::int64_t, std::list<Entry>, std::greater<>> bids_;
    std::map<std::int64_t, std::list<Entry>> asks_;
    std::unordered_map<std::uint64_t, Place> where_;
};

double seconds_of(auto work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void bench_book(const std::vector<Action>& actions) {
    OrderBook book;
    std::vector<OrderBook::Handle> handles(actions.size(), OrderBook::kNone);
    std::vector<OrderBook::Fill> fills;
    std::int64_t filled = 0;
    const double ours = seconds_of([&] {
        for (std::size_t i = 0; i < actions.size(); ++i) {
            const Action& action = actions[i];
            if (action.cancel) {
                auto& handle = handles[action.target];
                if (handle != OrderBook::kNone) book.cancel(std::exchange(handle, OrderBook::kNone));
                continue;
            }
            fills.clear();
            const auto left = book.take(action.side, action.price, action.quantity, fills);
            for (const auto& fill : fills) {
                filled += fill.quantity;
                if (fill.maker_done) handles[fill.maker_id] = OrderBook::kNone;
            }
            if (left > 0) handles[i] = book.rest(action.side, action.price, left, i);
        }
    });
    PlainBook plain;
    const double theirs = seconds_of([&] {
        for (std::size_t i = 0; i < actions.size(); ++i) {
            const Action& action = actions[i];
            action.cancel ? plain.cancel(action.target) : plain.add(action.side, action.price, action.quantity, i);
        }
    });
    const auto count = static_cast<double>(actions.size());
    fmt::println("order book: {:.2f} million events/s; std::map: {:.2f} million events/s; ratio {:.2f}; same fills: {}",
                 count / ours / 1e6, count / theirs / 1e6, theirs / ours, filled == plain.filled);
}

class Quiet final : public MarketListener {
public:
    void on_trade(std::uint32_t, const Trade&) override { ++trades; }
    void on_quote(std::uint32_t, const Quote&) override { ++quotes; }
    void on_bar(std::uint32_t, BarKind, const MarketBar&) override { ++bars; }
    void on_halt(std::uint32_t, bool, HaltReason, Timestamp) override { ++halts; }
    void on_bust(std::uint32_t, const Trade&, Timestamp) override {}
    void on_news(const NewsItem&) override { ++news; }
    std::uint64_t trades = 0, quotes = 0, bars = 0, halts = 0, news = 0;
};

void bench_days(std::size_t symbols, int days) {
    ExchangeOptions options;
    options.start = default_start();
    options.symbols = invent_symbols(symbols);
    Quiet listener;
    std::optional<Exchange> exchange;
    const double founding = seconds_of([&] { exchange.emplace(options, listener, nullptr); });
    const double running = seconds_of([&] { exchange->advance_to(options.start + std::chrono::days(days)); });
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    fmt::println(
        "{} symbols, {} day(s): founded in {:.2f} s, ran in {:.2f} s ({:.2f} million order events/s), {} trades, {} "
        "quotes, {} bars, {} halts, {} news, peak {} MiB",
        symbols, days, founding, running, static_cast<double>(exchange->market().events()) / running / 1e6,
        listener.trades, listener.quotes, listener.bars, listener.halts, listener.news, usage.ru_maxrss / 1024);
}

}  // namespace

int main(int argc, char** argv) {
    bench_book(make_actions(4'000'000));
    bench_days(50, 1);
    if (argc > 1) bench_days(static_cast<std::size_t>(std::atoi(argv[1])), argc > 2 ? std::atoi(argv[2]) : 1);
    return 0;
}
