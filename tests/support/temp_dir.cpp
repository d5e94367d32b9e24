#include "support/temp_dir.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <string>

#include "support/child_process.hpp"

namespace tradewind::test {
namespace {

// Waits in the background for the end of its standard input, which the test process holds open as long as it lives. Its
// parent ends at once, so that whoever kills the test with all its descendants doesn't find it.
constexpr const char* kWatch =
    "exec 3<&0; { cat <&3 >/dev/null; if [ -f \"$1/pids\" ]; then for p in $(cat \"$1/pids\"); do kill -9 $p "
    "2>/dev/null; done; fi; "
    "for i in 1 2 3 4 5; do rm -rf \"$1\" 2>/dev/null && break; sleep 0.1; done; } &";

}  // namespace

TempDir::TempDir(std::string_view name) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / ("tradewind-" + std::string(name) + "-XXXXXX")).string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("can't make a temporary folder");
    path_ = pattern;
    // Servers that run as another user must be able to pass.
    ::chmod(pattern.c_str(), 0755);

    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("can't make a pipe");
    wait_for_exit(spawn({"/bin/sh", "-c", kWatch, "watch", pattern}, {.input = ends[0], .own_session = true}));
    ::close(ends[0]);
    watcher_pipe_ = ends[1];
}

TempDir::~TempDir() {
    ::close(watcher_pipe_);
    wait_until([&] { return !std::filesystem::exists(path_); });
}

void TempDir::adopt(int pid) const {
    std::ofstream(path_ / "pids", std::ios::app) << pid << '\n';
}

void TempDir::disown() const {
    std::filesystem::remove(path_ / "pids");
}

}  // namespace tradewind::test
