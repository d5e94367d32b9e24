#include "services/public_face.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "gateway/gateway.hpp"
#include "net/server.hpp"
#include "services/codec.hpp"
#include "services/operations.hpp"
#include "services/world_backtest.hpp"
#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

constexpr int kPortsToTry = 50;

gateway::GatewayHooks hooks_of(World& world, const RunOptions& options) {
    gateway::GatewayHooks hooks;
    hooks.publish_command = [&world](const ControlCommand& command) { return publish_command(world, command); };
    hooks.publish_settings = [&world](const trading::SettingsChange& change) {
        return publish_settings(world, change);
    };
    hooks.close_dead_letter = [&world](const std::string& id, bool retry) -> Status {
        const auto closed = retry ? retry_dead_letter(world, id) : drop_dead_letter(world, id);
        return closed ? Status{} : std::unexpected(closed.error());
    };
    if (options.describe_backtest) hooks.backtest = make_backtest_runner(world, options);
    return hooks;
}

gateway::GatewayOptions gateway_options(World& world, const RunOptions& options) {
    gateway::GatewayOptions made;
    made.settings = options.settings.gateway;
    made.notices = options.settings.notices;
    made.world = world.name();
    made.version = options.version;
    made.commit = options.commit;
    made.streams_mode = is_embedded(options.settings) ? "embedded" : "redis";
    made.broker_mode = is_simulated(world) ? "simulated" : (options.settings.alpaca.paper ? "paper" : "live");
    made.simulated = is_simulated(world);
    made.initial_cash = options.cash;
    made.decisions = world.decisions();
    made.meters = &world.meters();
    return made;
}

net::Response report_health(const telemetry::HealthReport& report) {
    return net::json_response(telemetry::to_json(report), report.ok ? 200 : 503);
}

Result<std::unique_ptr<net::Server>> start_metrics(World& world, const config::MetricsSettings& settings) {
    net::Router router;
    router.get("/metrics", [&world](const net::Request&) {
        auto response = net::text_response(world.meters().render());
        response.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}};
        return response;
    });
    router.get("/health", [&world](const net::Request&) { return report_health(world.health().live()); });
    router.get("/ready", [&world](const net::Request&) { return report_health(world.health().ready()); });
    net::ServerOptions options;
    options.name = "metrics";
    options.host = settings.host;
    options.port = static_cast<std::uint16_t>(settings.port);
    options.ports_to_try = kPortsToTry;
    options.workers = 1;
    options.any_host = true;
    return net::Server::start(std::move(options), std::move(router));
}

// Written whole under another name first, so that nobody reads half of it.
Status write_ready_file(const std::string& path, const nlohmann::ordered_json& content) {
    if (path.empty()) return {};
    const std::string draft = path + ".part";
    std::ofstream(draft) << content.dump() << '\n';
    std::filesystem::permissions(draft, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    std::error_code error;
    std::filesystem::rename(draft, path, error);
    if (error) return fail(ErrorCode::kUnavailable, fmt::format("{}: {}", path, error.message()), "check --ready-file");
    return {};
}

class Face final : public PublicFace {
public:
    Status open(World& world, const RunOptions& options) {
        nlohmann::ordered_json ready{{"world", world.name()}};
        if (options.settings.metrics.enabled) {
            auto metrics = start_metrics(world, options.settings.metrics);
            if (!metrics) return std::unexpected(metrics.error());
            metrics_ = std::move(*metrics);
            ready["metrics"] = metrics_->url() + "/metrics";
        }
        if (options.dashboard) {
            auto gateway_settings = gateway_options(world, options);
            if (is_live(world)) gateway_settings.market_clock = &world.market_time();
            auto gateway = gateway::Gateway::start(world.database(), world.bus(), world.health(), world.machine_clock(),
                                                   std::move(gateway_settings), hooks_of(world, options));
            if (!gateway) return std::unexpected(gateway.error());
            gateway_ = std::move(*gateway);
            ready["dashboard"] = gateway_->link();
            ready["api"] = gateway_->url() + "/api";
            fmt::println(stderr, "Dashboard: {}", gateway_->link());
        }
        return write_ready_file(options.ready_file, ready);
    }
    ~Face() override {
        if (gateway_) gateway_->stop();
        if (metrics_) metrics_->stop();
    }

private:
    std::unique_ptr<net::Server> metrics_;
    std::unique_ptr<gateway::Gateway> gateway_;
};

}  // namespace

Result<std::unique_ptr<PublicFace>> open_public_face(World& world, const RunOptions& options) {
    auto face = std::make_unique<Face>();
    if (Status opened = face->open(world, options); !opened) return std::unexpected(opened.error());
    return face;
}

}  // namespace tradewind::services
