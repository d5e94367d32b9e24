// What the gateway and `explain` ask for: pages, lineage, whole histories; leases and accounts.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <latch>
#include <thread>

#include "samples.hpp"
#include "storage/audit.hpp"
#include "storage/leases.hpp"
#include "storage/lineage.hpp"
#include "storage/users.hpp"
#include "store_fixture.hpp"

namespace tradewind::test {
namespace {

using storage::Page;
using storage::Transaction;

TEST_CASE("pages go back in time without gap or repetition, also through equal times") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    std::vector<SignalId> all;
    store.write([&](Transaction& tx) -> Status {
        for (int i = 0; i < 25; ++i) {
            auto signal = sample_signal(i);
            signal.time = at(i / 10);  // Ten share an instant.
            must(storage::insert_signal(tx, signal));
            all.push_back(signal.id);
        }
        return {};
    });
    store.read([&](Transaction& tx) -> Status {
        std::vector<SignalId> seen;
        Page page{.limit = 7};
        for (;;) {
            const auto rows = must(storage::list_signals(tx, page));
            if (rows.empty()) break;
            for (const auto& row : rows) seen.push_back(row.signal.id);
            const auto& last = rows.back().signal;
            const auto cursor = storage::Cursor{last.time, last.id.to_string()}.to_string();
            page.before = must(storage::Cursor::parse(cursor));
        }
        std::ranges::sort(seen);
        std::ranges::sort(all);
        CHECK(seen == all);
        return {};
    });
}

TEST_CASE("pages are filtered by ticker, time and status") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.write([](Transaction& tx) -> Status {
        for (int i = 0; i < 6; ++i) store_chain(tx, i, i % 2 == 0 ? "AAPL" : "MSFT");
        return {};
    });
    store.read([](Transaction& tx) -> Status {
        CHECK(must(storage::list_signals(tx, {.ticker = ticker("MSFT")})).size() == 3);
        CHECK(must(storage::list_signals(tx, {.from = at(60), .to = at(240)})).size() == 3);
        CHECK(must(storage::list_verdicts(tx, {.ticker = ticker("MSFT"), .from = at(61)})).size() == 2);
        CHECK(must(storage::list_orders(tx, {}, OrderStatus::kFilled)).empty());
        CHECK(must(storage::list_orders(tx, {.ticker = ticker("AAPL")}, OrderStatus::kPartiallyFilled)).size() == 3);
        CHECK(must(storage::list_trades(tx, {.ticker = ticker("TSLA")})).empty());
        CHECK(must(storage::list_trades(tx, {.limit = 4})).size() == 4);
        return {};
    });
}

TEST_CASE("whole histories are streamed in order") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    constexpr int kChains = 1100;  // More than a chunk.
    store.write([](Transaction& tx) -> Status {
        for (int i = 0; i < kChains; ++i) store_chain(tx, (i * 7919) % kChains);
        return {};
    });
    const auto in_order = [&](auto read) {
        std::vector<Timestamp> times;
        store.read([&](Transaction& tx) {
            return read(tx, [&](const auto& one) -> Status {
                times.push_back(one.time);
                return {};
            });
        });
        CHECK(times.size() == kChains);
        CHECK(std::ranges::is_sorted(times));
    };
    in_order([](auto& tx, auto each) { return storage::each_signal(tx, each); });
    in_order([](auto& tx, auto each) { return storage::each_verdict(tx, each); });
    in_order([](auto& tx, auto each) { return storage::each_decided_order(tx, each); });
    in_order([](auto& tx, auto each) { return storage::each_trade(tx, each); });
}

TEST_CASE("a chain is found whole from each of its ids") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    const auto article = sample_article();
    const auto score = sample_score(article);
    std::vector<std::string> ids{article.id.to_string(), score.id.to_string()};
    store.write([&](Transaction& tx) -> Status {
        must(storage::insert_articles(tx, std::array{article}));
        must(storage::insert_scores(tx, std::array{score}));
        auto signal = sample_signal();
        signal.trigger = "article";
        signal.trigger_id = score.id.to_string();
        must(storage::insert_signal(tx, signal));
        const auto verdict = sample_verdict(signal);
        must(storage::insert_verdict(tx, verdict));
        const auto order = sample_order(verdict);
        must(storage::upsert_order(tx, order));
        const auto fill = sample_fill(order);
        must(storage::insert_trade(tx, fill));
        const auto closing = store_chain(tx, 2);
        const auto outcome = sample_outcome(fill, closing.fill);
        must(storage::insert_outcome(tx, outcome));
        const auto adjustment = sample_adjustment(outcome);
        must(storage::insert_adjustment(tx, adjustment));
        for (const auto& id : {signal.id.to_string(), verdict.id.to_string(), order.id.to_string(), fill.id.to_string(),
                               outcome.id.to_string(), adjustment.id.to_string()}) {
            ids.push_back(id);
        }
        return {};
    });
    for (const auto& id : ids) {
        INFO(id);
        store.read([&](Transaction& tx) -> Status {
            const auto chain = must(storage::trace_lineage(tx, id));
            CHECK(equal(chain.articles, {article}));
            CHECK(equal(chain.scores, {score}));
            CHECK(chain.signals.size() == 1);
            CHECK(chain.verdicts.size() == 1);
            CHECK(chain.orders.size() == 1);
            CHECK(chain.trades.size() == 1);
            CHECK(chain.outcomes.size() == 1);
            CHECK(chain.adjustments.size() == 1);
            return {};
        });
    }
}

TEST_CASE("a chain that a bar began holds the bar") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.write([](Transaction& tx) -> Status {
        const auto bar = sample_bar(4);
        must(storage::insert_bars(tx, std::array{bar}, bar.end));
        auto signal = sample_signal();
        signal.time = bar.end;
        signal.trigger_id = bar_id(bar).to_string();
        must(storage::insert_signal(tx, signal));
        const auto chain = must(storage::trace_lineage(tx, signal.id.to_string()));
        REQUIRE(chain.bars.size() == 1);
        CHECK(equal(chain.bars.front().bar, bar));
        return {};
    });
}

TEST_CASE("an id that isn't there is not found, a text that is none is refused") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.read([](Transaction& tx) -> Status {
        CHECK(storage::trace_lineage(tx, sample_signal().id.to_string()).error().code == ErrorCode::kNotFound);
        CHECK(storage::trace_lineage(tx, "sig-nonsense").error().code == ErrorCode::kParse);
        CHECK(storage::trace_lineage(tx, "hello").error().code == ErrorCode::kParse);
        return {};
    });
}

TEST_CASE("a lease has one holder, and each change of holder a higher token") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    using namespace storage::leases;
    using std::chrono::seconds;
    store.write([](Transaction& tx) -> Status {
        auto first = must(acquire(tx, "account", "executor-0", at(0), seconds(10))).value();
        CHECK(first.token == 1);
        CHECK_FALSE(must(acquire(tx, "account", "executor-1", at(9), seconds(10))));
        CHECK(must(renew(tx, first, at(9), seconds(10))));
        CHECK_FALSE(must(acquire(tx, "account", "executor-1", at(18), seconds(10))));
        auto second = must(acquire(tx, "account", "executor-1", at(19), seconds(10))).value();
        CHECK(second.token == 2);
        // The one that slept through its expiry is fenced off.
        CHECK_FALSE(must(check(tx, first)));
        CHECK_FALSE(must(renew(tx, first, at(20), seconds(10))));
        must(release(tx, first));
        CHECK(must(check(tx, second)));
        must(release(tx, second));
        CHECK(must(acquire(tx, "account", "executor-0", at(20), seconds(10)))->token == 3);
        // The same holder, restarted: its older self is fenced off too.
        CHECK(must(acquire(tx, "account", "executor-0", at(21), seconds(10)))->token == 4);
        CHECK(must(find(tx, "account"))->holder == "executor-0");
        return {};
    });
}

TEST_CASE("of many that want a lease at once one gets it") {
    const Kind kind = GENERATE(Kind::kSqlite, Kind::kPostgres);
    const Store store(kind);
    std::atomic<int> winners = 0;
    std::atomic<int> errors = 0;
    {
        std::vector<std::jthread> takers;
        for (int i = 0; i < 6; ++i) {
            takers.emplace_back([&, i] {
                bool won = false;
                const auto done = store->write([&](Transaction& tx) -> Status {
                    auto lease =
                        storage::leases::acquire(tx, "relay", "r" + std::to_string(i), at(0), std::chrono::seconds(9));
                    if (!lease) return std::unexpected(lease.error());
                    won = lease->has_value();
                    return {};
                });
                if (!done) ++errors;
                if (won) ++winners;
            });
        }
    }
    CHECK(errors == 0);
    CHECK(winners == 1);
}

TEST_CASE("a checked lease can't be taken over before the commit") {
    // SQLite has one writer at a time; this is what PostgreSQL's row lock must give.
    const Store store(Kind::kPostgres);
    const auto other = store.another();
    using namespace storage::leases;
    std::optional<Lease> lease;
    store.write([&](Transaction& tx) -> Status {
        lease = must(acquire(tx, "account", "a", at(0), std::chrono::seconds(1)));
        return {};
    });
    std::latch checked{1};
    std::atomic<bool> committed = false;
    bool taken_before_commit = false;
    std::jthread thief([&] {
        checked.wait();
        must(other->write([&](Transaction& tx) -> Status {
            auto taken = acquire(tx, "account", "b", at(99), std::chrono::seconds(1));
            taken_before_commit = !committed;
            if (!taken) return std::unexpected(taken.error());
            return {};
        }));
    });
    store.write([&](Transaction& tx) -> Status {
        CHECK(must(check(tx, *lease)));
        checked.count_down();
        // Until the thief waits for the row.
        CHECK(wait_for_waiter(*store));
        committed = true;
        return {};
    });
    thief.join();
    CHECK_FALSE(taken_before_commit);
}

TEST_CASE("users, passkeys and sessions are kept") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    storage::User user{
        .id = "u1", .name = "operator", .display_name = "Operator", .handle = "aGFuZGxl", .created = at(0)};
    storage::Credential key{.id = "cred",
                            .user = "u1",
                            .public_key = "cose",
                            .algorithm = -7,
                            .sign_count = 5,
                            .uv_initialized = true,
                            .backup_eligible = true,
                            .backed_up = false,
                            .transports = {"internal", "hybrid"},
                            .aaguid = "0",
                            .rp_id = "localhost",
                            .format = "none",
                            .label = "laptop",
                            .created = at(1),
                            .last_used = {}};
    storage::Session session{.token_hash = "h1",
                             .family = "f",
                             .user = "u1",
                             .created = at(1),
                             .last_seen = at(1),
                             .idle_expires = at(10),
                             .absolute_expires = at(100),
                             .verified = at(1),
                             .used = {},
                             .replaced_by = "",
                             .revoked = {},
                             .address = "127.0.0.1",
                             .user_agent = "test"};
    store.write([&](Transaction& tx) -> Status {
        must(storage::insert_user(tx, user));
        must(storage::insert_credential(tx, key));
        return storage::insert_session(tx, session);
    });
    const auto again = store->write([&](Transaction& tx) { return storage::insert_credential(tx, key); });
    REQUIRE_FALSE(again);
    CHECK(again.error().code == ErrorCode::kConflict);
    store.write([&](Transaction& tx) -> Status {
        CHECK(must(storage::find_user_by_name(tx, "operator"))->handle == "aGFuZGxl");
        const auto stored = must(storage::credentials_of_user(tx, "u1"));
        REQUIRE(stored.size() == 1);
        CHECK(stored.front().transports == key.transports);
        CHECK(stored.front().algorithm == -7);
        // The counter: it must rise, unless the passkey is synced.
        CHECK_FALSE(must(storage::update_credential_use(tx, "cred", 5, true, false, at(2))));
        CHECK(must(storage::update_credential_use(tx, "cred", 6, true, false, at(2))));
        CHECK(must(storage::update_credential_use(tx, "cred", 0, true, true, at(3))));
        CHECK(must(storage::find_credential(tx, "cred"))->sign_count == 6);
        CHECK(must(storage::use_session(tx, "h1", "h2", at(3))));
        CHECK_FALSE(must(storage::use_session(tx, "h1", "h3", at(3))));
        CHECK(must(storage::find_session(tx, "h1"))->replaced_by == "h2");
        CHECK(must(storage::revoke_family(tx, "f", at(4))) == 1);
        CHECK(must(storage::find_session(tx, "h1"))->revoked == at(4));
        CHECK(must(storage::prune_sessions(tx, at(101))) == 1);
        CHECK_FALSE(must(storage::find_session(tx, "h1")));
        return {};
    });
}

}  // namespace
}  // namespace tradewind::test
