#include "support/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <thread>

namespace tradewind::test {
namespace {

int exit_status(int status) {
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// Between fork and exec: only calls that are safe there.
[[noreturn]] void become(char* const* arguments, int input, const char* output, bool own_session) {
    if (own_session) ::setsid();
    const int in = input >= 0 ? input : ::open("/dev/null", O_RDONLY);
    ::dup2(in, 0);
    if (output != nullptr) {
        const int out = ::open(output, O_WRONLY | O_CREAT | O_APPEND, 0644);
        ::dup2(out, 1);
        ::dup2(out, 2);
    }
    ::close_range(3, ~0U, 0);
    ::execvp(arguments[0], arguments);
    ::_exit(127);
}

}  // namespace

int spawn(const std::vector<std::string>& command, const SpawnOptions& options) {
    std::vector<char*> arguments;
    for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    const std::string output = options.output.string();
    const int pid = ::fork();
    if (pid < 0) throw std::runtime_error("can't fork");
    if (pid == 0)
        become(arguments.data(), options.input, output.empty() ? nullptr : output.c_str(), options.own_session);
    return pid;
}

int fork_child(const std::function<int()>& body) {
    const int pid = ::fork();
    if (pid < 0) throw std::runtime_error("can't fork");
    if (pid == 0) ::_exit(body());
    return pid;
}

int wait_for_exit(int pid) {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) return -1;
    }
    return exit_status(status);
}

std::optional<int> ended_with(int pid) {
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) != pid) return std::nullopt;
    return exit_status(status);
}

int stop_child(int pid, int signal, std::chrono::milliseconds patience) {
    ::kill(pid, signal);
    std::optional<int> ended;
    if (wait_until([&] { return (ended = ended_with(pid)).has_value(); }, patience)) return *ended;
    ::kill(pid, SIGKILL);
    return wait_for_exit(pid);
}

bool wait_until(const std::function<bool()>& condition, std::chrono::milliseconds patience) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

}  // namespace tradewind::test
