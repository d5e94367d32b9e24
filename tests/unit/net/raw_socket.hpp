#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace tradewind::net {

/// A loopback TCP connection for what no well-behaved client would send.
class RawSocket {
public:
    explicit RawSocket(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        const timeval patience{10, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~RawSocket() { ::close(fd_); }
    RawSocket(const RawSocket&) = delete;
    RawSocket& operator=(const RawSocket&) = delete;

    [[nodiscard]] bool connected() const { return connected_; }
    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    /// All that comes until the other side closes.
    std::string receive_all() {
        std::string all;
        char chunk[4096];
        for (ssize_t got = 0; (got = ::recv(fd_, chunk, sizeof chunk, 0)) > 0;)
            all.append(chunk, static_cast<std::size_t>(got));
        return all;
    }
    /// Until `text` is in what came.
    std::string receive_until(std::string_view text) {
        std::string all;
        char c = 0;
        while (all.find(text) == std::string::npos && ::recv(fd_, &c, 1, 0) == 1) all += c;
        return all;
    }

private:
    int fd_;
    bool connected_ = false;
};

/// What a server answers to `request` (with {port} filled in), which must make it close.
inline std::string answer_to(std::uint16_t port, std::string request) {
    const auto at = request.find("{port}");
    if (at != std::string::npos) request.replace(at, 6, std::to_string(port));
    RawSocket socket(port);
    socket.send(request);
    return socket.receive_all();
}

}  // namespace tradewind::net
