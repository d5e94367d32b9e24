#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "core/error.hpp"
#include "core/time.hpp"

namespace tradewind::services {

/// What another process on this machine asks of the one that holds the store: a command line's words, answered with one
/// JSON text. `{"error":…}` travels as an Error.
using AdminHandler = std::function<Result<std::string>(const std::string& request)>;

/// A Unix socket (mode 0600) in the data folder. One request and one answer a connection, each a line.
class AdminSocket {
public:
    static Result<std::unique_ptr<AdminSocket>> listen(const std::string& path, AdminHandler handler);
    ~AdminSocket();

private:
    AdminSocket(int descriptor, std::string path, AdminHandler handler);
    void serve(std::stop_token stop);
    void answer(int connection);

    int descriptor_;
    std::string path_;
    AdminHandler handler_;
    std::jthread thread_;
};

/// Sends a request to a running process. kUnavailable where none listens at `path`.
Result<std::string> ask_admin(const std::string& path, const std::string& request, Duration timeout);

}  // namespace tradewind::services
