#include <catch2/catch_test_macros.hpp>
#include <condition_variable>
#include <mutex>

#include "gateway_fixture.hpp"
#include "net/websocket_client.hpp"

using namespace tradewind;
using namespace tradewind::test;

namespace {

/// A runner that waits until it is let go or asked to stop.
class Runner {
public:
    gateway::GatewayHooks hooks() {
        gateway::GatewayHooks made;
        made.backtest = [this](const gateway::BacktestRequest& request, std::stop_token stop,
                               std::function<void(double)> progress) {
            return run(request, std::move(stop), progress);
        };
        return made;
    }
    void let_go() {
        const std::lock_guard lock(mutex_);
        free_ = true;
        changed_.notify_all();
    }
    void wait_until_running() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return running_; });
    }

private:
    Result<gateway::BacktestAnswer> run(const gateway::BacktestRequest& request, std::stop_token stop,
                                        const std::function<void(double)>& progress) {
        std::unique_lock lock(mutex_);
        running_ = true;
        changed_.notify_all();
        progress(0.5);
        changed_.wait(lock, stop, [&] { return free_; });
        running_ = false;
        if (stop.stop_requested()) return fail(ErrorCode::kConflict, "stopped");
        if (request.data == "missing")
            return fail(ErrorCode::kNotFound, "there is no recording 'missing'", "import one");
        return gateway::BacktestAnswer{R"({"final_equity":"101000","metrics":{"sharpe":1.5}})",
                                       {{at(1), decimal("100000"), decimal("100000"), {}, {}, ""},
                                        {at(2), decimal("101000"), decimal("1000"), decimal("100000"), {}, ""}}};
    }

    std::mutex mutex_;
    std::condition_variable_any changed_;
    bool free_ = false;
    bool running_ = false;
};

json wait_for_end(GatewayFixture& fixture, const std::string& id) {
    while (true) {
        auto job = fixture.get_json("/api/backtest/" + id);
        if (job["status"] != "queued" && job["status"] != "running") return job;
    }
}

}  // namespace

TEST_CASE("a backtest runs as a job, and its result stays") {
    Runner runner;
    GatewayFixture fixture(Kind::kSqlite, runner.hooks());
    const json body{{"from", "2014-06-01T00:00:00Z"}, {"cash", "5000"}, {"settings", {{"ensemble.threshold", 0.4}}}};
    const auto accepted = fixture.post("/api/backtest", body);
    CHECK(accepted.status == 202);
    const std::string id = json::parse(accepted.body)["id"];
    CHECK(accepted.header("Location") == "/api/backtest/" + id);
    runner.wait_until_running();
    const auto running = fixture.get_json("/api/backtest/" + id);
    CHECK(running["status"] == "running");
    CHECK(running["request"] == body);
    CHECK(running["result"].is_null());
    runner.let_go();
    const auto done = wait_for_end(fixture, id);
    CHECK(done["status"] == "done");
    CHECK(done["progress"] == 1);
    CHECK(done["result"]["metrics"]["sharpe"] == 1.5);
    CHECK(fixture.get_json("/api/backtest/" + id + "/equity")["points"][1]["equity"] == "101000");
    CHECK(fixture.get_json("/api/backtest")["items"][0]["id"] == id);
    CHECK(fixture.remove("/api/backtest/" + id).status == 409);
}

TEST_CASE("running and waiting backtests can be canceled") {
    Runner runner;
    GatewayFixture fixture(Kind::kSqlite, runner.hooks());
    const std::string running = json::parse(fixture.post("/api/backtest", json::object()).body)["id"];
    runner.wait_until_running();
    const std::string waiting = json::parse(fixture.post("/api/backtest", {{"cash", "1"}}).body)["id"];
    CHECK(fixture.remove("/api/backtest/" + waiting).status == 204);
    CHECK(fixture.get_json("/api/backtest/" + waiting)["status"] == "canceled");
    CHECK(fixture.remove("/api/backtest/" + running).status == 204);
    CHECK(wait_for_end(fixture, running)["status"] == "canceled");
}

TEST_CASE("a failed backtest says why") {
    Runner runner;
    runner.let_go();
    GatewayFixture fixture(Kind::kSqlite, runner.hooks());
    const std::string id = json::parse(fixture.post("/api/backtest", {{"data", "missing"}}).body)["id"];
    const auto failed = wait_for_end(fixture, id);
    CHECK(failed["status"] == "failed");
    CHECK(failed["error"] ==
          json{{"code", "not-found"}, {"message", "there is no recording 'missing'"}, {"hint", "import one"}});
}

TEST_CASE("no more than four backtests wait") {
    Runner runner;
    GatewayFixture fixture(Kind::kSqlite, runner.hooks());
    fixture.post("/api/backtest", json::object());
    runner.wait_until_running();
    for (int i = 1; i <= 4; ++i) CHECK(fixture.post("/api/backtest", {{"cash", std::to_string(i)}}).status == 202);
    CHECK(fixture.post("/api/backtest", {{"cash", "5"}}).status == 429);
}

TEST_CASE("requests that can't be meant are refused with the field's name") {
    Runner runner;
    GatewayFixture fixture(Kind::kSqlite, runner.hooks());
    const auto detail = [&](const json& body) {
        const auto response = fixture.post("/api/backtest", body);
        CHECK(response.status == 400);
        return json::parse(response.body)["detail"].get<std::string>();
    };
    CHECK(detail({{"from", "then"}}).starts_with("from: "));
    CHECK(detail({{"from", "2014-06-02"}, {"to", "2014-06-01"}}).starts_with("to: "));
    CHECK(detail({{"cash", 100}}).starts_with("cash: "));
    CHECK(detail({{"cash", "-1"}}).starts_with("cash: "));
    CHECK(detail({{"symbols", {"aapl"}}}).starts_with("symbols: "));
    CHECK(detail({{"data", "../../etc"}}).starts_with("data: "));
    CHECK(detail({{"settings", {{"x", json::array()}}}}).starts_with("settings.x: "));
    CHECK(detail({{"form", "2014"}}).starts_with("form: "));
}

TEST_CASE("where nothing can run a backtest, that is said") {
    GatewayFixture fixture;
    CHECK(fixture.post("/api/backtest", json::object()).status == 503);
}
