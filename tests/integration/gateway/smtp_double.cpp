#include "smtp_double.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/core.h>
#include <catch2/catch_test_macros.hpp>

namespace tradewind::test {

namespace {

/// A connection read line by line.
class Lines {
public:
    explicit Lines(int socket) : socket_(socket) {}
    /// With its CRLF; empty once the other side is gone.
    std::string next() {
        while (true) {
            if (const auto end = kept_.find("\r\n"); end != std::string::npos) {
                std::string line = kept_.substr(0, end + 2);
                kept_.erase(0, end + 2);
                return line;
            }
            char bytes[4096];
            const auto size = ::read(socket_, bytes, sizeof bytes);
            if (size <= 0) return {};
            kept_.append(bytes, static_cast<std::size_t>(size));
        }
    }
    void say(std::string_view line) const {
        const std::string text = std::string(line) + "\r\n";
        (void)!::write(socket_, text.data(), text.size());
    }

private:
    int socket_;
    std::string kept_;
};

std::string address_in(const std::string& line) {
    const auto begin = line.find('<');
    return line.substr(begin, line.find('>') - begin + 1);
}

}  // namespace

SmtpDouble::SmtpDouble(bool refuse) : refuse_(refuse), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(listener_, 8) == 0);
    socklen_t size = sizeof address;
    REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
}

SmtpDouble::~SmtpDouble() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

std::string SmtpDouble::url() const {
    return fmt::format("smtp://127.0.0.1:{}", port_);
}

void SmtpDouble::serve() {
    while (true) {
        const int client = ::accept(listener_, nullptr, nullptr);
        if (client < 0) return;
        talk(client);
        ::close(client);
    }
}

void SmtpDouble::talk(int client) {
    Lines lines(client);
    Mail mail;
    lines.say("220 double ESMTP");
    for (std::string line = lines.next(); !line.empty(); line = lines.next()) {
        if (line.starts_with("MAIL FROM:")) {
            mail.from = address_in(line);
            lines.say(refuse_ ? "550 not from you" : "250 ok");
        } else if (line.starts_with("RCPT TO:")) {
            mail.to.push_back(address_in(line));
            lines.say("250 ok");
        } else if (line.starts_with("DATA")) {
            lines.say("354 go on");
            for (line = lines.next(); !line.empty() && line != ".\r\n"; line = lines.next()) mail.text += line;
            {
                const std::lock_guard lock(mutex_);
                mails_.push_back(mail);
            }
            arrived_.notify_all();
            lines.say("250 taken");
        } else if (line.starts_with("QUIT")) {
            lines.say("221 bye");
            return;
        } else {
            lines.say("250 ok");
        }
    }
}

SmtpDouble::Mail SmtpDouble::wait_for_mail() {
    std::unique_lock lock(mutex_);
    REQUIRE(arrived_.wait_for(lock, std::chrono::seconds(20), [&] { return !mails_.empty(); }));
    return mails_.front();
}

std::string SmtpDouble::Mail::decoded_body() const {
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string decoded;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char letter : text.substr(text.find("\r\n\r\n") + 4)) {
        const auto value = kLetters.find(letter);
        if (value == std::string_view::npos) continue;
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        decoded += static_cast<char>((bits >> count) & 0xFF);
    }
    return decoded;
}

}  // namespace tradewind::test
