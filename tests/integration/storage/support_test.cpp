// The harness itself: servers and folders go away, also with a test that is killed.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "support/child_process.hpp"
#include "support/free_port.hpp"
#include "support/redis_server.hpp"
#include "support/temp_dir.hpp"

namespace tradewind::test {
namespace {

// Makes `thing` in a child process, which tells its answer through `report` and is then killed with -9.
std::string ask_and_kill(const std::filesystem::path& report, const std::function<std::string()>& thing) {
    const int child = fork_child([&]() -> int {
        const std::string answer = thing();
        std::ofstream(report.string() + ".new") << answer << std::flush;
        std::filesystem::rename(report.string() + ".new", report);
        for (;;) ::pause();
    });
    CHECK(wait_until([&] { return std::filesystem::exists(report); }));
    ::kill(child, SIGKILL);
    wait_for_exit(child);
    std::string answer;
    std::getline(std::ifstream(report), answer);
    return answer;
}

TEST_CASE("a folder goes away with its object") {
    std::filesystem::path path;
    {
        const TempDir folder;
        path = folder.path();
        std::ofstream(folder / "file") << "x";
        CHECK(std::filesystem::exists(folder / "file"));
    }
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a folder's watcher is no child of the test, and so survives its tree") {
    const int child = fork_child([] {
        const TempDir folder;
        return ::waitpid(-1, nullptr, WNOHANG) == -1 ? 0 : 1;
    });
    CHECK(wait_for_exit(child) == 0);
}

TEST_CASE("a folder goes away with a test that is killed") {
    const TempDir home;
    const std::string path = ask_and_kill(home / "report", [] { return (new TempDir())->path().string(); });
    REQUIRE_FALSE(path.empty());
    CHECK(wait_until([&] { return !std::filesystem::exists(path); }));
}

TEST_CASE("a server goes away with a test that is killed") {
    if (!RedisServer::available()) SKIP("Redis is not installed");
    const TempDir home;
    const std::string port = ask_and_kill(home / "report", [] { return std::to_string((new RedisServer())->port()); });
    REQUIRE_FALSE(port.empty());
    CHECK(wait_until([&] { return !is_listening(std::stoi(port)); }));
}

TEST_CASE("a server stops and starts again on its port") {
    if (!RedisServer::available()) SKIP("Redis is not installed");
    RedisServer server;
    CHECK(is_listening(server.port()));
    server.kill();
    CHECK_FALSE(is_listening(server.port()));
    server.start();
    CHECK(is_listening(server.port()));
}

}  // namespace
}  // namespace tradewind::test
