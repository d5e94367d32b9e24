#pragma once

#include <filesystem>

#include "core/error.hpp"

namespace tradewind::storage {

/// A lock on a store held by one process: flock on `<store>.lock`, which also names the holder. Freed by the kernel
/// when the process ends, however it ends.
class FileLock {
public:
    /// kUnavailable where another holds it; the message names its process id.
    static Result<FileLock> take(const std::filesystem::path& store);

    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    ~FileLock();

private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace tradewind::storage
