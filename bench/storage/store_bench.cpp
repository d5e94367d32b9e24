// What a transaction costs on each store: the consumer's step (inbox, effect, outbox), bulk loads, the journal's replay
// and the gateway's pages. Prints rates and latencies; fails on nothing but an error.

#include <chrono>
#include <cstdio>
#include <fmt/core.h>
#include <thread>

#include "../check.hpp"
#include "storage/bars.hpp"
#include "storage/inbox.hpp"
#include "storage/migrations.hpp"
#include "storage/outbox.hpp"
#include "storage/signals.hpp"
#include "storage/world_facts.hpp"
#include "support/postgres_server.hpp"
#include "support/temp_dir.hpp"

using namespace tradewind;
using bench::check;
using storage::Transaction;

namespace {

constexpr std::string_view kBody =
    R"({"schema":1,"id":"sig-abcdefghijklmnopqrstuvwxyz","produced_at":"2014-06-06T13:30:00Z","payload":{"ticker":"AAPL",)"
    R"("direction":"long","strength":0.4321,"opinions":[{"strategy":"momentum","strength":0.5},{"strategy":"news_driven"}]}})";

double seconds_of(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Timestamp instant(std::int64_t n) {
    return timestamp_from_unix_nanos(1'400'000'000'000'000'000 + n * 60'000'000'000);
}

Status step(Transaction& tx, std::string_view group, const std::string& id) {
    if (auto in = storage::inbox::insert(tx, group, id, "signals:generated", kBody, instant(0)); !in) {
        return std::unexpected(in.error());
    }
    if (Status set = storage::set_fact(tx, group, id, instant(0)); !set) return set;
    auto out = storage::outbox::add(tx, std::string(group) + ":out", id, "AAPL", kBody, instant(0));
    return out ? Status() : std::unexpected(out.error());
}

void bench_steps(storage::Database& database, std::string_view label) {
    std::vector<double> micros;
    const double all = seconds_of([&] {
        for (int i = 0; i < 2000; ++i) {
            micros.push_back(
                1e6 * seconds_of([&] {
                    check(database.write([&](Transaction& tx) { return step(tx, "one", "a" + std::to_string(i)); }));
                }));
        }
    });
    std::ranges::sort(micros);
    fmt::println("{:<24} inbox+state+outbox, one a transaction  {:>9.0f}/s   p50 {:.0f} us  p99 {:.0f} us", label,
                 2000 / all, micros[1000], micros[1980]);
    const double batched = seconds_of([&] {
        for (int i = 0; i < 200; ++i) {
            check(database.write([&](Transaction& tx) -> Status {
                for (int j = 0; j < 64; ++j) {
                    if (Status done = step(tx, "many", std::to_string(i) + "." + std::to_string(j)); !done) return done;
                }
                return {};
            }));
        }
    });
    fmt::println("{:<24} the same, 64 a transaction             {:>9.0f}/s", label, 200 * 64 / batched);
}

void bench_clients(storage::Database& database, std::string_view label) {
    constexpr int kClients = 4;
    constexpr int kEach = 500;
    const double all = seconds_of([&] {
        std::vector<std::jthread> clients;
        for (int c = 0; c < kClients; ++c) {
            clients.emplace_back([&, c] {
                const std::string group = "client" + std::to_string(c);
                for (int i = 0; i < kEach; ++i) {
                    check(database.write([&](Transaction& tx) { return step(tx, group, std::to_string(i)); }));
                }
            });
        }
    });
    fmt::println("{:<24} the same, one each, {} writers at once  {:>9.0f}/s", label, kClients, kClients * kEach / all);
}

void bench_bulk(storage::Database& database, std::string_view label) {
    constexpr std::size_t kBars = 50'000;
    std::vector<Bar> bars(kBars);
    for (std::size_t i = 0; i < kBars; ++i) {
        Bar& bar = bars[i];
        bar.ticker = Ticker::parse("AAPL").value();
        bar.start = instant(static_cast<std::int64_t>(i));
        bar.end = instant(static_cast<std::int64_t>(i) + 1);
        bar.open = bar.high = bar.low = bar.close = Decimal::parse("92.42").value();
        bar.volume = 1000;
        bar.source = "replay";
    }
    const double write = seconds_of(
        [&] { check(database.write([&](Transaction& tx) { return storage::insert_bars(tx, bars, instant(0)); })); });
    fmt::println("{:<24} bars loaded in one transaction         {:>9.0f}/s", label, kBars / write);
    const double read = seconds_of([&] {
        check(database.read([&](Transaction& tx) {
            const auto list =
                check(storage::list_bars(tx, bars[0].ticker, Timeframe::k1m, instant(0), instant(1 << 20), kBars));
            return list.size() == kBars ? Status() : fail(ErrorCode::kInternal, "bars are missing");
        }));
    });
    fmt::println("{:<24} bars read back                         {:>9.0f}/s", label, kBars / read);
}

void bench_reads(storage::Database& database, std::string_view label) {
    std::int64_t replayed = 0;
    const double replay = seconds_of([&] {
        check(database.read([&](Transaction& tx) {
            return storage::inbox::replay(tx, "many", 0, [&](const storage::inbox::Entry&) -> Status {
                ++replayed;
                return {};
            });
        }));
    });
    fmt::println("{:<24} journal replayed                       {:>9.0f}/s", label,
                 static_cast<double>(replayed) / replay);
    check(database.write([&](Transaction& tx) -> Status {
        for (int i = 0; i < 5000; ++i) {
            TradeSignal signal;
            signal.id = SignalId::from_fields({std::to_string(i)});
            signal.ticker = Ticker::parse("AAPL").value();
            signal.time = instant(i);
            signal.trigger = "bar";
            signal.opinions.resize(3);
            if (Status done = storage::insert_signal(tx, signal); !done) return done;
        }
        return {};
    }));
    const double pages = seconds_of([&] {
        for (int i = 0; i < 1000; ++i) {
            check(database.read([&](Transaction& tx) -> Status {
                check(storage::list_signals(tx, {.limit = 50}));
                return {};
            }));
        }
    });
    fmt::println("{:<24} pages of 50 signals, one reader        {:>9.0f}/s", label, 1000 / pages);
}

void measure(const storage::DatabaseOptions& options, std::string_view label) {
    const auto database = check(storage::Database::open(options));
    check(storage::migrate(*database, instant(0)));
    bench_steps(*database, label);
    bench_clients(*database, label);
    bench_bulk(*database, label);
    bench_reads(*database, label);
}

}  // namespace

int main() {
    const test::TempDir folder("bench");
    measure({.url = "sqlite:" + (folder / "full.db").string(), .durable = true}, "SQLite FULL");
    measure({.url = "sqlite:" + (folder / "normal.db").string(), .durable = false}, "SQLite NORMAL");
    if (!test::PostgresServer::available()) return 0;
    const test::PostgresServer server({.timescale = true, .fsync = true});
    measure({.url = server.url(), .world = "durable", .durable = true}, "PostgreSQL");
    measure({.url = server.url(), .world = "quick", .durable = false}, "PostgreSQL async commit");
}
