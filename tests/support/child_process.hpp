#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tradewind::test {

struct SpawnOptions {
    int input = -1;                  ///< Descriptor for standard input; -1 is /dev/null.
    std::filesystem::path output{};  ///< File for standard output and error, appended; empty is the test's own.
    bool own_session = false;        ///< Not reached by the terminal's ^C.
};

/// Starts a program with every other descriptor closed; its process id. Throws where it can't be started.
int spawn(const std::vector<std::string>& command, const SpawnOptions& options = {});

/// Runs `body` in a forked copy of this process, which ends with its return value and runs no destructors: for kill -9
/// tests. Fork before threads are started.
int fork_child(const std::function<int()>& body);

/// Waits for the child to end: its exit status, or 128 + the signal that ended it.
int wait_for_exit(int pid);

/// The exit status where the child has ended, as wait_for_exit(); then its id is gone.
std::optional<int> ended_with(int pid);

/// Asks with `signal`, waits, and uses SIGKILL after `patience`. The exit status as wait_for_exit().
int stop_child(int pid, int signal, std::chrono::milliseconds patience = std::chrono::seconds(10));

/// Looks every few milliseconds until `condition` holds; false after `patience`.
bool wait_until(const std::function<bool()>& condition, std::chrono::milliseconds patience = std::chrono::seconds(30));

}  // namespace tradewind::test
