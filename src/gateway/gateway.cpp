#include "gateway/gateway.hpp"

#include <fmt/core.h>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "gateway/access.hpp"
#include "gateway/backtest_jobs.hpp"
#include "gateway/context.hpp"
#include "gateway/door.hpp"
#include "gateway/idempotency.hpp"
#include "gateway/live_feed.hpp"
#include "gateway/live_hub.hpp"
#include "gateway/notice_desk.hpp"
#include "gateway/portfolio_sync.hpp"
#include "gateway/sessions.hpp"
#include "gateway/tokens.hpp"
#include "gateway/views.hpp"
#include "net/http_client.hpp"
#include "net/server.hpp"
#include "net/static_files.hpp"
#include "storage/users.hpp"
#include "telemetry/log.hpp"
#include "telemetry/secrets.hpp"

namespace tradewind::gateway {

namespace {

constexpr std::string_view kService = "api-gateway";
constexpr int kPortsToTry = 50;
constexpr auto kLookAtSockets = std::chrono::milliseconds(500);
constexpr auto kLinkLife = std::chrono::hours(1);

/// Scripts, styles and connections from here only. Answers that are no page are none the worse for it.
const net::Fields& security_headers() {
    static const net::Fields headers{
        {"Content-Security-Policy",
         "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src "
         "'self'; "
         "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
        {"Permissions-Policy",
         "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), "
         "geolocation=()"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"X-Frame-Options", "DENY"},
        {"Cache-Control", "private, no-cache"}};
    return headers;
}

/// The dashboard's files; a page that says how to get them where they aren't there.
void add_dashboard(net::Router& router, const std::string& folder) {
    auto files = net::StaticFiles::load(folder);
    if (files) {
        router.get("/{path*}", [files = std::move(*files)](const net::Request& r) { return files.serve(r); });
        return;
    }
    if (!folder.empty())
        telemetry::log_failure(telemetry::LogLevel::kWarning, kService, "There is no dashboard", files.error());
    router.get("/", [](const net::Request&) {
        return net::text_response("The API is under /api. The dashboard is not built: `./dev build` builds it.\n");
    });
}

/// The token of the link that makes the first user; empty once there is one.
std::string setup_token(storage::Database& database) {
    bool somebody = false;
    const Status looked = database.read([&](storage::Transaction& tx) -> Status {
        const auto users = storage::list_users(tx);
        if (!users) return std::unexpected(users.error());
        somebody = !users->empty();
        return {};
    });
    if (!looked) telemetry::log_failure(telemetry::LogLevel::kWarning, kService, "Can't look up users", looked.error());
    if (somebody || !looked) return {};
    auto token = random_token(32);
    telemetry::register_secret(token);
    return token;
}

class GatewayImpl final : public Gateway {
public:
    GatewayImpl(storage::Database& database, streams::Bus& bus, const telemetry::Health& health,
                const MachineClock& clock, GatewayOptions options, GatewayHooks hooks)
        : options_(std::move(options)),
          hooks_(std::move(hooks)),
          context_{database, bus, health, clock, options_, hooks_},
          sessions_(database, clock),
          access_(sessions_),
          door_{context_,
                sessions_,
                access_,
                Ceremonies(clock),
                RateLimits(clock),
                setup_token(database),
                clock.monotonic() + kLinkLife},
          hub_(clock),
          jobs_(database, clock, hooks_.backtest,
                [this](const storage::BacktestRun& run) { hub_.publish(Topic::kBacktests, to_json(run, "")); }),
          feed_(context_, hub_),
          sync_(context_),
          desk_(context_, {net::HttpClient::make_fetch(), net::send_mail}),
          idempotency_(clock) {
        sessions_.on_end = [this](std::string_view) { close_refused_sockets(); };
    }
    ~GatewayImpl() override { stop(); }

    Status start() {
        net::ServerOptions server;
        server.name = kService;
        server.host = options_.settings.host;
        server.tls_certificate = options_.settings.tls_certificate;
        server.tls_key = options_.settings.tls_key;
        server.trusted_proxies = options_.settings.trusted_proxies;
        server.port = static_cast<std::uint16_t>(options_.settings.port);
        server.ports_to_try = kPortsToTry;
        server.workers = static_cast<int>(options_.settings.workers);
        server.allowed_hosts = hosts_of(options_.settings.allowed_origins);
        server.default_headers = security_headers();
        if (serves_https(options_.settings.allowed_origins))  // on localhost it would bind every other port too
            server.default_headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
        server.meters = options_.meters;
        server.gate = [this](net::Request& request) { return access_.gate(request); };
        server.on_bound = [this, tls = !server.tls_certificate.empty()](std::uint16_t port) {
            access_.listening_on(port, options_.settings.allowed_origins, tls);
        };
        auto started = net::Server::start(std::move(server), make_router());
        if (!started) return std::unexpected(std::move(started.error()));
        server_ = std::move(*started);
        feed_.start();
        desk_.start();
        doorman_ = std::jthread([this](const std::stop_token& stop) { watch_sockets(stop); });
        return {};
    }

    [[nodiscard]] std::string url() const override { return server_->url(); }
    [[nodiscard]] std::string link() const override {
        if (door_.setup_token.empty() || door_.setup_used) return access_.front_door();
        return fmt::format("{}/#token={}", access_.front_door(), door_.setup_token);
    }
    void stop() override {
        doorman_.request_stop();
        if (server_) server_->stop();
    }

private:
    static bool serves_https(const std::vector<std::string>& origins) {
        return std::ranges::any_of(origins, [](const auto& origin) { return origin.starts_with("https://"); });
    }

    net::Router make_router() {
        net::Router router;
        add_decision_routes(router, context_);
        add_news_routes(router, context_);
        add_portfolio_routes(router, context_);
        add_strategy_routes(router, context_);
        add_settings_routes(router, context_);
        add_control_routes(router, context_);
        add_operation_routes(router, context_);
        add_backtest_routes(router, context_, jobs_);
        add_notice_routes(router, context_, desk_);
        add_session_routes(router, door_);
        add_registration_routes(router, door_);
        add_passkey_routes(router, door_);
        add_account_routes(router, door_);
        add_user_routes(router, door_);
        router = with_idempotency(router);
        router.websocket("/ws",
                         hub_.handler([this](const net::Request& request) { return access_.gate_websocket(request); }));
        add_dashboard(router, options_.settings.dashboard_dir);
        return router;
    }

    /// The same routes; what changes something has its effect once for each Idempotency-Key.
    net::Router with_idempotency(const net::Router& routes) {
        net::Router router;
        for (const auto& route : routes.routes()) {
            const bool once = route->method == "POST" && !route->pattern.starts_with("/api/auth/");
            router.add(route->method, route->pattern, once ? idempotency_.around(route->handler) : route->handler,
                       route->options);
        }
        return router;
    }

    /// Those whose session or key is over.
    void close_refused_sockets() {
        hub_.close_where([&](const net::Request& handshake) { return !access_.may_stay(handshake); });
    }

    /// Sessions also end by time, and from the command line in another process.
    void watch_sockets(const std::stop_token& stop) {
        std::mutex mutex;
        std::condition_variable_any pause;
        while (!stop.stop_requested()) {
            if (hub_.has_listeners()) close_refused_sockets();
            std::unique_lock lock(mutex);
            pause.wait_for(lock, stop, kLookAtSockets, [] { return false; });
        }
    }

    /// `https://trade.example:8443` → `trade.example:8443`
    static std::vector<std::string> hosts_of(const std::vector<std::string>& origins) {
        std::vector<std::string> hosts;
        for (const auto& origin : origins) {
            const auto scheme = origin.find("://");
            hosts.push_back(scheme == std::string::npos ? origin : origin.substr(scheme + 3));
        }
        return hosts;
    }

    GatewayOptions options_;
    GatewayHooks hooks_;
    Context context_;
    Sessions sessions_;
    Access access_;
    Door door_;
    LiveHub hub_;
    BacktestJobs jobs_;
    LiveFeed feed_;
    PortfolioSync sync_;
    NoticeDesk desk_;
    Idempotency idempotency_;
    std::unique_ptr<net::Server> server_;
    std::jthread doorman_;
};

}  // namespace

Result<std::unique_ptr<Gateway>> Gateway::start(storage::Database& database, streams::Bus& bus,
                                                const telemetry::Health& health, const MachineClock& clock,
                                                GatewayOptions options, GatewayHooks hooks) {
    auto gateway = std::make_unique<GatewayImpl>(database, bus, health, clock, std::move(options), std::move(hooks));
    if (auto status = gateway->start(); !status) return std::unexpected(std::move(status.error()));
    return gateway;
}

}  // namespace tradewind::gateway
