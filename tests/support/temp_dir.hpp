#pragma once

#include <filesystem>
#include <string_view>

namespace tradewind::test {

/// A temporary folder that goes away with the object, and also where the test process is killed: a watcher outside
/// notices, ends the processes whose ids stand in the folder's `pids` file (one a line), and removes the folder.
class TempDir {
public:
    explicit TempDir(std::string_view name = "test");
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
    /// From now on the process ends with the folder.
    void adopt(int pid) const;
    /// The adopted process has ended: its id may belong to another one day.
    void disown() const;

private:
    std::filesystem::path path_;
    int watcher_pipe_ = -1;
};

}  // namespace tradewind::test
