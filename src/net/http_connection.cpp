#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "net/compression.hpp"
#include "net/request_checks.hpp"
#include "net/server_core.hpp"
#include "net/text.hpp"
#include "telemetry/log.hpp"

namespace tradewind::net {

namespace {

namespace http = beast::http;
using asio::awaitable;
using boost::system::error_code;

/// Runs `work` on the pool; the coroutine goes on where it was.
template <class Work>
awaitable<Response> run_on(asio::thread_pool& pool, Work work) {
    return asio::async_initiate<decltype(asio::use_awaitable), void(Response)>(
        [&pool](auto handler, Work inner) {
            asio::post(pool, [handler = std::move(handler), inner = std::move(inner)]() mutable {
                Response response = inner();
                const auto executor = asio::get_associated_executor(handler);
                asio::post(executor, [handler = std::move(handler), response = std::move(response)]() mutable {
                    std::move(handler)(std::move(response));
                });
            });
        },
        asio::use_awaitable, std::move(work));
}

Response answer(const Handler& handler, const Request& request, const std::string& server) {
    try {
        return handler(request);
    } catch (const std::exception& error) {
        telemetry::log_error(server, "A handler threw", {{"path", request.path}, {"error", error.what()}});
        return problem(500, "internal", "the request could not be handled", "see the log", request.path);
    }
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

/// The client's address: what the last proxy that is not ours to trust, or the client itself, connected from.
std::string client_address(const Request& request, const std::string& peer, const std::vector<std::string>& proxies) {
    std::string hops;  // several fields are one list
    for (const auto& [name, value] : request.headers) {
        if (equals_ignoring_case(name, "X-Forwarded-For")) hops.append(hops.empty() ? "" : ",").append(value);
    }
    std::string_view client = peer;
    for (std::string_view rest = hops; !rest.empty() && std::ranges::contains(proxies, client);) {
        const auto comma = rest.rfind(',');
        const auto hop = trimmed(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(0, comma);
        error_code error;
        asio::ip::make_address(hop, error);
        if (error) break;
        client = hop;
    }
    return std::string(client);
}

class HttpConnection final : public Connection, public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(std::shared_ptr<ServerCore> core, beast::tcp_stream stream)
        : core_(std::move(core)), wire_(std::move(stream)), id_(core_->next_id()) {
        error_code ignored;
        remote_ = wire_.tcp().socket().remote_endpoint(ignored).address().to_string();
        wire_.tcp().socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    }

    void start() {
        if (!core_->enter(id_, weak_from_this())) return;
        asio::co_spawn(wire_.get_executor(), [self = shared_from_this()] { return self->run(); }, asio::detached);
    }

    void drain() override {
        asio::post(wire_.get_executor(), [self = shared_from_this()] {
            if (self->idle_) self->wire_.tcp().cancel();
        });
    }

    void abort() override {
        asio::post(wire_.get_executor(), [self = shared_from_this()] { self->wire_.close(); });
    }

private:
    awaitable<bool> shake_hands() {
        if (!core_->tls) co_return true;
        wire_.use_tls(*core_->tls);
        wire_.tcp().expires_after(core_->options.header_timeout);
        const auto [error] = co_await wire_.async_handshake(asio::ssl::stream_base::server, kToken);
        co_return !error;
    }

    /// Says that no more comes: without it, a client can't tell an end from a cut.
    awaitable<void> say_end() {
        wire_.tcp().expires_after(kGoodbye);
        co_await wire_.async_shutdown(kToken);
        error_code ignored;
        wire_.tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    }

    awaitable<void> run() {
        if (!co_await shake_hands()) co_return core_->leave(id_);
        bool upgraded = false;
        try {
            while (co_await wait_for_request()) {
                const Next next = co_await serve_one();
                upgraded = next == Next::kUpgraded;
                if (next != Next::kRead) break;
            }
        } catch (const std::exception& error) {
            telemetry::log_error(core_->options.name, "A connection failed", {{"error", error.what()}});
        }
        if (upgraded) co_return;
        co_await say_end();
        if (refused_) co_await linger();
        core_->leave(id_);
    }

    /// Reads on for a moment after a refusal: closing over unread bytes would reset the connection, and the client
    /// would never see why.
    awaitable<void> linger() {
        wire_.tcp().expires_after(kLinger);
        for (std::size_t total = 0; total < kMaxLinger;) {
            buffer_.clear();
            const auto [error, size] = co_await wire_.async_read_some(buffer_.prepare(kFirstRead), kToken);
            if (error) co_return;
            total += size;
        }
    }

    enum class Next : std::uint8_t { kRead, kClose, kUpgraded };

    /// Until the first byte of a request is there. False: closed, idle for too long, or draining.
    awaitable<bool> wait_for_request() {
        if (core_->draining) co_return false;
        if (buffer_.size() > 0) co_return true;
        idle_ = true;
        wire_.tcp().expires_after(core_->options.idle_timeout);
        const auto [error, size] = co_await wire_.async_read_some(buffer_.prepare(kFirstRead), kToken);
        idle_ = false;
        if (error) co_return false;
        buffer_.commit(size);
        co_return true;
    }

    awaitable<Next> serve_one() {
        http::request_parser<http::empty_body> header;
        header.header_limit(static_cast<std::uint32_t>(core_->options.max_header_bytes));
        header.body_limit(boost::none);  // the route has its own
        wire_.tcp().expires_after(core_->options.header_timeout);
        const auto [error, size] = co_await http::async_read_header(wire_, buffer_, header, kToken);
        if (error) co_return co_await refuse_unread(error);
        begin_ = core_->clock.monotonic();
        Request request = read_header(header.get());
        route_ = "(none)";
        if (auto refused = check_request(request, static_cast<int>(header.get().version() % 10), core_->hosts,
                                         core_->options.any_host, core_->options.max_header_fields,
                                         core_->options.max_target_bytes)) {
            co_return co_await write(request, std::move(*refused), false);
        }
        if (auto gated = core_->options.gate ? core_->options.gate(request) : std::nullopt) {
            co_return co_await write(request, std::move(*gated), !has_body(request) && header.keep_alive());
        }
        if (beast::websocket::is_upgrade(header.get())) {
            co_return co_await upgrade(std::move(request), header.release());
        }
        co_return co_await dispatch(std::move(request), header);
    }

    awaitable<Next> dispatch(Request request, http::request_parser<http::empty_body>& header) {
        auto match = core_->router.match(request.method, request.path);
        const bool keep_alive = header.keep_alive();
        if (match.route == nullptr)
            co_return co_await write(request, no_route(request, match.allow), keep_alive && !has_body(request));
        route_ = match.route->pattern;
        request.params = std::move(match.params);
        if (has_body(request)) {
            auto refused = co_await read_body(request, header, match.route->options.max_body);
            if (refused == 0) co_return Next::kClose;
            if (refused != 200) {
                co_return co_await write(request, problem(refused, "limit", "the body is larger than this path takes"),
                                         false);
            }
        }
        Response response = co_await respond(*match.route, request);
        if (response.status == 0) co_return Next::kClose;
        if (response.stream) {
            core_->count_request(route_, response.status, core_->clock.monotonic() - begin_);
            wire_.tcp().expires_never();
            serve_event_stream(core_, {id_, std::move(wire_), std::move(response)});
            co_return Next::kUpgraded;
        }
        co_return co_await write(request, std::move(response), keep_alive);
    }

    awaitable<Response> respond(const Route& route, const Request& request) {
        if (route.options.runs_inline) co_return answer(route.handler, request, core_->options.name);
        if (core_->stopping || core_->waiting >= core_->options.max_waiting_requests) {
            Response busy = problem(503, "unavailable", "too many requests are waiting", "try again in a second");
            busy.headers.emplace_back("Retry-After", "1");
            co_return busy;
        }
        ++core_->waiting;
        Response response = co_await run_on(core_->workers, [core = core_, &route, &request] {
            return compressed(request, answer(route.handler, request, core->options.name));
        });
        --core_->waiting;
        co_return response;
    }

    /// 200: read. 413: too large. 0: the connection is gone.
    awaitable<int> read_body(Request& request, http::request_parser<http::empty_body>& header, std::size_t limit) {
        if (header.content_length().value_or(0) > limit) co_return 413;
        wire_.tcp().expires_after(core_->options.body_timeout);
        if (equals_ignoring_case(request.header("Expect"), "100-continue")) {
            http::response<http::empty_body> go_on(http::status::continue_, 11);
            const auto [error, size] = co_await http::async_write(wire_, go_on, kToken);
            if (error) co_return 0;
        }
        http::request_parser<http::string_body> parser(std::move(header));
        parser.body_limit(limit);
        const auto [error, size] = co_await http::async_read(wire_, buffer_, parser, kToken);
        if (error) co_return error == http::error::body_limit ? 413 : 0;
        request.body = std::move(parser.get().body());
        co_return 200;
    }

    awaitable<Next> upgrade(Request request, http::request<http::empty_body> raw) {
        const auto* handler = core_->router.websocket_at(request.path);
        if (handler == nullptr)
            co_return co_await write(request, problem(404, "not-found", "nothing takes a WebSocket here"), false);
        route_ = request.path;
        if (auto refused = handler->accept ? handler->accept(request) : std::nullopt) {
            co_return co_await write(request, std::move(*refused), false);
        }
        wire_.tcp().expires_never();
        serve_websocket(core_, {id_, std::move(wire_), std::move(raw), std::move(request), *handler});
        co_return Next::kUpgraded;
    }

    awaitable<Next> refuse_unread(error_code error) {
        if (error.category() != http::make_error_code(http::error::bad_method).category() ||
            error == http::error::end_of_stream || error == http::error::partial_message) {
            co_return Next::kClose;
        }
        Request request;
        request.method = "?";
        route_ = "(malformed)";
        begin_ = core_->clock.monotonic();
        const int status = error == http::error::header_limit ? 431 : 400;
        co_return co_await write(
            request, problem(status, "invalid-argument", "the request is malformed: " + error.message()), false);
    }

    awaitable<Next> write(const Request& request, Response response, bool keep_alive) {
        keep_alive = keep_alive && !core_->draining;
        const auto content = response.content();
        http::response<http::span_body<const char>> message;
        message.version(11);
        message.result(static_cast<unsigned>(response.status));
        message.reason(reason_phrase(response.status));
        for (const auto& [name, value] : response.headers) message.insert(name, value);
        for (const auto& [name, value] : core_->options.default_headers) {
            if (message.find(name) == message.end()) message.set(name, value);
        }
        message.keep_alive(keep_alive);
        const bool bodiless = response.status == 204 || response.status == 304;
        if (!bodiless) message.content_length(content.size());
        if (!bodiless && request.method != "HEAD")
            message.body() = beast::span<const char>(content.data(), content.size());
        core_->count_request(route_, response.status, core_->clock.monotonic() - begin_);
        wire_.tcp().expires_after(core_->options.write_timeout);
        http::response_serializer<http::span_body<const char>> serializer(message);
        const auto [error, size] = co_await http::async_write(wire_, serializer, kToken);
        refused_ = !error && !keep_alive && response.status >= 400;
        co_return !error && keep_alive ? Next::kRead : Next::kClose;
    }

    Request read_header(const http::request<http::empty_body>& raw) const {
        Request request;
        request.method = std::string(raw.method_string());
        request.target = std::string(raw.target());
        for (const auto& field : raw) request.headers.emplace_back(field.name_string(), field.value());
        request.remote_address = client_address(request, remote_, core_->options.trusted_proxies);
        return request;
    }

    static bool has_body(const Request& request) {
        return request.header("Content-Length").find_first_not_of('0') != std::string_view::npos;
    }

    static Response no_route(const Request& request, const std::string& allow) {
        if (allow.empty()) return problem(404, "not-found", "there is nothing at this path", "", request.path);
        if (request.method == "OPTIONS") return {204, {{"Allow", allow}}, {}};
        auto response =
            problem(405, "invalid-argument", "the path doesn't take this method", "it takes " + allow, request.path);
        response.headers.emplace_back("Allow", allow);
        return response;
    }

    static constexpr std::size_t kFirstRead = 4096;
    static constexpr std::size_t kMaxLinger = 4 * 1024 * 1024;
    static constexpr auto kLinger = std::chrono::seconds(2);
    static constexpr auto kGoodbye = std::chrono::seconds(1);

    std::shared_ptr<ServerCore> core_;
    Wire wire_;
    beast::flat_buffer buffer_;
    std::uint64_t id_;
    std::string remote_;
    std::string route_;  // for the meters
    Duration begin_{};
    bool idle_ = false;
    bool refused_ = false;
};

}  // namespace

void serve_http(std::shared_ptr<ServerCore> core, asio::ip::tcp::socket socket) {
    std::make_shared<HttpConnection>(std::move(core), beast::tcp_stream(std::move(socket)))->start();
}

}  // namespace tradewind::net
