#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tradewind::test {

/// A mail server that takes one mail a connection and keeps it; or turns every sender away.
class SmtpDouble {
public:
    explicit SmtpDouble(bool refuse = false);
    ~SmtpDouble();

    struct Mail {
        std::string from;
        std::vector<std::string> to;
        std::string text;  ///< Headers and body.
        [[nodiscard]] std::string decoded_body() const;
    };
    [[nodiscard]] std::string url() const;
    Mail wait_for_mail();

private:
    void serve();
    void talk(int client);

    bool refuse_;
    int listener_;
    int port_ = 0;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<Mail> mails_;
    std::jthread thread_;
};

}  // namespace tradewind::test
