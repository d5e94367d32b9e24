#pragma once

#include <memory>

#include "core/time.hpp"
#include "streams/redis_address.hpp"
#include "streams/redis_reply.hpp"

namespace tradewind::streams::redis {

/// The thread that all connections of a bus run on.
class IoThread {
public:
    IoThread();
    ~IoThread();
    IoThread(const IoThread&) = delete;
    IoThread& operator=(const IoThread&) = delete;

    struct State;
    [[nodiscard]] State& state() { return *state_; }

private:
    std::unique_ptr<State> state_;
};

/// A pipeline on its way.
class Call;

/// One connection, which reconnects by itself with growing, jittered pauses. Thread-safe.
class Link {
public:
    Link(IoThread& thread, const Address& address);
    ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    /// One attempt: sends the pipeline and waits for all answers, at most `timeout` (also for a connection). An error
    /// answer to a command is a Reply, not an error here. kUnavailable: no proof of what became of it.
    Result<std::vector<Reply>> call(const Pipeline& pipeline, Duration timeout);

    /// As `call`, in two steps, so that the wait can be ended from outside (CLIENT UNBLOCK on another link).
    std::shared_ptr<Call> start(const Pipeline& pipeline, Duration timeout);
    static Result<std::vector<Reply>> finish(Call& call);

    /// Counts the attempts to connect: while it stays the same, it is the same connection.
    [[nodiscard]] std::uint64_t generation() const;

    /// Sends CLIENT UNBLOCK for the connection `client` again and again until `blocked` has ended. Doesn't wait.
    void unblock(std::string client, std::shared_ptr<Call> blocked);

private:
    struct State;
    IoThread& thread_;
    std::shared_ptr<State> state_;
};

}  // namespace tradewind::streams::redis
