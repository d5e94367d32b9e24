#include "fake_ollama.hpp"

#include <nlohmann/json.hpp>

namespace tradewind::test {
namespace {

using nlohmann::json;

net::Response error(int status, const std::string& message) {
    return {status, {{"Content-Type", "application/json"}}, json{{"error", message}}.dump()};
}

net::Response message(const std::string& content, const std::string& reason = "stop") {
    const json body{{"model", "tiny:latest"},
                    {"created_at", "2026-01-05T14:31:02.4183921Z"},
                    {"message", {{"role", "assistant"}, {"content", content}}},
                    {"done", true},
                    {"done_reason", reason},
                    {"total_duration", 912'345'678}};
    return {200, {{"Content-Type", "application/json"}}, body.dump()};
}

/// What the server says of a request that it does not take; 200 where it does.
net::Response checked(const json& request) {
    if (!request.is_object()) return error(400, "invalid request");
    if (request.value("model", "") != "tiny") return error(404, "model not found");
    if (request.value("stream", true)) return error(400, "this double does not stream");
    if (!request.contains("messages") || request["messages"].empty()) return error(400, "no messages");
    if (!request.contains("format") || request["format"].value("type", "") != "object")
        return error(400, "invalid format; expected \"json\" or a valid JSON Schema object");
    return {200, {}, {}};
}

}  // namespace

FakeOllama::FakeOllama() {
    net::Router router;
    router.get("/api/tags", [](const net::Request&) {
        return net::Response{200,
                             {{"Content-Type", "application/json"}},
                             R"({"models":[{"name":"tiny:latest","digest":"00aa11","size":1}]})"};
    });
    router.post("/api/chat", [this](const net::Request& request) { return chat(request.body); });
    server_ = std::move(*net::Server::start({}, std::move(router)));
}

FakeOllama::~FakeOllama() {
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
    }
    ending_.notify_all();
}

void FakeOllama::fault(Fault fault) {
    const std::lock_guard lock(mutex_);
    faults_.push_back(fault);
}

int FakeOllama::chats() {
    const std::lock_guard lock(mutex_);
    return chats_;
}

net::Response FakeOllama::chat(const std::string& body) {
    std::optional<Fault> fault;
    {
        const std::lock_guard lock(mutex_);
        ++chats_;
        if (!faults_.empty()) {
            fault = faults_.front();
            faults_.pop_front();
        }
    }
    if (auto refused = checked(json::parse(body, nullptr, false)); refused.status != 200) return refused;
    if (fault) return answer_with(*fault);
    return message(R"({"relevant":true,"sentiment":"very_negative","confidence":"high","reason":"fraud"})");
}

net::Response FakeOllama::answer_with(Fault fault) {
    switch (fault) {
        case Fault::kCrash:
            return error(500, "model runner has unexpectedly stopped");
        case Fault::kBusy:
            return error(503, "server busy, please try again. maximum pending requests exceeded");
        case Fault::kNonsense:
            return message("I think that the outlook is rather good.");
        case Fault::kBreaksSchema:
            return message(R"({"sentiment":"splendid"})");
        case Fault::kCutOff:
            return message(R"({"relevant":true,"senti)", "length");
        case Fault::kSilent:
            break;
    }
    std::unique_lock lock(mutex_);
    ending_.wait(lock, [&] { return ends_; });
    return error(499, "client closed the connection");
}

}  // namespace tradewind::test
