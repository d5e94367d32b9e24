#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/message.hpp"
#include "net/websocket.hpp"

namespace tradewind::net {

/// Answers a request. Runs on a worker thread and may block, unless the route is inline.
using Handler = std::function<Response(const Request&)>;

struct RouteOptions {
    std::size_t max_body = 1024 * 1024;
    bool runs_inline = false;  ///< On the I/O thread: for answers that need no waiting at all.
};

struct Route {
    std::string method;
    std::string pattern;
    Handler handler;
    RouteOptions options;
};

/// Finds the route for a method and a path. Patterns: `/api/signals/{id}`; `{name}` stands for one segment that isn't
/// empty, `{name*}` at the end for the rest, empty too. Literal segments win over names, names over the rest.
class Router {
public:
    void add(std::string method, std::string pattern, Handler handler, RouteOptions options = {});
    void get(std::string pattern, Handler handler, RouteOptions options = {}) {
        add("GET", std::move(pattern), std::move(handler), options);
    }
    void post(std::string pattern, Handler handler, RouteOptions options = {}) {
        add("POST", std::move(pattern), std::move(handler), options);
    }
    /// A path that takes WebSocket handshakes.
    void websocket(std::string path, WebSocketHandler handler);

    struct Match {
        const Route* route = nullptr;  ///< Null: none fits.
        Fields params;
        std::string allow;  ///< Methods that the path takes, where only the method doesn't fit.
    };
    /// HEAD finds GET's route.
    [[nodiscard]] Match match(std::string_view method, std::string_view path) const;
    [[nodiscard]] const WebSocketHandler* websocket_at(std::string_view path) const;
    [[nodiscard]] const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

private:
    struct Compiled {
        std::vector<std::string> segments;
        const Route* route;
    };
    std::vector<std::unique_ptr<Route>> routes_;
    std::vector<Compiled> compiled_;  // most specific first
    std::vector<std::pair<std::string, WebSocketHandler>> websockets_;
};

}  // namespace tradewind::net
