#include <catch2/catch_test_macros.hpp>
#include <condition_variable>
#include <mutex>

#include "gateway/notice_desk.hpp"
#include "gateway_fixture.hpp"
#include "net/server.hpp"
#include "smtp_double.hpp"
#include "storage/audit.hpp"
#include "storage/news_sources.hpp"
#include "storage/orders.hpp"
#include "storage/signals.hpp"
#include "streams/embedded_bus.hpp"

using namespace tradewind;
using namespace tradewind::test;

namespace {

constexpr auto* kSecret = "an-example-of-a-webhook-secret";

/// Somebody's webhook: keeps what comes, and answers with what it is told to.
class WebhookDouble {
public:
    WebhookDouble() {
        net::Router router;
        router.post("/hook", [this](const net::Request& request) {
            const std::lock_guard lock(mutex_);
            received_.push_back(request);
            changed_.notify_all();
            return net::text_response("ok", failures_-- > 0 ? 500 : 200);
        });
        server_ = must(net::Server::start({}, std::move(router)));
    }
    [[nodiscard]] std::string url() const { return server_->url() + "/hook"; }
    void fail_next(int count) {
        const std::lock_guard lock(mutex_);
        failures_ = count;
    }
    std::vector<net::Request> wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        REQUIRE(changed_.wait_for(lock, std::chrono::seconds(20), [&] { return received_.size() >= count; }));
        return received_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<net::Request> received_;
    int failures_ = 0;
    std::unique_ptr<net::Server> server_;
};

/// A clock that is moved by hand.
class HandClock final : public MachineClock {
public:
    [[nodiscard]] Timestamp now() const override { return now_; }
    [[nodiscard]] Duration monotonic() const override { return now_.time_since_epoch(); }
    void advance(Duration by) { now_ += by; }

private:
    Timestamp now_ = *parse_timestamp("2026-01-05T15:00:00Z");
};

/// A desk of its own, turned by hand, on a store.
struct DeskFixture {
    explicit DeskFixture(config::NoticeSettings settings = {}) {
        bus = must(streams::open_embedded_bus(*store, {.clock = clock}));
        options.notices = std::move(settings);
        options.world = "test";
        open();
        must(desk->turn());  // the first one only takes note
    }
    void open() {
        context.emplace(gateway::Context{*store, *bus, health, clock, options, hooks});
        desk.emplace(*context, gateway::NoticePosts{net::HttpClient::make_fetch(), net::send_mail});
    }
    void kill(std::string reason) {
        must(store->write([&](storage::Transaction& tx) {
            return storage::set_kill_state(tx, {TradingState::kKilled, clock.now(), "ann", reason});
        }));
    }
    std::vector<storage::Notice> notices() {
        std::vector<storage::Notice> found;
        must(store->read([&](storage::Transaction& tx) -> Status {
            found = must(storage::list_notices(tx, {}));
            return {};
        }));
        return found;
    }
    storage::NoticeDelivery delivery() {
        storage::NoticeDelivery found;
        must(store->read([&](storage::Transaction& tx) -> Status {
            found = must(storage::deliveries_of_notice(tx, must(storage::list_notices(tx, {})).at(0).id)).at(0);
            return {};
        }));
        return found;
    }

    Store store{Kind::kSqlite};
    HandClock clock;
    std::unique_ptr<streams::Bus> bus;
    telemetry::Health health;
    gateway::GatewayOptions options;
    gateway::GatewayHooks hooks;
    std::optional<gateway::Context> context;
    std::optional<gateway::NoticeDesk> desk;
};

config::NoticeSettings webhook_at(const WebhookDouble& hook) {
    config::NoticeSettings settings;
    settings.webhook_url = hook.url();
    settings.webhook_secret = kSecret;
    return settings;
}

}  // namespace

TEST_CASE("a kill is told to the webhook once, signed over its body") {
    WebhookDouble hook;
    DeskFixture f(webhook_at(hook));
    f.kill("fat finger");
    must(f.desk->turn());
    must(f.desk->turn());
    const auto received = hook.wait_for(1);
    REQUIRE(received.size() == 1);
    const auto body = json::parse(received[0].body);
    CHECK(body["kind"] == "kill");
    CHECK(body["title"] == "Kill switch thrown by ann");
    CHECK(body["detail"] == "fat finger");
    CHECK(body["world"] == "test");
    CHECK(received[0].header("X-Tradewind-Signature") ==
          gateway::webhook_signature(kSecret, f.clock.now(), received[0].body));
    CHECK(f.delivery().delivered.has_value());
}

TEST_CASE("the signature is HMAC-SHA256 over time and body") {
    // printf '%s' '1767625200.{}' | openssl dgst -sha256 -hmac key
    CHECK(gateway::webhook_signature("key", *parse_timestamp("2026-01-05T15:00:00Z"), "{}") ==
          "t=1767625200,v1=d9dd81ad3447d7611401a591d70c54e3b182b1a30796897425c39cbd78419faf");
}

TEST_CASE("what the webhook refuses is sent again, later and later, and given up in the end") {
    WebhookDouble hook;
    hook.fail_next(100);
    DeskFixture f(webhook_at(hook));
    f.kill("");
    must(f.desk->turn());
    CHECK(f.delivery().attempts == 1);
    CHECK(f.delivery().error == "127.0.0.1 answered 500");
    must(f.desk->turn());
    CHECK(f.delivery().attempts == 1);  // not yet
    Duration last{};
    for (int attempt = 2; attempt <= 12; ++attempt) {
        const auto before = f.delivery();
        REQUIRE(before.next_attempt.has_value());
        CHECK(*before.next_attempt - f.clock.now() >= last);
        last = *before.next_attempt - f.clock.now();
        f.clock.advance(last);
        must(f.desk->turn());
        CHECK(f.delivery().attempts == attempt);
    }
    CHECK(!f.delivery().next_attempt.has_value());
    CHECK(!f.delivery().delivered.has_value());
    CHECK(hook.wait_for(12).size() == 12);
}

TEST_CASE("a delivery that failed goes through once the webhook is well, also after a restart") {
    WebhookDouble hook;
    hook.fail_next(1);
    DeskFixture f(webhook_at(hook));
    f.kill("");
    must(f.desk->turn());
    f.open();  // the process starts anew
    f.clock.advance(std::chrono::minutes(1));
    must(f.desk->turn());
    CHECK(f.delivery().delivered.has_value());
    CHECK(f.notices().size() == 1);
    const auto received = hook.wait_for(2);
    CHECK(json::parse(received[0].body)["id"] == json::parse(received[1].body)["id"]);
}

TEST_CASE("what happened before anybody was told of anything is not told") {
    WebhookDouble hook;
    DeskFixture f(webhook_at(hook));
    DeskFixture g;
    CHECK(f.notices().empty());
    CHECK(g.notices().empty());
}

TEST_CASE("a break, the loss limit, a dead source and a fill make notices; a second look makes no more") {
    WebhookDouble hook;
    DeskFixture f(webhook_at(hook));
    must(f.store->write([&](storage::Transaction& tx) -> Status {
        must(storage::insert_audit(tx, {.time = f.clock.now(),
                                        .actor = "reconciliation",
                                        .action = "difference",
                                        .subject = "account",
                                        .detail = "cash: 1 in our books, 2 at the broker",
                                        .reference = ""}));
        storage::NewsSourceStatus source;
        source.name = "rss:gone";
        source.failures_in_row = 7;
        source.last_poll = f.clock.now();
        source.error = "404";
        must(storage::set_source_status(tx, source));
        const auto signal = sample_signal(2);
        must(storage::insert_signal(tx, signal));
        auto verdict = sample_verdict(signal, false);
        verdict.reason = "daily_loss_limit";
        verdict.checks = {{"daily_loss_limit", false, "-6 % today, -5 % allowed"}};
        must(storage::insert_verdict(tx, verdict));
        store_chain(tx);
        return {};
    }));
    must(f.desk->turn());
    must(f.desk->turn());
    std::map<std::string, std::string> told;
    for (const auto& notice : f.notices()) told[notice.kind] = notice.detail;
    CHECK(told["break"] == "cash: 1 in our books, 2 at the broker");
    CHECK(told["loss-limit"] == "-6 % today, -5 % allowed");
    CHECK(told["dead-source"] == "7 polls in a row failed: 404");
    CHECK(told.contains("fill"));
    CHECK(f.notices().size() == 4);
    CHECK(hook.wait_for(4).size() == 4);
}

TEST_CASE("mail goes out by SMTP, with its text readable whatever its letters") {
    SmtpDouble server;
    config::NoticeSettings settings;
    settings.smtp_url = server.url();
    settings.mail_from = "bot@example.org";
    settings.mail_to = {"ann@example.org", "bob@example.org"};
    DeskFixture f(settings);
    f.kill("Überlauf: Größe\r\nBcc: mallory@example.org");
    must(f.desk->turn());
    const auto mail = server.wait_for_mail();
    CHECK(mail.from == "<bot@example.org>");
    CHECK(mail.to == std::vector<std::string>{"<ann@example.org>", "<bob@example.org>"});
    CHECK(mail.text.find("Subject: [tradewind test] Kill switch thrown by ann\r\n") != std::string::npos);
    CHECK(mail.text.find("Bcc:") == std::string::npos);
    CHECK(mail.decoded_body().find("Überlauf: Größe") != std::string::npos);
    CHECK(f.delivery().delivered.has_value());
}

TEST_CASE("a mail server that refuses is tried again") {
    SmtpDouble server(/*refuse=*/true);
    config::NoticeSettings settings;
    settings.smtp_url = server.url();
    settings.mail_from = "bot@example.org";
    settings.mail_to = {"ann@example.org"};
    DeskFixture f(settings);
    f.kill("");
    must(f.desk->turn());
    CHECK(f.delivery().next_attempt.has_value());
    CHECK(f.delivery().error.starts_with("mail server 127.0.0.1"));
}

TEST_CASE("the API shows and changes which event goes where, and the test button says what came of it") {
    WebhookDouble hook;
    GatewayFixture f(Kind::kSqlite, {}, true, webhook_at(hook));
    auto settings = f.get_json("/api/notices/settings");
    CHECK(settings["webhook"]["set_up"] == true);
    CHECK(settings["email"]["set_up"] == false);
    CHECK(settings.dump().find("/hook") == std::string::npos);
    CHECK(settings.dump().find(kSecret) == std::string::npos);
    const auto changed = f.post("/api/notices/settings", {{"kind", "kill"}, {"webhook", false}});
    REQUIRE(changed.status == 200);
    settings = f.get_json("/api/notices/settings");
    CHECK(settings["events"][0] == json{{"kind", "kill"}, {"webhook", false}, {"email", true}});
    CHECK(f.post("/api/notices/settings", {{"kind", "rain"}, {"webhook", false}}).status == 400);
    CHECK(f.post("/api/notices/settings", {{"kind", "kill"}, {"webhook", 1}}).status == 400);

    const auto tried = f.post("/api/notices/test", {{"channel", "webhook"}});
    REQUIRE(tried.status == 200);
    CHECK(json::parse(tried.body)["ok"] == true);
    CHECK(json::parse(hook.wait_for(1)[0].body)["kind"] == "test");
    hook.fail_next(1);
    CHECK(json::parse(f.post("/api/notices/test", {{"channel", "webhook"}}).body)["detail"] ==
          "127.0.0.1 answered 500");
    CHECK(f.post("/api/notices/test", {{"channel", "email"}}).status == 404);
    CHECK(f.post("/api/notices/test", {{"channel", "pigeon"}}).status == 400);
    CHECK(f.get_json("/api/audit")["items"][0]["action"] == "notices-changed");
}
