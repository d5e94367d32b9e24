#include "streams/redis_link.hpp"

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancel_after.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/redis/connection.hpp>
#include <boost/redis/request.hpp>
#include <fmt/core.h>
#include <random>
#include <semaphore>
#include <thread>

#include "telemetry/log.hpp"

namespace tradewind::streams::redis {

namespace asio = boost::asio;
namespace bredis = boost::redis;
using namespace std::chrono_literals;

namespace {

constexpr auto kFirstPause = 50ms;
constexpr auto kLongestPause = 2s;

/// Builds the answers' trees while Boost.Redis parses.
class TreeBuilder {
public:
    explicit TreeBuilder(std::vector<Reply>& replies) : replies_(&replies) {}

    [[nodiscard]] std::size_t get_supported_response_size() const noexcept { return static_cast<std::size_t>(-1); }

    template <class String>
    void operator()(std::size_t command, const bredis::resp3::basic_node<String>& node, boost::system::error_code&) {
        if (command >= replies_->size()) return;
        Reply* place = &(*replies_)[command];
        for (std::size_t depth = 0; depth < node.depth; ++depth) {
            if (depth + 1 == node.depth) place->items.emplace_back();
            place = &place->items.back();
        }
        switch (node.data_type) {
            case bredis::resp3::type::null:
                place->kind = Reply::Kind::kNull;
                break;
            case bredis::resp3::type::simple_error:
            case bredis::resp3::type::blob_error:
                place->kind = Reply::Kind::kError;
                break;
            default:
                place->kind =
                    bredis::resp3::is_aggregate(node.data_type) ? Reply::Kind::kAggregate : Reply::Kind::kText;
        }
        if (place->kind == Reply::Kind::kAggregate) {
            place->items.reserve(node.aggregate_size * bredis::resp3::element_multiplicity(node.data_type));
        } else {
            place->text.assign(node.value.data(), node.value.size());
        }
    }

private:
    std::vector<Reply>* replies_;
};

struct Replies {
    std::vector<Reply> list;
};
/// Found by Boost.Redis through argument-dependent lookup.
[[maybe_unused]] TreeBuilder boost_redis_adapt(Replies& replies) {
    return TreeBuilder(replies.list);
}

bredis::config to_config(const Address& address) {
    bredis::config config;
    config.use_ssl = address.tls;
    config.addr = {.host = address.host, .port = address.port};
    if (!address.user.empty()) config.username = address.user;
    config.password = address.password;
    config.clientname = "tradewind";
    if (address.database != 0) config.database_index = address.database;
    config.resolve_timeout = config.connect_timeout = config.ssl_handshake_timeout = 5s;
    // Each call has its own time limit, and a blocked read can't answer a ping. Pauses are ours too.
    config.health_check_interval = std::chrono::steady_clock::duration::zero();
    config.reconnect_wait_interval = std::chrono::steady_clock::duration::zero();
    return config;
}

asio::ssl::context to_tls(const Address& address) {
    asio::ssl::context context(asio::ssl::context::tls_client);
    if (address.tls) {
        context.set_default_verify_paths();
        context.set_verify_mode(asio::ssl::verify_peer);
        context.set_verify_callback(asio::ssl::host_name_verification(address.host));
    }
    return context;
}

}  // namespace

struct IoThread::State {
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> guard{context.get_executor()};
    std::jthread thread;
};

IoThread::IoThread() : state_(std::make_unique<State>()) {
    state_->thread = std::jthread([state = state_.get()] { state->context.run(); });
}

IoThread::~IoThread() {
    // Links are gone by now, so what is left ends by itself.
    state_->guard.reset();
    state_->thread.join();
}

class Call {
public:
    bredis::request request;
    Replies replies;
    boost::system::error_code error;
    std::optional<asio::steady_timer> limit;
    std::binary_semaphore done{0};
    std::atomic<bool> ended{false};
};

struct Link::State : std::enable_shared_from_this<State> {
    State(IoThread& thread, const Address& address)
        : connection(thread.state().context, to_tls(address)),
          config(to_config(address)),
          pause(thread.state().context),
          where(fmt::format("{}:{}", address.host, address.port)),
          random(static_cast<std::minstd_rand::result_type>(SystemMachineClock().monotonic().count())) {}

    // Coroutines begin later than they are called, so they take their owner as an argument.
    static asio::awaitable<void> run(std::shared_ptr<State> self);
    static asio::awaitable<void> stop(std::shared_ptr<State> self);
    static asio::awaitable<void> unblock(std::shared_ptr<State> self, std::string client,
                                         std::shared_ptr<Call> blocked);
    void execute(std::shared_ptr<Call> call, Duration timeout);
    std::chrono::nanoseconds next_pause();

    bredis::connection connection;
    bredis::config config;
    asio::steady_timer pause;
    std::string where;
    std::minstd_rand random;
    std::chrono::nanoseconds last_pause{0};
    std::atomic<std::uint64_t> generation{0};
    bool no_delay = false;
    bool reported = false;
    bool stopping = false;
    bool ended = false;
};

std::chrono::nanoseconds Link::State::next_pause() {
    last_pause = std::clamp<std::chrono::nanoseconds>(last_pause * 2, kFirstPause, kLongestPause);
    // Between half and all of it, so that clients that lost a server together don't come back together.
    return std::chrono::nanoseconds(
        std::uniform_int_distribution<std::int64_t>(last_pause.count() / 2, last_pause.count())(random));
}

asio::awaitable<void> Link::State::run(std::shared_ptr<State> self) {
    while (!self->stopping) {
        self->no_delay = false;
        ++self->generation;
        const auto [error] = co_await self->connection.async_run(
            self->config, bredis::logger(bredis::logger::level::disabled), asio::as_tuple(asio::use_awaitable));
        if (self->stopping) break;
        if (!std::exchange(self->reported, true)) {
            telemetry::log_warning("streams", "no connection to Redis, trying again",
                                   {{"server", self->where}, {"reason", error.message()}});
        }
        self->connection.reset_stream();
        self->pause.expires_after(self->next_pause());
        co_await self->pause.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    self->ended = true;
}

asio::awaitable<void> Link::State::stop(std::shared_ptr<State> self) {
    self->stopping = true;
    asio::steady_timer again(self->pause.get_executor());
    // Once may be too early: Boost.Redis forgets a cancellation that comes between two steps of connecting.
    while (!self->ended) {
        self->connection.cancel();
        self->pause.cancel();
        again.expires_after(2ms);
        co_await again.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void Link::State::execute(std::shared_ptr<Call> call, Duration timeout) {
    if (auto& socket = connection.next_layer().next_layer(); !no_delay && socket.is_open()) {
        boost::system::error_code ignored;
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
        no_delay = !ignored;
    }
    auto finished = [call, self = shared_from_this()](boost::system::error_code error, std::size_t) {
        if (!error) {
            self->last_pause = {};
            if (std::exchange(self->reported, false)) {
                telemetry::log_info("streams", "connected to Redis again", {{"server", self->where}});
            }
        }
        call->error = error;
        call->ended = true;
        call->done.release();
    };
    call->limit.emplace(pause.get_executor());
    connection.async_exec(call->request, bredis::any_adapter(call->replies),
                          asio::cancel_after(*call->limit, timeout, std::move(finished)));
}

asio::awaitable<void> Link::State::unblock(std::shared_ptr<State> self, std::string client,
                                           std::shared_ptr<Call> blocked) {
    asio::steady_timer again(self->pause.get_executor());
    // Once may be too early: the server may not have read the blocking command yet.
    while (!blocked->ended && !self->stopping) {
        bredis::request request;
        request.push("CLIENT", "UNBLOCK", client);
        bredis::generic_response response;
        co_await self->connection.async_exec(request, response,
                                             asio::cancel_after(again, 2s, asio::as_tuple(asio::use_awaitable)));
        again.expires_after(5ms);
        co_await again.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

Link::Link(IoThread& thread, const Address& address)
    : thread_(thread), state_(std::make_shared<State>(thread, address)) {
    asio::co_spawn(thread_.state().context, State::run(state_), asio::detached);
}

Link::~Link() {
    asio::co_spawn(thread_.state().context, State::stop(state_), asio::detached);
}

std::shared_ptr<Call> Link::start(const Pipeline& pipeline, Duration timeout) {
    auto call = std::make_shared<Call>();
    for (const auto& command : pipeline) {
        // push_range leaves a command without arguments out.
        if (command.size() == 1) {
            call->request.push(command.front());
        } else {
            call->request.push_range(command.front(), std::next(command.begin()), command.end());
        }
    }
    TRADEWIND_ASSERT(call->request.get_commands() == pipeline.size());
    call->replies.list.resize(pipeline.size());
    asio::post(thread_.state().context, [state = state_, call, timeout] { state->execute(call, timeout); });
    return call;
}

Result<std::vector<Reply>> Link::finish(Call& call) {
    call.done.acquire();
    if (call.error) {
        return fail(ErrorCode::kUnavailable, fmt::format("redis: {}", call.error.message()),
                    "check that the server of streams.url runs and can be reached");
    }
    return std::move(call.replies.list);
}

Result<std::vector<Reply>> Link::call(const Pipeline& pipeline, Duration timeout) {
    return finish(*start(pipeline, timeout));
}

std::uint64_t Link::generation() const {
    return state_->generation;
}

void Link::unblock(std::string client, std::shared_ptr<Call> blocked) {
    asio::co_spawn(thread_.state().context, State::unblock(state_, std::move(client), std::move(blocked)),
                   asio::detached);
}

}  // namespace tradewind::streams::redis
