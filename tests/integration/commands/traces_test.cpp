#include <csignal>
#include <cstdlib>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include <catch2/catch_test_macros.hpp>

#include "net/router.hpp"
#include "net/server.hpp"
#include "support/child_process.hpp"
#include "support/temp_dir.hpp"

namespace {

using nlohmann::json;
using namespace tradewind;

/// An OpenTelemetry collector as far as a sender sees one.
class Collector {
public:
    Collector() {
        net::Router router;
        router.add("POST", "/v1/traces", [this](const net::Request& request) {
            const auto body = json::parse(request.body, nullptr, false);
            const std::lock_guard lock(mutex_);
            for (const auto& resource : body.at("resourceSpans")) {
                const std::string service = resource["resource"]["attributes"][0]["value"]["stringValue"];
                for (const auto& span : resource["scopeSpans"][0]["spans"]) keep(service, span);
            }
            return net::Response{200, {{"Content-Type", "application/json"}}, "{}"};
        });
        server_ = net::Server::start({}, std::move(router)).value();
    }
    [[nodiscard]] std::string url() const { return server_->url(); }
    /// Whether one trace has been through all of these services.
    bool has_trace_through(const std::set<std::string>& services) {
        const std::lock_guard lock(mutex_);
        return std::ranges::any_of(services_,
                                   [&](const auto& trace) { return std::ranges::includes(trace.second, services); });
    }
    /// Whether a fill was told of in a trace that a decision's span links to.
    bool has_linked_fill() {
        const std::lock_guard lock(mutex_);
        return std::ranges::any_of(fills_, [&](const auto& trace) { return linked_.contains(trace); });
    }
    /// Spans whose parent, in the same trace, nobody told of.
    std::size_t orphans() {
        const std::lock_guard lock(mutex_);
        return static_cast<std::size_t>(std::ranges::count_if(
            parents_, [&](const std::string& parent) { return !parent.ends_with('/') && !spans_.contains(parent); }));
    }

private:
    void keep(const std::string& service, const json& span) {
        const std::string trace = span.at("traceId");
        services_[trace].insert(service);
        spans_.insert(trace + "/" + span.at("spanId").get<std::string>());
        parents_.push_back(trace + "/" + span.at("parentSpanId").get<std::string>());
        if (span.at("name") == "publish trades:executed") fills_.insert(trace);
        for (const auto& link : span.at("links")) linked_.insert(link.at("traceId").get<std::string>());
    }

    std::mutex mutex_;
    std::map<std::string, std::set<std::string>> services_;
    std::set<std::string> spans_;
    std::vector<std::string> parents_;
    std::set<std::string> fills_;
    std::set<std::string> linked_;
    std::unique_ptr<net::Server> server_;
};

}  // namespace

TEST_CASE("a collector is told the way of a headline, from where it came in to the fill that followed") {
    Collector collector;
    const test::TempDir folder("traces");
    const int pid =
        test::spawn({"/bin/sh", "-c",
                     "unset APCA_API_KEY_ID APCA_API_SECRET_KEY; export TRADING_DATA__DIR=" + folder.path().string() +
                         " TRADING_TELEMETRY__OTLP_URL=" + collector.url() + "; exec " +
                         std::getenv("TRADEWIND_BINARY") + " demo --for 60s --headless"},
                    {.output = folder / "out"});
    CHECK(test::wait_until(
        [&] {
            return collector.has_trace_through(
                       {"news-fetcher", "sentiment-analyzer", "signal-generator", "trade-executor"}) &&
                   collector.has_linked_fill();
        },
        std::chrono::seconds(60)));
    CHECK(test::stop_child(pid, SIGTERM) == 0);
    CHECK(collector.orphans() == 0);
}
