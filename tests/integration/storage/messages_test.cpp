// Inbox and outbox: what makes redelivery harmless and publishing certain.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <latch>
#include <thread>

#include "storage/inbox.hpp"
#include "storage/outbox.hpp"
#include "store_fixture.hpp"

namespace tradewind::test {
namespace {

namespace inbox = storage::inbox;
namespace outbox = storage::outbox;
using storage::Transaction;

TEST_CASE("the inbox takes a message once for each group") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.write([](Transaction& tx) -> Status {
        CHECK(must(inbox::insert(tx, "executor", "sig-1", "signals:generated", "{}", at(0))));
        CHECK_FALSE(must(inbox::insert(tx, "executor", "sig-1", "signals:generated", "{}", at(1))));
        CHECK(must(inbox::insert(tx, "gateway", "sig-1", "signals:generated", "{}", at(0))));
        return {};
    });
    store.write([](Transaction& tx) -> Status {
        CHECK_FALSE(must(inbox::insert(tx, "executor", "sig-1", "signals:generated", "{}", at(2))));
        return {};
    });
}

TEST_CASE("a batch tells how many of its messages are new") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    std::vector<inbox::Message> in;
    std::vector<outbox::Message> out;
    for (int i = 0; i < 70; ++i) {
        in.push_back({"m" + std::to_string(i), "s", "body"});
        out.push_back({"s", "m" + std::to_string(i), "AAPL", "body"});
    }
    store.write([&](Transaction& tx) -> Status {
        CHECK(must(inbox::insert_all(tx, "g", std::span(in).first(20), at(0))) == 20);
        CHECK(must(inbox::insert_all(tx, "g", in, at(0))) == 50);
        CHECK(must(outbox::add_all(tx, std::span(out).first(20), at(0))) == 20);
        CHECK(must(outbox::add_all(tx, out, at(0))) == 50);
        const auto entries = must(outbox::unpublished(tx, 100));
        REQUIRE(entries.size() == 70);
        for (std::size_t i = 0; i < entries.size(); ++i) CHECK(entries[i].message_id == out[i].message_id);
        std::vector<outbox::Mark> marks;
        for (const auto& one : std::span(out).first(69)) marks.push_back({one.stream, one.message_id});
        must(outbox::mark_published(tx, marks, at(1)));
        CHECK(must(outbox::unpublished(tx, 100)).size() == 1);
        return {};
    });
}

TEST_CASE("an inbox row goes with its rolled-back effect") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    const auto failed = store->write([](Transaction& tx) -> Status {
        must(inbox::insert(tx, "g", "m", "s", "", at(0)));
        return fail(ErrorCode::kInternal, "the effect failed");
    });
    CHECK_FALSE(failed);
    CHECK(store.count("SELECT COUNT(*) FROM inbox") == 0);
}

TEST_CASE("the journal replays a group's messages in order, from any position") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    constexpr int kMessages = 2500;  // More than two chunks.
    store.write([](Transaction& tx) -> Status {
        for (int i = 0; i < kMessages; ++i) {
            must(inbox::insert(tx, "g", "m" + std::to_string(i), "s", "body" + std::to_string(i), at(i)));
            must(inbox::insert(tx, "other", "m" + std::to_string(i), "s", "", at(i)));
        }
        return {};
    });
    std::vector<inbox::Entry> seen;
    store.read([&](Transaction& tx) {
        return inbox::replay(tx, "g", 0, [&](const inbox::Entry& entry) -> Status {
            seen.push_back(entry);
            return {};
        });
    });
    REQUIRE(seen.size() == kMessages);
    for (int i = 0; i < kMessages; ++i) {
        REQUIRE(seen[static_cast<std::size_t>(i)].body == "body" + std::to_string(i));
        REQUIRE(seen[static_cast<std::size_t>(i)].at == at(i));
    }
    int after = 0;
    store.read([&](Transaction& tx) {
        CHECK(must(inbox::last_seq(tx, "g")) == seen.back().seq);
        CHECK(must(inbox::last_seq(tx, "nobody")) == 0);
        return inbox::replay(tx, "g", seen[2000].seq, [&](const inbox::Entry&) -> Status {
            ++after;
            return {};
        });
    });
    CHECK(after == kMessages - 2001);
}

TEST_CASE("pruning the inbox leaves newer rows and other groups alone") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.write([](Transaction& tx) -> Status {
        for (int i = 0; i < 10; ++i) must(inbox::insert(tx, "g", std::to_string(i), "s", "", at(i)));
        must(inbox::insert(tx, "other", "0", "s", "", at(0)));
        CHECK(must(inbox::prune(tx, "g", at(4))) == 4);
        return {};
    });
    CHECK(store.count("SELECT COUNT(*) FROM inbox") == 7);
}

TEST_CASE("two writers at once apply each message once") {
    const Kind kind = GENERATE(Kind::kSqlite, Kind::kPostgres);
    const Store store(kind);
    const auto other = kind == Kind::kPostgres ? store.another() : nullptr;
    constexpr int kMessages = 200;
    store.write([](Transaction& tx) -> Status {
        must(tx.execute("INSERT INTO settings (key, value, updated_at) VALUES ('effects', '', 0)"));
        return {};
    });
    std::atomic<int> applied = 0;
    std::atomic<int> failures = 0;
    const auto deliver = [&](storage::Database& database) {
        for (int i = 0; i < kMessages; ++i) {
            bool is_new = false;
            const auto done = database.write([&](Transaction& tx) -> Status {
                auto added = inbox::insert(tx, "g", "m" + std::to_string(i), "s", "", at(0));
                if (!added) return std::unexpected(added.error());
                is_new = *added;
                if (!is_new) return {};
                auto effect = tx.execute("UPDATE settings SET updated_at = updated_at + 1 WHERE key = 'effects'");
                if (!effect) return std::unexpected(effect.error());
                return {};
            });
            if (!done) ++failures;
            if (is_new) ++applied;
        }
    };
    {
        const std::jthread first([&] { deliver(*store); });
        const std::jthread second([&] { deliver(other ? *other : *store); });
    }
    CHECK(failures == 0);
    CHECK(applied == kMessages);
    CHECK(store.count("SELECT updated_at FROM settings WHERE key = 'effects'") == kMessages);
}

TEST_CASE("the outbox gives what is unpublished, in order, until it is marked") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.write([](Transaction& tx) -> Status {
        for (int i = 0; i < 5; ++i) {
            CHECK(
                must(outbox::add(tx, "news:raw", "art-" + std::to_string(i), "AAPL", "b" + std::to_string(i), at(i))));
        }
        CHECK_FALSE(must(outbox::add(tx, "news:raw", "art-0", "AAPL", "again", at(9))));
        CHECK(must(outbox::add(tx, "news:scored", "art-0", "", "other stream", at(9))));
        return {};
    });
    store.write([](Transaction& tx) -> Status {
        const auto entries = must(outbox::unpublished(tx, 3));
        REQUIRE(entries.size() == 3);
        CHECK(entries[1].body == "b1");
        CHECK(entries[1].key == "AAPL");
        CHECK(entries[1].created == at(1));
        const std::array done{entries[0].seq, entries[2].seq};
        must(outbox::mark_published(tx, done, at(10)));
        CHECK(must(outbox::oldest_unpublished(tx)) == at(1));
        return {};
    });
    store.write([](Transaction& tx) -> Status {
        const auto entries = must(outbox::unpublished(tx, 100));
        REQUIRE(entries.size() == 4);
        CHECK(entries[0].body == "b1");
        CHECK(entries[1].body == "b3");
        CHECK(must(outbox::prune(tx, at(11))) == 2);
        return {};
    });
}

TEST_CASE("a bus that has lost its memory gets the recent messages again") {
    const Store store(GENERATE(Kind::kSqlite, Kind::kPostgres));
    store.write([](Transaction& tx) -> Status {
        for (int i = 0; i < 4; ++i) must(outbox::add(tx, "s", std::to_string(i), "", "", at(i)));
        for (const auto& entry : must(outbox::unpublished(tx, 4))) {
            const std::array seq{entry.seq};
            must(outbox::mark_published(tx, seq, entry.created));
        }
        CHECK(must(outbox::oldest_unpublished(tx)) == std::nullopt);
        CHECK(must(outbox::republish(tx, at(2))) == 2);
        CHECK(must(outbox::unpublished(tx, 9)).front().message_id == "2");
        return {};
    });
}

TEST_CASE("a lower number that commits later is still published") {
    // Only PostgreSQL has concurrent writers; SQLite's single writer can't commit out of order.
    const Store store(Kind::kPostgres);
    const auto other = store.another();
    std::latch first_added{1};
    std::latch second_committed{1};
    const auto relay = [&] {
        std::vector<std::string> sent;
        store.write([&](Transaction& tx) -> Status {
            for (const auto& entry : must(outbox::unpublished(tx, 10))) {
                sent.push_back(entry.message_id);
                const std::array seq{entry.seq};
                must(outbox::mark_published(tx, seq, at(1)));
            }
            return {};
        });
        return sent;
    };
    Status slow_done;
    std::jthread slow([&] {
        slow_done = other->write([&](Transaction& tx) -> Status {
            auto added = outbox::add(tx, "s", "slow", "", "", at(0));
            first_added.count_down();
            second_committed.wait();
            if (!added) return std::unexpected(added.error());
            return {};
        });
    });
    first_added.wait();
    store.write([](Transaction& tx) -> Status {
        must(outbox::add(tx, "s", "quick", "", "", at(0)));
        return {};
    });
    CHECK(relay() == std::vector<std::string>{"quick"});
    second_committed.count_down();
    slow.join();
    must(slow_done);
    CHECK(relay() == std::vector<std::string>{"slow"});
}

}  // namespace
}  // namespace tradewind::test
