#include "storage/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/core.h>
#include <string>

namespace tradewind::storage {
namespace {

std::string holder_of(int descriptor) {
    std::array<char, 32> text{};
    const auto size = ::pread(descriptor, text.data(), text.size() - 1, 0);
    std::string holder(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    holder.erase(std::min(holder.find('\n'), holder.size()));
    return holder.empty() ? "unknown" : holder;
}

}  // namespace

Result<FileLock> FileLock::take(const std::filesystem::path& store) {
    const std::string path = store.string() + ".lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return fail(ErrorCode::kUnavailable, fmt::format("can't open {}: {}", path, std::strerror(errno)),
                    "check that the data folder exists and may be written");
    }
    FileLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return fail(ErrorCode::kUnavailable,
                    fmt::format("{} is in use by process {}", store.string(), holder_of(descriptor)),
                    "stop that process, or give this one another --world");
    }
    const std::string holder = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor, 0) != 0 ||
        ::pwrite(descriptor, holder.data(), holder.size(), 0) != static_cast<ssize_t>(holder.size())) {
        return fail(ErrorCode::kUnavailable, fmt::format("can't write {}: {}", path, std::strerror(errno)),
                    "check that the disk isn't full");
    }
    return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FileLock::~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace tradewind::storage
