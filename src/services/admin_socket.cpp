#include "services/admin_socket.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>

namespace tradewind::services {
namespace {

constexpr std::size_t kMaxLine = 4 * 1024 * 1024;
constexpr int kRequestMilliseconds = 5000;

std::optional<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return std::nullopt;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

const sockaddr* generic(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

// One line without its end, or nothing on a closed, slow or too talkative peer.
std::optional<std::string> read_line(int connection, int timeout_ms) {
    std::string line;
    char buffer[4096];
    while (line.size() < kMaxLine) {
        pollfd waiting{connection, POLLIN, 0};
        if (::poll(&waiting, 1, timeout_ms) <= 0) return std::nullopt;
        const auto size = ::recv(connection, buffer, sizeof buffer, 0);
        if (size <= 0) return std::nullopt;
        line.append(buffer, static_cast<std::size_t>(size));
        if (line.back() == '\n') {
            line.pop_back();
            return line;
        }
    }
    return std::nullopt;
}

bool send_line(int connection, std::string line) {
    line += '\n';
    std::string_view rest = line;
    while (!rest.empty()) {
        const auto sent = ::send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string encode_answer(const Result<std::string>& answer) {
    nlohmann::json json;
    if (answer) {
        json["result"] = *answer;
    } else {
        json["error"] = {{"code", static_cast<int>(answer.error().code)},
                         {"message", answer.error().message},
                         {"hint", answer.error().hint}};
    }
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<std::string> decode_answer(const std::string& line) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (json.contains("result")) return json["result"].get<std::string>();
    if (!json.contains("error")) return fail(ErrorCode::kInternal, "the running process answered something unreadable");
    const auto& error = json["error"];
    return fail(static_cast<ErrorCode>(error.value("code", 0)), error.value("message", ""), error.value("hint", ""));
}

}  // namespace

Result<std::unique_ptr<AdminSocket>> AdminSocket::listen(const std::string& path, AdminHandler handler) {
    const auto address = address_of(path);
    if (!address)
        return fail(ErrorCode::kInvalidArgument, "socket path too long: " + path, "choose a shorter data.dir");
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::unlink(path.c_str());
    const mode_t before = ::umask(0077);
    const bool bound = ::bind(descriptor, generic(*address), sizeof *address) == 0 && ::listen(descriptor, 8) == 0;
    ::umask(before);
    if (!bound) {
        ::close(descriptor);
        return fail(ErrorCode::kUnavailable, "can't listen on " + path + ": " + std::strerror(errno));
    }
    return std::unique_ptr<AdminSocket>(new AdminSocket(descriptor, path, std::move(handler)));
}

AdminSocket::AdminSocket(int descriptor, std::string path, AdminHandler handler)
    : descriptor_(descriptor), path_(std::move(path)), handler_(std::move(handler)) {
    thread_ = std::jthread([this](std::stop_token stop) { serve(stop); });
}

AdminSocket::~AdminSocket() {
    thread_.request_stop();
    thread_.join();
    ::close(descriptor_);
    ::unlink(path_.c_str());
}

void AdminSocket::serve(std::stop_token stop) {
    while (!stop.stop_requested()) {
        pollfd waiting{descriptor_, POLLIN, 0};
        if (::poll(&waiting, 1, 200) <= 0) continue;
        const int connection = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) continue;
        answer(connection);
        ::close(connection);
    }
}

void AdminSocket::answer(int connection) {
    const auto request = read_line(connection, kRequestMilliseconds);
    if (request) send_line(connection, encode_answer(handler_(*request)));
}

Result<std::string> ask_admin(const std::string& path, const std::string& request, Duration timeout) {
    const auto nobody = [&] { return fail(ErrorCode::kUnavailable, "no tradewind process listens at " + path); };
    const auto address = address_of(path);
    if (!address) return nobody();
    const int connection = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    std::optional<std::string> line;
    const bool connected = ::connect(connection, generic(*address), sizeof *address) == 0;
    if (connected && send_line(connection, request)) {
        line = read_line(connection, static_cast<int>(timeout / std::chrono::milliseconds(1)));
    }
    ::close(connection);
    if (!connected) return nobody();
    if (!line) return fail(ErrorCode::kUnknownOutcome, "the running process didn't answer in time");
    return decode_answer(*line);
}

}  // namespace tradewind::services
