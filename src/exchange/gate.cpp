#include "exchange/gate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <thread>

namespace tradewind::exchange {
namespace {

using net::Request;
using net::Response;

bool is_data(std::string_view path) {
    return path.starts_with("/v2/stocks") || path.starts_with("/v1beta1/") || path.starts_with("/v1/");
}

// Feeds, the subreddit with its own tokens, and sockets, which sign in on their own.
bool is_public(const Request& request) {
    return request.path.starts_with("/feeds/") || request.path.starts_with("/r/") ||
           request.path.starts_with("/api/v1/") || !request.header("Upgrade").empty();
}

// Members that clients must be able to do without.
constexpr std::array<std::string_view, 12> kOptional{
    "updated_at", "expires_at", "legs",         "subtag",        "source",           "hwm",
    "vw",         "n",          "change_today", "qty_available", "asset_marginable", "position_intent"};

void thin(nlohmann::ordered_json& value, std::size_t& turn) {
    if (value.is_object()) {
        for (const auto name : kOptional) {
            const auto found = value.find(std::string(name));
            if (found == value.end()) continue;
            if (++turn % 2 == 0) {
                *found = nullptr;
            } else {
                value.erase(found);
            }
        }
    }
    if (value.is_structured()) {
        for (auto& inner : value) thin(inner, turn);
    }
}

std::string thinned(const std::string& body) {
    auto value = nlohmann::ordered_json::parse(body, nullptr, false);
    if (value.is_discarded()) return body;
    std::size_t turn = 0;
    thin(value, turn);
    return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Response nobody() {
    return {401,
            {{"Content-Type", "text/html"}},
            "<html>\r\n<head><title>401 Authorization Required</title></head>\r\n<body>\r\n<center><h1>401 "
            "Authorization Required</h1></center>\r\n"
            "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"};
}

}  // namespace

std::optional<Response> Gate::check(const Request& request) {
    if (is_public(request)) return std::nullopt;
    const auto key_id = request.header("APCA-API-KEY-ID");
    if (key_id.empty()) return nobody();
    const bool data = is_data(request.path);
    if (!core_->is_key(key_id, request.header("APCA-API-SECRET-KEY"))) {
        return net::json_response(
            data ? R"({"message":"unauthorized."})" : R"({"code":40110000,"message":"request is not authorized"})",
            401);
    }
    if (request.path.starts_with("/admin/")) return std::nullopt;
    if (core_->chaos().happens(ChaosMode::kTooMany)) {
        Response response = net::json_response(R"({"code":42910000,"message":"rate limit exceeded"})", 429);
        response.headers.emplace_back("Retry-After", "1");
        return response;
    }
    if (core_->chaos().happens(ChaosMode::kServerError))
        return Response{500, {{"Content-Type", "text/html"}}, "<html><body>500</body></html>"};
    return take(data ? data_ : trading_);
}

std::optional<Response> Gate::take(Bucket& bucket) {
    const std::lock_guard lock(mutex_);
    const Duration now = core_->machine().monotonic();
    bucket.tokens = std::min(bucket.most, bucket.tokens + to_seconds(now - bucket.filled) * bucket.most / 60);
    bucket.filled = now;
    if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return std::nullopt;
    }
    Response response = net::json_response(R"({"code":42910000,"message":"rate limit exceeded"})", 429);
    add_rate(response, bucket);
    return response;
}

void Gate::add_rate(Response& response, const Bucket& bucket) const {
    const auto reset = unix_nanos(core_->machine().now()) / 1'000'000'000 + 1;
    response.headers.emplace_back("X-RateLimit-Limit", fmt::format("{:.0f}", bucket.most));
    response.headers.emplace_back("X-RateLimit-Remaining",
                                  fmt::format("{:.0f}", std::floor(std::max(bucket.tokens, 0.0))));
    response.headers.emplace_back("X-RateLimit-Reset", std::to_string(reset));
}

Response Gate::finish(const Request& request, Response response) {
    auto& chaos = core_->chaos();
    if (!request.path.starts_with("/admin/")) {
        if (const auto seconds = chaos.happens(ChaosMode::kSlow)) {
            std::this_thread::sleep_for(std::chrono::duration<double>(std::clamp(*seconds, 0.0, 60.0)));
        }
        if (response.status == 200 && !response.stream && chaos.happens(ChaosMode::kFieldsMissing))
            response.body = thinned(response.body);
    }
    if (!is_public(request) && response.status != 0) {
        const std::lock_guard lock(mutex_);
        add_rate(response, is_data(request.path) ? data_ : trading_);
    }
    return response;
}

}  // namespace tradewind::exchange
