#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "net/server.hpp"

namespace tradewind::test {

/// Ollama's `/api/tags` and `/api/chat` on a socket of its own: what the server takes and refuses, one model on disk,
/// and faults in the order in which they were put in.
class FakeOllama {
public:
    enum class Fault { kCrash, kBusy, kNonsense, kBreaksSchema, kCutOff, kSilent };

    FakeOllama();
    /// Lets go of whoever still waits for an answer.
    ~FakeOllama();

    [[nodiscard]] std::string url() const { return server_->url(); }
    void fault(Fault fault);
    /// Requests to `/api/chat` so far, refused ones included.
    [[nodiscard]] int chats();

private:
    net::Response chat(const std::string& body);
    net::Response answer_with(Fault fault);

    std::mutex mutex_;
    std::condition_variable ending_;
    bool ends_ = false;
    int chats_ = 0;
    std::deque<Fault> faults_;
    std::unique_ptr<net::Server> server_;
};

}  // namespace tradewind::test
