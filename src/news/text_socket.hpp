#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/time.hpp"

namespace tradewind::news {

/// A connection on which a server sends texts. `net` carries it.
class TextSocket {
public:
    virtual ~TextSocket() = default;
    /// The next text; nothing after `wait`. An error once the connection has ended.
    virtual Result<std::optional<std::string>> receive(Duration wait) = 0;
    virtual Status send(std::string text) = 0;
};
using ConnectSocket = std::function<Result<std::unique_ptr<TextSocket>>(const std::string& url)>;

}  // namespace tradewind::news
