#include "support/postgres_server.hpp"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "support/child_process.hpp"
#include "support/free_port.hpp"

namespace tradewind::test {
namespace {

namespace fs = std::filesystem;

// Debian keeps each major version apart; the newest wins.
fs::path program(const std::string& name) {
    fs::path found;
    std::error_code error;
    for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", error)) {
        const auto path = version.path() / "bin" / name;
        if (fs::exists(path) && path > found) found = path;
    }
    return found;
}

bool has_timescale() {
    const auto libraries = program("postgres").parent_path().parent_path() / "lib";
    return fs::exists(libraries / "timescaledb.so");
}

// PostgreSQL refuses root.
std::vector<std::string> unprivileged(std::vector<std::string> command) {
    if (::geteuid() != 0) return command;
    std::vector<std::string> all{"setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"};
    all.insert(all.end(), command.begin(), command.end());
    return all;
}

std::string contents(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

[[noreturn]] void give_up(const std::string& what, const fs::path& log) {
    throw std::runtime_error(what + "; its log:\n" + contents(log));
}

}  // namespace

bool PostgresServer::available() {
    return !program("initdb").empty();
}

PostgresServer::PostgresServer(const PostgresOptions& options) : options_(options), folder_("postgres") {
    if (::geteuid() == 0) {
        const passwd* user = ::getpwnam("postgres");
        if (user == nullptr || ::chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) != 0) {
            throw std::runtime_error("PostgreSQL won't run as root, and there is no user 'postgres'");
        }
    }
    const auto log = folder_ / "initdb.log";
    const auto command =
        unprivileged({program("initdb").string(), "-D", (folder_ / "data").string(), "-U", "tradewind", "-A", "trust",
                      "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions"});
    if (wait_for_exit(spawn(command, {.output = log})) != 0) give_up("initdb failed", log);
    start();
}

PostgresServer::~PostgresServer() {
    kill();
}

std::string PostgresServer::url() const {
    return "postgresql://tradewind@127.0.0.1:" + std::to_string(port_) + "/postgres";
}

void PostgresServer::start() {
    const auto log = folder_ / "server.log";
    // Another process may take the free port first: then try the next.
    for (int attempt = 0; attempt < 5; ++attempt) {
        if (port_ == 0) port_ = free_port();
        std::vector<std::string> command{program("postgres").string(), "-D", (folder_ / "data").string(), "-p",
                                         std::to_string(port_),        "-k", folder_.path().string()};
        for (const std::string setting : {"listen_addresses=127.0.0.1", "max_connections=100", "shared_buffers=32MB",
                                          "timescaledb.telemetry_level=off", "max_wal_size=256MB"}) {
            command.insert(command.end(), {"-c", setting});
        }
        command.insert(command.end(), {"-c", options_.fsync ? "fsync=on" : "fsync=off"});
        if (options_.timescale && has_timescale()) {
            command.insert(command.end(), {"-c", "shared_preload_libraries=timescaledb"});
        }
        pid_ = spawn(unprivileged(command), {.output = log, .own_session = true});
        folder_.adopt(pid_);
        const auto ready = program("pg_isready").string();
        std::optional<int> ended;
        const bool up = wait_until([&] {
            if ((ended = ended_with(pid_))) return true;
            return wait_for_exit(spawn({ready, "-q", "-h", "127.0.0.1", "-p", std::to_string(port_)})) == 0;
        });
        if (up && !ended) return;
        if (ended) pid_ = -1;
        kill();
        port_ = 0;
    }
    give_up("PostgreSQL didn't start", log);
}

void PostgresServer::stop() {
    end(SIGINT);
}

void PostgresServer::kill() {
    end(SIGQUIT);
}

void PostgresServer::end(int signal) {
    if (pid_ < 0) return;
    stop_child(pid_, signal);
    folder_.disown();
    pid_ = -1;
}

}  // namespace tradewind::test
