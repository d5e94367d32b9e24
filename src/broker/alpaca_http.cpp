#include "broker/alpaca_http.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace tradewind::broker {
namespace {

constexpr int kTries = 4;
constexpr std::chrono::milliseconds kFirstPause{250};
constexpr int kDuplicateClientId = 40010001;
constexpr std::size_t kQuoted = 300;

bool is_success(const HttpResponse& response) {
    return response.status >= 200 && response.status < 300;
}

bool may_pass(const Error& error) {
    return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kUnknownOutcome ||
           error.code == ErrorCode::kLimit;
}

}  // namespace

std::string url_encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                           (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '.' || byte == '_' || byte == '~';
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return out;
}

Error alpaca_error(const HttpResponse& response) {
    std::string text;
    std::int64_t code = 0;
    const auto body = nlohmann::json::parse(response.body, nullptr, false);
    if (body.is_object()) {
        if (body.contains("message") && body["message"].is_string()) text = body["message"].get<std::string>();
        if (body.contains("code") && body["code"].is_number_integer()) code = body["code"].get<std::int64_t>();
    }
    const std::string message =
        fmt::format("Alpaca answered {}{}{}", response.status, text.empty() ? "" : ": ", text.substr(0, kQuoted));
    switch (response.status) {
        case 401:
            return {ErrorCode::kRefused, message,
                    "check alpaca.key_id and alpaca.secret_key: paper and live have their own"};
        case 404:
            return {ErrorCode::kNotFound, message, {}};
        case 429:
            return {ErrorCode::kLimit, message, "the rate limit: fewer requests, or a larger plan"};
        case 422:
            if (code == kDuplicateClientId && text.contains("must be unique"))
                return {ErrorCode::kConflict, message, {}};
            return {ErrorCode::kRefused, message, {}};
        case 400:
        case 403:
            return {ErrorCode::kRefused, message, {}};
        default:
            return {ErrorCode::kUnavailable, message, "Alpaca's status page tells whether it is down"};
    }
}

AlpacaHttp::AlpacaHttp(std::string base_url, AlpacaKeys keys, HttpFetch fetch, const MachineClock& clock,
                       std::function<void(Duration)> sleep)
    : base_url_(std::move(base_url)),
      keys_(std::move(keys)),
      fetch_(std::move(fetch)),
      clock_(clock),
      sleep_(std::move(sleep)) {}

HttpRequest AlpacaHttp::request(std::string_view method, std::string_view path) const {
    HttpRequest made;
    made.method = method;
    made.url = base_url_ + std::string(path);
    made.headers = {{"APCA-API-KEY-ID", keys_.key_id}, {"APCA-API-SECRET-KEY", keys_.secret_key}};
    made.timeout = std::chrono::seconds(10);
    made.follow_redirects = false;  // A redirect would take the keys along.
    return made;
}

Result<HttpResponse> AlpacaHttp::exchange(const HttpRequest& request) {
    Duration wait{};
    {
        std::scoped_lock lock(mutex_);
        wait = budget_.take(clock_.now());
    }
    if (wait > Duration{}) sleep_(wait);
    auto response = fetch_(request);
    if (response) {
        std::scoped_lock lock(mutex_);
        budget_.observe(*response, clock_.now());
    }
    return response;
}

Result<std::string> AlpacaHttp::read(std::string_view path) {
    const HttpRequest asked = request("GET", path);
    Duration pause = kFirstPause;
    for (int attempt = 1;; ++attempt) {
        auto response = exchange(asked);
        if (response && is_success(*response)) return std::move(response->body);
        Error error = response ? alpaca_error(*response) : response.error();
        if (!may_pass(error) || attempt == kTries) return std::unexpected(std::move(error));
        // A spread of a quarter, so that several readers don't come back at once.
        sleep_(pause + pause * (unix_nanos(clock_.now()) / 1000 % 256) / 1024);
        pause *= 2;
    }
}

Result<HttpResponse> AlpacaHttp::send(std::string_view method, std::string_view path, std::string body) {
    HttpRequest asked = request(method, path);
    asked.body = std::move(body);
    if (!asked.body.empty()) asked.headers.emplace_back("Content-Type", "application/json");
    auto response = exchange(asked);
    if (!response) return response;
    if (is_success(*response)) return response;
    Error error = alpaca_error(*response);
    if (error.code == ErrorCode::kUnavailable) error.code = ErrorCode::kUnknownOutcome;
    return std::unexpected(std::move(error));
}

}  // namespace tradewind::broker
