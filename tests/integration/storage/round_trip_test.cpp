// Every struct comes back as it went in, and storing it twice changes nothing.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "samples.hpp"
#include "storage/articles.hpp"
#include "storage/audit.hpp"
#include "storage/backtest_runs.hpp"
#include "storage/bars.hpp"
#include "storage/dead_letters.hpp"
#include "storage/learning.hpp"
#include "storage/news_sources.hpp"
#include "storage/orders.hpp"
#include "storage/portfolio.hpp"
#include "storage/signals.hpp"
#include "storage/world_facts.hpp"
#include "store_fixture.hpp"

namespace tradewind::test {
namespace {

using storage::Transaction;

TEST_CASE("articles and scores come back as they went in") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    const std::vector articles{sample_article(1), sample_article(2)};
    const std::vector scores{sample_score(articles[0]), sample_score(articles[0], "BRK.B"), sample_score(articles[1])};
    for (int time = 0; time < 2; ++time) {
        store.write([&](Transaction& tx) -> Status {
            must(storage::insert_articles(tx, articles));
            return storage::insert_scores(tx, scores);
        });
    }
    store.read([&](Transaction& tx) -> Status {
        CHECK(equal(must(storage::find_article(tx, articles[1].id)).value(), articles[1]));
        CHECK(equal(must(storage::find_score(tx, scores[1].id)).value(), scores[1]));
        CHECK(equal(must(storage::scores_of_article(tx, articles[0].id)), {scores[0], scores[1]}));
        CHECK(equal(must(storage::list_articles(tx, {})), {articles[1], articles[0]}));
        CHECK(equal(must(storage::list_articles(tx, {.ticker = ticker("BRK.B")})), {articles[0]}));
        CHECK(must(storage::list_scores(tx, {.ticker = ticker("AAPL")})).size() == 2);
        CHECK_FALSE(must(storage::find_article(tx, sample_article(9).id)));
        return {};
    });
}

TEST_CASE("versions of a page, what its source says of it, and its withdrawal") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    auto later = sample_article(2);
    later.url = sample_article(1).url;
    later.text = "another text";
    const std::vector articles{sample_article(1), later, sample_article(3)};
    store.write([&](Transaction& tx) -> Status {
        must(storage::insert_articles(tx, articles));
        must(storage::insert_scores(tx, std::array{sample_score(articles[0])}));
        must(storage::set_article_details(tx, articles[0].id, R"({"score":1})", at(1)));
        must(storage::set_article_details(tx, articles[0].id, R"({"score":2})", at(2)));
        return storage::set_article_details(tx, sample_article(9).id, "{}", at(2));
    });
    store.read([&](Transaction& tx) -> Status {
        const auto versions = must(storage::versions_of_article(tx, articles[1].id));
        REQUIRE(versions.size() == 2);
        CHECK(versions[0].id == articles[0].id);
        CHECK(versions[0].content_hash == content_hash(articles[0]));
        CHECK(versions[1].content_hash == content_hash(articles[1]));
        CHECK(must(storage::find_article_details(tx, articles[0].id)) == R"({"score":2})");
        CHECK_FALSE(must(storage::find_article_details(tx, sample_article(9).id)));
        const auto rows = must(tx.query("SELECT content_hash FROM article_sentiments"));
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].text(0) == content_hash(articles[0]));
        return {};
    });
    store.write([&](Transaction& tx) { return storage::withdraw_article(tx, articles[0].id, at(3)); });
    store.read([&](Transaction& tx) -> Status {
        CHECK(must(storage::find_article(tx, articles[1].id))->text.empty());
        CHECK(must(storage::find_article(tx, articles[2].id))->text == articles[2].text);
        CHECK(must(storage::scores_of_article(tx, articles[0].id)).size() == 1);
        return {};
    });
}

TEST_CASE("the state of a source of news is its last one") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    storage::NewsSourceStatus status{.name = "rss:x", .polls = 1, .last_poll = at(1), .error = "no answer"};
    store.write([&](Transaction& tx) { return storage::set_source_status(tx, status); });
    status.polls = 2;
    status.error.clear();
    status.last_success = at(2);
    store.write([&](Transaction& tx) { return storage::set_source_status(tx, status); });
    store.read([&](Transaction& tx) -> Status {
        const auto all = must(storage::list_source_status(tx));
        REQUIRE(all.size() == 1);
        CHECK(all[0].polls == 2);
        CHECK(all[0].last_success == at(2));
        CHECK_FALSE(all[0].next_poll);
        CHECK(!must(storage::find_source_status(tx, "rss:y")).has_value());
        return {};
    });
}

TEST_CASE("a score without its article is refused") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    const auto done = store->write(
        [](Transaction& tx) { return storage::insert_scores(tx, std::array{sample_score(sample_article())}); });
    REQUIRE_FALSE(done);
    CHECK(done.error().code == ErrorCode::kConflict);
}

TEST_CASE("bars come back as they went in; a correction is a new revision") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    std::vector<Bar> bars;
    for (int i = 0; i < 5; ++i) bars.push_back(sample_bar(i));
    bars[3].vwap.reset();
    bars[3].trade_count.reset();
    Bar corrected = bars[2];
    corrected.revision = 1;
    corrected.close = decimal("93");
    store.write([&](Transaction& tx) -> Status {
        must(storage::insert_bars(tx, bars, at(100'000)));
        must(storage::insert_bars(tx, bars, at(200'000)));
        return storage::insert_bars(tx, std::array{corrected}, at(150'000));
    });
    store.read([&](Transaction& tx) -> Status {
        const auto list = must(storage::list_bars(tx, bars[0].ticker, Timeframe::k1h, at(0), at(100'000), 10));
        CHECK(equal(list, {bars[0], bars[1], corrected, bars[3], bars[4]}));
        CHECK(equal(must(storage::list_bars(tx, bars[0].ticker, Timeframe::k1h, at(0), at(100'000), 2)),
                    {bars[3], bars[4]}));
        CHECK(must(storage::list_bars(tx, bars[0].ticker, Timeframe::k1m, at(0), at(100'000), 2)).empty());
        const auto first = must(storage::find_bar(tx, bars[2].ticker, bars[2].end, bar_id(bars[2])));
        REQUIRE(first);
        CHECK(equal(first->bar, bars[2]));
        CHECK(first->known_at == at(100'000));
        CHECK(equal(must(storage::find_bar(tx, bars[2].ticker, bars[2].end, bar_id(corrected)))->bar, corrected));
        CHECK(must(storage::latest_bar_start(tx, bars[0].ticker, Timeframe::k1h)) == bars[4].start);
        std::vector<Bar> folded;
        must(storage::replay_bars(tx, at(100'000), [&](const storage::KnownBar& known) -> Status {
            folded.push_back(known.bar);
            return {};
        }));
        CHECK(equal(folded, {bars[0], bars[1], bars[2], bars[3], bars[4], corrected}));
        return {};
    });
}

TEST_CASE("signals, verdicts, orders and fills come back as they went in") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    Chain chain;
    for (int time = 0; time < 2; ++time) {
        store.write([&](Transaction& tx) -> Status {
            chain = store_chain(tx);
            return {};
        });
    }
    store.read([&](Transaction& tx) -> Status {
        const auto stored = must(storage::find_signal(tx, chain.signal.id)).value();
        CHECK(equal(stored.signal, chain.signal));
        CHECK(stored.disposition == storage::Disposition::kOrdered);
        CHECK(stored.disposed_at == chain.verdict.time);
        CHECK(must(storage::signals_by_trigger(tx, chain.signal.trigger_id)).size() == 1);
        CHECK(equal(must(storage::find_verdict(tx, chain.verdict.id)).value(), chain.verdict));
        CHECK(equal(must(storage::find_order(tx, chain.order.id)).value(), chain.order));
        CHECK(equal(must(storage::find_order_by_client_id(tx, chain.order.client_order_id)).value(), chain.order));
        CHECK(equal(must(storage::orders_of_signal(tx, chain.signal.id)), {chain.order}));
        CHECK(equal(must(storage::find_trade(tx, chain.fill.id)).value(), chain.fill));
        CHECK(equal(must(storage::trades_of_order(tx, chain.order.id)), {chain.fill}));
        CHECK(equal(must(storage::trades_of_signal(tx, chain.signal.id)), {chain.fill}));
        return {};
    });
}

TEST_CASE("orders with nothing optional come back so") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    Order order = sample_order(sample_verdict(sample_signal()));
    order.signal = {};
    order.verdict = {};
    order.leg = OrderLeg::kExit;
    order.limit_price.reset();
    order.stop_price.reset();
    order.average_price.reset();
    order.closed_at.reset();
    order.broker_order_id.clear();
    store.write([&](Transaction& tx) { return storage::upsert_order(tx, order); });
    store.read([&](Transaction& tx) -> Status {
        CHECK(equal(must(storage::find_order(tx, order.id)).value(), order));
        return {};
    });
}

TEST_CASE("an order changes, what was decided stays") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    Chain chain;
    store.write([&](Transaction& tx) -> Status {
        chain = store_chain(tx);
        CHECK(must(storage::working_orders(tx)).size() == 1);
        Order split = chain.order;
        split.quantity = decimal("87.5");
        split.limit_price = decimal("13.2");
        split.filled_quantity = decimal("87.5");
        split.status = OrderStatus::kFilled;
        must(storage::upsert_order(tx, split));
        CHECK(equal(must(storage::find_order(tx, split.id)).value(), split));
        CHECK(must(storage::working_orders(tx)).empty());
        return {};
    });
    store.read([&](Transaction& tx) {
        return storage::each_decided_order(tx, [&](const Order& decided) -> Status {
            CHECK(decided.quantity == chain.order.quantity);
            CHECK(decided.limit_price == chain.order.limit_price);
            CHECK(decided.stop_price == chain.order.stop_price);
            return {};
        });
    });
    store.read([&](Transaction& tx) {
        return storage::each_order(tx, [&](const Order& now) -> Status {
            CHECK(now.quantity == decimal("87.5"));
            return {};
        });
    });
}

TEST_CASE("the same signal with other content is a conflict") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.write([](Transaction& tx) { return storage::insert_signal(tx, sample_signal()); });
    store.write([](Transaction& tx) { return storage::insert_signal(tx, sample_signal()); });
    const auto other = store->write([](Transaction& tx) {
        auto signal = sample_signal();
        signal.strength = 0.30000000000000001;
        return storage::insert_signal(tx, signal);
    });
    REQUIRE_FALSE(other);
    CHECK(other.error().code == ErrorCode::kConflict);
}

TEST_CASE("a signal ends once") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    const auto signal = sample_signal();
    store.write([&](Transaction& tx) -> Status {
        must(storage::insert_signal(tx, signal));
        CHECK(must(storage::open_signals(tx, 10)).size() == 1);
        must(storage::insert_verdict(tx, sample_verdict(signal, false)));
        CHECK_FALSE(must(storage::dispose_signal(tx, signal.id, storage::Disposition::kDead, "late", at(1))));
        const auto stored = must(storage::find_signal(tx, signal.id)).value();
        CHECK(stored.disposition == storage::Disposition::kRiskDenied);
        CHECK(stored.disposition_reason == "daily_loss_limit");
        CHECK(must(storage::open_signals(tx, 10)).empty());
        return {};
    });
}

TEST_CASE("an order without verdict or signal, a fill without order, an overfill are refused") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    const auto signal = sample_signal();
    const auto verdict = sample_verdict(signal);
    store.write([&](Transaction& tx) -> Status {
        must(storage::insert_signal(tx, signal));
        return storage::insert_verdict(tx, verdict);
    });
    const auto refused = [&](const std::function<Status(Transaction&)>& work) {
        const auto done = store->write(work);
        REQUIRE_FALSE(done);
        CHECK(done.error().code == ErrorCode::kConflict);
    };
    auto bare = sample_order(verdict);
    bare.verdict = {};
    refused([&](Transaction& tx) { return storage::upsert_order(tx, bare); });
    auto stranger = sample_order(sample_verdict(sample_signal(2)));
    refused([&](Transaction& tx) { return storage::upsert_order(tx, stranger); });
    auto overfilled = sample_order(verdict);
    overfilled.filled_quantity = decimal("12.500001");
    refused([&](Transaction& tx) { return storage::upsert_order(tx, overfilled); });
    refused([&](Transaction& tx) { return storage::insert_trade(tx, sample_fill(sample_order(verdict))); });
    store.write([&](Transaction& tx) { return storage::upsert_order(tx, sample_order(verdict)); });
    auto twin = sample_order(verdict);
    twin.id = OrderId::from_fields({"another"});
    refused([&](Transaction& tx) { return storage::upsert_order(tx, twin); });
}

TEST_CASE("positions, ledger and snapshots come back as they went in") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    const Position position{ticker("AAPL"), decimal("-2.5"), decimal("92.41"), decimal("92.4"), decimal("0.1"), at(5)};
    const Position flat{ticker("MSFT"), {}, {}, decimal("50"), decimal("7"), at(6)};
    std::vector<LedgerEntry> entries;
    for (int i = 0; i < 3; ++i) {
        entries.push_back({LedgerId::from_fields({std::to_string(i)}), at(i), i == 0 ? "deposit" : "trade", "fil-x",
                           i == 0 ? Ticker() : ticker("AAPL"), decimal("2.5"), decimal(i == 0 ? "100000" : "-0.1")});
    }
    const PortfolioSnapshot snapshot{at(9),   decimal("100000.000000001"), decimal("1"), decimal("2"), decimal("-3"),
                                     "ledger"};
    for (int time = 0; time < 2; ++time) {
        store.write([&](Transaction& tx) -> Status {
            must(storage::upsert_position(tx, position));
            must(storage::upsert_position(tx, flat));
            for (const auto& entry : entries) must(storage::insert_ledger_entry(tx, entry));
            return storage::insert_snapshot(tx, snapshot);
        });
    }
    store.read([&](Transaction& tx) -> Status {
        CHECK(equal(must(storage::find_position(tx, position.ticker)).value(), position));
        CHECK(equal(must(storage::list_positions(tx)), {position}));
        CHECK(equal(must(storage::list_positions(tx, true)), {position, flat}));
        CHECK(equal(must(storage::list_ledger(tx, {})), {entries[2], entries[1], entries[0]}));
        CHECK(must(storage::cash_balance(tx)) == decimal("99999.8"));
        CHECK(equal(must(storage::latest_snapshot(tx, "ledger")).value(), snapshot));
        CHECK_FALSE(must(storage::latest_snapshot(tx, "broker")));
        return {};
    });
}

TEST_CASE("an equity curve is thinned over time and keeps its end") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.write([](Transaction& tx) -> Status {
        for (int i = 0; i < 500; ++i) {
            must(storage::insert_snapshot(tx, {at(i), decimal(std::to_string(i)), {}, {}, {}, "ledger"}));
        }
        return {};
    });
    store.read([](Transaction& tx) -> Status {
        const auto all = must(storage::list_snapshots(tx, "ledger", at(100), at(300), 1000));
        CHECK(all.size() == 200);
        CHECK(all.front().time == at(100));
        const auto curve = must(storage::equity_curve(tx, "ledger", at(0), at(1000), 50));
        CHECK(curve.size() >= 40);
        CHECK(curve.size() <= 51);
        CHECK(curve.back().time == at(499));
        CHECK(std::ranges::is_sorted(curve, {}, &PortfolioSnapshot::time));
        CHECK(must(storage::equity_curve(tx, "broker", at(0), at(1000), 50)).empty());
        return {};
    });
}

TEST_CASE("outcomes and adjustments come back, and give the strategies their weights") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    TradeOutcome outcome;
    WeightAdjustment adjustment;
    WeightAdjustment undo;
    for (int time = 0; time < 2; ++time) {
        store.write([&](Transaction& tx) -> Status {
            must(storage::upsert_strategy(tx, {"momentum", true, 0.25, R"({"fast":10})", at(0)}));
            const auto opening = store_chain(tx, 1);
            const auto closing = store_chain(tx, 2);
            outcome = sample_outcome(opening.fill, closing.fill);
            must(storage::insert_outcome(tx, outcome));
            adjustment = sample_adjustment(outcome);
            must(storage::insert_adjustment(tx, adjustment));
            // At the same instant, and of neither fill nor outcome.
            undo = adjustment;
            undo.id = AdjustmentId::from_fields({"undo"});
            undo.closing_fill = {};
            undo.outcome = {};
            undo.method = "undo";
            std::swap(undo.before, undo.after);
            return storage::insert_adjustment(tx, undo);
        });
    }
    store.read([&](Transaction& tx) -> Status {
        CHECK(equal(must(storage::find_outcome(tx, outcome.id)).value(), outcome));
        CHECK(equal(must(storage::outcomes_of_signal(tx, outcome.opening_signal)), {outcome}));
        CHECK(equal(must(storage::outcomes_of_fill(tx, outcome.closing_fill)), {outcome}));
        CHECK(equal(must(storage::list_outcomes(tx, {})), {outcome}));
        CHECK(equal(must(storage::find_adjustment(tx, adjustment.id)).value(), adjustment));
        CHECK(equal(must(storage::adjustments_of_outcome(tx, outcome.id)), {adjustment}));
        CHECK(equal(must(storage::latest_adjustment(tx)).value(), undo));
        const auto strategies = must(storage::list_strategies(tx));
        REQUIRE(strategies.size() == 3);
        CHECK(strategies[1].name == "momentum");
        CHECK(strategies[1].parameters == R"({"fast":10})");
        CHECK(strategies[1].weight == 1.0 / 3.0);
        CHECK(must(storage::weight_history(tx, at(0), at(1'000'000), 100)).size() == 6);
        CHECK(must(storage::weight_history(tx, at(0), at(1'000'000), 2)).size() == 2);
        return {};
    });
}

TEST_CASE("audit entries are stored once and found by the command they answer") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    const AuditEntry answer{at(1), "operator", "pause", "account", "done", "cmd-1"};
    const AuditEntry other{at(2), "system", "start", "", "", ""};
    for (int time = 0; time < 2; ++time) {
        store.write([&](Transaction& tx) -> Status {
            must(storage::insert_audit(tx, answer));
            return storage::insert_audit(tx, other);
        });
    }
    store.read([&](Transaction& tx) -> Status {
        CHECK(equal(must(storage::list_audit(tx, 10)), {other, answer}));
        CHECK(equal(must(storage::audit_by_reference(tx, "cmd-1")), {answer}));
        CHECK(must(storage::audit_by_reference(tx, "")).empty());
        return {};
    });
}

TEST_CASE("the kill state starts active, is kept, and counts as halted where it is missing") {
    Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    const KillState killed{TradingState::kKilled, at(3), "operator", "enough"};
    store.write([&](Transaction& tx) -> Status {
        CHECK(must(storage::kill_state(tx)).state == TradingState::kActive);
        CHECK(must(storage::kill_state(tx, "symbol:AAPL")).state == TradingState::kActive);
        return storage::set_kill_state(tx, killed);
    });
    store.reopen();
    store.write([&](Transaction& tx) -> Status {
        CHECK(equal(must(storage::kill_state(tx)), killed));
        must(tx.execute("DELETE FROM kill_state"));
        CHECK(must(storage::kill_state(tx)).state == TradingState::kHalted);
        return {};
    });
}

TEST_CASE("dead letters are kept, closed once, and reopened by another death") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    namespace dead = storage::dead_letters;
    const dead::Entry entry{.stream = "news:raw",
                            .message_id = "art-1",
                            .service = "sentiment-analyzer",
                            .body = "{",
                            .error = "bad JSON",
                            .deliveries = 5,
                            .at = at(1)};
    store.write([&](Transaction& tx) -> Status {
        must(dead::add(tx, entry));
        CHECK(must(dead::count_open(tx)) == 1);
        CHECK(must(dead::list(tx, dead::State::kOpen, "", 10)).front().error == "bad JSON");
        CHECK(must(dead::list(tx, std::nullopt, "market:bars", 10)).empty());
        CHECK(must(dead::close(tx, "news:raw", "art-1", dead::State::kRetried)));
        CHECK_FALSE(must(dead::close(tx, "news:raw", "art-1", dead::State::kDropped)));
        CHECK(must(dead::count_open(tx)) == 0);
        must(dead::add(tx, entry));
        const auto found = must(dead::find(tx, "art-1"));
        REQUIRE(found.size() == 1);
        CHECK(found.front().state == dead::State::kOpen);
        return {};
    });
}

TEST_CASE("facts about the world are kept by name") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.write([](Transaction& tx) -> Status {
        CHECK_FALSE(must(storage::find_fact(tx, "tick")));
        must(storage::set_fact(tx, "tick", "1", at(0)));
        must(storage::set_fact(tx, "tick", "2", at(1)));
        must(storage::set_fact(tx, "bus.boot", "x", at(1)));
        CHECK(must(storage::find_fact(tx, "tick")) == "2");
        CHECK(must(storage::list_facts(tx, "bus.")).size() == 1);
        return {};
    });
}

TEST_CASE("backtest runs keep their state, and an interrupted one fails") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    storage::BacktestRun run;
    run.id = RunId::from_fields({"1"});
    run.request = R"({"cash":"100000"})";
    run.created_by = "operator";
    run.created = at(0);
    store.write([&](Transaction& tx) -> Status {
        must(storage::upsert_run(tx, run));
        run.status = storage::RunStatus::kRunning;
        run.progress = 0.5;
        run.started = at(1);
        must(storage::upsert_run(tx, run));
        CHECK(must(storage::find_run(tx, run.id))->progress == 0.5);
        CHECK(must(storage::fail_interrupted_runs(tx, at(9))) == 1);
        const auto runs = must(storage::list_runs(tx, {}));
        REQUIRE(runs.size() == 1);
        CHECK(runs.front().status == storage::RunStatus::kFailed);
        CHECK(runs.front().finished == at(9));
        CHECK(runs.front().started == at(1));
        return {};
    });
}

}  // namespace
}  // namespace tradewind::test
