#include "net/server.hpp"

#include <fmt/core.h>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <filesystem>
#include <thread>

#include "net/server_core.hpp"
#include "net/text.hpp"
#include "telemetry/log.hpp"

namespace tradewind::net {

using asio::ip::tcp;

ServerCore::ServerCore(ServerOptions server_options, Router server_router)
    : options(std::move(server_options)),
      router(std::move(server_router)),
      io(options.io_threads),
      workers(static_cast<std::size_t>(std::max(1, options.workers))) {
    if (options.meters == nullptr) return;
    const telemetry::Labels labels{{"service", options.name}};
    gauge_ = &options.meters->gauge(telemetry::metric::kHttpConnections, labels);
    websocket_clients = &options.meters->gauge(telemetry::metric::kWebSocketClients, labels);
    websocket_dropped = &options.meters->counter(telemetry::metric::kWebSocketDropped, labels);
}

bool ServerCore::enter(std::uint64_t id, std::weak_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    if (draining || connections_.size() >= options.max_connections) return false;
    connections_[id] = std::move(connection);
    if (gauge_ != nullptr) gauge_->set(static_cast<double>(connections_.size()));
    return true;
}

void ServerCore::replace(std::uint64_t id, std::weak_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    connections_[id] = std::move(connection);
}

void ServerCore::leave(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    connections_.erase(id);
    if (gauge_ != nullptr) gauge_->set(static_cast<double>(connections_.size()));
    if (connections_.empty()) empty_.notify_all();
}

std::vector<std::shared_ptr<Connection>> ServerCore::alive() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<Connection>> connections;
    for (const auto& [id, weak] : connections_) {
        if (auto connection = weak.lock()) connections.push_back(std::move(connection));
    }
    return connections;
}

void ServerCore::drain_all() {
    {
        const std::lock_guard lock(mutex_);
        draining = true;
    }
    for (const auto& connection : alive()) connection->drain();
}

void ServerCore::abort_all() {
    for (const auto& connection : alive()) connection->abort();
}

bool ServerCore::wait_until_empty(Duration grace) {
    std::unique_lock lock(mutex_);
    return empty_.wait_for(lock, grace, [&] { return connections_.empty(); });
}

std::size_t ServerCore::size() const {
    const std::lock_guard lock(mutex_);
    return connections_.size();
}

void ServerCore::count_request(std::string_view route, int status, Duration took) {
    if (options.meters == nullptr) return;
    const std::string name(route);
    options.meters
        ->counter(telemetry::metric::kHttpRequests,
                  {{"service", options.name}, {"route", name}, {"status", std::to_string(status)}})
        .add();
    options.meters->histogram(telemetry::metric::kHttpDuration, {{"service", options.name}, {"route", name}})
        .observe(to_seconds(took));
}

namespace {

Error unusable(const std::string& file, const std::string& why) {
    return Error{
        ErrorCode::kInvalidArgument, fmt::format("{}: {}", file, why),
        "gateway.tls_certificate is a PEM file with the certificate and its chain, gateway.tls_key one with its key"};
}

bool others_can_read(const std::string& file) {
    using std::filesystem::perms;
    std::error_code missing;
    const auto permissions = std::filesystem::status(file, missing).permissions();
    return !missing && (permissions & (perms::group_all | perms::others_all)) != perms::none;
}

/// TLS 1.2 and 1.3 with the certificate of the files.
Result<asio::ssl::context> tls_context(const std::string& certificate, const std::string& key) {
    if (others_can_read(key)) return std::unexpected(unusable(key, "others can read the key: chmod 600 it"));
    asio::ssl::context context(asio::ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    boost::system::error_code error;
    if (context.use_certificate_chain_file(certificate, error))
        return std::unexpected(unusable(certificate, error.message()));
    if (context.use_private_key_file(key, asio::ssl::context::pem, error))
        return std::unexpected(unusable(key, error.message()));
    return context;
}

class ServerImpl final : public Server {
public:
    ServerImpl(ServerOptions options, Router router)
        : core_(std::make_shared<ServerCore>(std::move(options), std::move(router))),
          acceptor_(core_->io),
          retry_(core_->io) {}
    ~ServerImpl() override { stop(std::chrono::seconds(1)); }

    Status bind() {
        if (const auto& options = core_->options; !options.tls_certificate.empty()) {
            auto context = tls_context(options.tls_certificate, options.tls_key);
            if (!context) return std::unexpected(std::move(context.error()));
            core_->tls.emplace(std::move(*context));
        }
        boost::system::error_code error;
        const std::string host = core_->options.host == "localhost" ? "127.0.0.1" : core_->options.host;
        const auto address = asio::ip::make_address(host, error);
        if (error) return fail(ErrorCode::kInvalidArgument, fmt::format("'{}' is not an address to listen on", host));
        for (int attempt = 0; attempt < std::max(1, core_->options.ports_to_try); ++attempt) {
            const int port = core_->options.port + (core_->options.port == 0 ? 0 : attempt);
            if (port > 65'535) break;
            error = listen({address, static_cast<std::uint16_t>(port)});
            if (!error) return {};
        }
        return fail(ErrorCode::kUnavailable,
                    fmt::format("can't listen on {}:{}: {}", host, core_->options.port, error.message()),
                    "choose another port, or stop what uses it");
    }

    void run() {
        port_ = acceptor_.local_endpoint().port();
        if (core_->options.on_bound) core_->options.on_bound(port_);
        for (const auto* name : {"127.0.0.1", "localhost", "[::1]"})
            core_->hosts.push_back(fmt::format("{}:{}", name, port_));
        for (const auto& host : core_->options.allowed_hosts) core_->hosts.push_back(lower_case(host));
        accept();
        for (int i = 0; i < std::max(1, core_->options.io_threads); ++i) {
            threads_.emplace_back([core = core_] { core->io.run(); });
        }
    }

    [[nodiscard]] std::uint16_t port() const override { return port_; }
    [[nodiscard]] std::string url() const override {
        const std::string& host = core_->options.host;
        const char* scheme = core_->tls ? "https" : "http";
        const char* form = host.find(':') == std::string::npos ? "{}://{}:{}" : "{}://[{}]:{}";
        return fmt::format(fmt::runtime(form), scheme, host, port_);
    }
    [[nodiscard]] std::size_t connections() const override { return core_->size(); }

    void stop(Duration grace) override {
        if (stopped_.exchange(true)) return;
        asio::post(core_->io, [this] {
            boost::system::error_code ignored;
            acceptor_.close(ignored);
            retry_.cancel();
        });
        core_->drain_all();
        if (!core_->wait_until_empty(grace)) {
            telemetry::log_warning(core_->options.name, "Connections are cut off at the stop",
                                   {{"open", core_->size()}});
            core_->abort_all();
        }
        core_->stopping = true;
        core_->workers.join();
        core_->wait_until_empty(std::chrono::seconds(1));
        core_->io.stop();
        threads_.clear();
    }

private:
    boost::system::error_code listen(const tcp::endpoint& endpoint) {
        boost::system::error_code error;
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        if (acceptor_.open(endpoint.protocol(), error)) return error;
        if (acceptor_.set_option(asio::socket_base::reuse_address(true), error)) return error;
        if (acceptor_.bind(endpoint, error)) return error;
        acceptor_.listen(asio::socket_base::max_listen_connections, error);
        return error;
    }

    void accept() {
        acceptor_.async_accept(
            asio::make_strand(core_->io), [this](boost::system::error_code error, tcp::socket socket) {
                if (error == asio::error::operation_aborted || stopped_) return;
                if (!error) {
                    serve_http(core_, std::move(socket));
                    accept();
                    return;
                }
                // Out of descriptors, most likely: what waits can be taken once others have gone.
                telemetry::log_warning(core_->options.name, "Can't accept a connection", {{"error", error.message()}});
                retry_.expires_after(std::chrono::milliseconds(100));
                retry_.async_wait([this](boost::system::error_code aborted) {
                    if (!aborted) accept();
                });
            });
    }

    std::shared_ptr<ServerCore> core_;
    tcp::acceptor acceptor_;
    asio::steady_timer retry_;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopped_{false};
    std::vector<std::jthread> threads_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Router router) {
    auto server = std::make_unique<ServerImpl>(std::move(options), std::move(router));
    if (auto status = server->bind(); !status) return std::unexpected(std::move(status.error()));
    server->run();
    return server;
}

}  // namespace tradewind::net
