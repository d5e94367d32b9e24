#include "support/redis_server.hpp"

#include <signal.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "support/child_process.hpp"
#include "support/free_port.hpp"

namespace tradewind::test {
namespace {

constexpr const char* kProgram = "/usr/bin/redis-server";

std::string contents(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

}  // namespace

bool RedisServer::available() {
    return std::filesystem::exists(kProgram);
}

RedisServer::RedisServer(std::string appendfsync) : folder_("redis"), appendfsync_(std::move(appendfsync)) {
    std::filesystem::create_directory(folder_ / "data");
    start();
}

RedisServer::~RedisServer() {
    kill();
}

std::string RedisServer::url() const {
    return "redis://127.0.0.1:" + std::to_string(port_);
}

void RedisServer::start() {
    const auto log = folder_ / "server.log";
    for (int attempt = 0; attempt < 5; ++attempt) {
        if (port_ == 0) port_ = free_port();
        std::filesystem::remove(log);
        pid_ = spawn({kProgram, "--port", std::to_string(port_), "--bind", "127.0.0.1", "--dir",
                      (folder_ / "data").string(), "--appendonly", "yes", "--appendfsync", appendfsync_,
                      "--maxmemory-policy", "noeviction", "--save", "", "--daemonize", "no"},
                     {.output = log, .own_session = true});
        folder_.adopt(pid_);
        std::optional<int> ended;
        const bool up = wait_until([&] {
            if ((ended = ended_with(pid_))) return true;
            return contents(log).find("Ready to accept connections") != std::string::npos;
        });
        if (up && !ended) return;
        if (ended) pid_ = -1;
        kill();
        port_ = 0;
    }
    throw std::runtime_error("Redis didn't start; its log:\n" + contents(log));
}

void RedisServer::stop() {
    end(SIGTERM);
}

void RedisServer::kill() {
    end(SIGKILL);
}

void RedisServer::wipe() {
    std::filesystem::remove_all(folder_ / "data");
    std::filesystem::create_directory(folder_ / "data");
}

void RedisServer::end(int signal) {
    if (pid_ < 0) return;
    stop_child(pid_, signal);
    folder_.disown();
    pid_ = -1;
}

}  // namespace tradewind::test
