#include "net/message.hpp"

#include <fmt/core.h>

#include "net/text.hpp"
#include "telemetry/json_text.hpp"

namespace tradewind::net {

namespace {

std::string_view find_field(const Fields& fields, std::string_view name) {
    for (const auto& [key, value] : fields) {
        if (equals_ignoring_case(key, name)) return value;
    }
    return {};
}

int status_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::kInvalidArgument:
        case ErrorCode::kParse:
            return 400;
        case ErrorCode::kNotFound:
            return 404;
        case ErrorCode::kConflict:
        case ErrorCode::kRefused:
            return 409;
        case ErrorCode::kLimit:
            return 413;
        case ErrorCode::kUnavailable:
        case ErrorCode::kUnknownOutcome:
            return 503;
        case ErrorCode::kInternal:
            return 500;
    }
    return 500;
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
    return find_field(headers, name);
}

std::optional<std::string> Request::query_value(std::string_view name) const {
    for (const auto& [key, value] : query) {
        if (key == name) return value;
    }
    return std::nullopt;
}

std::string_view Request::param(std::string_view name) const {
    for (const auto& [key, value] : params) {
        if (key == name) return value;
    }
    return {};
}

std::string_view Request::cookie(std::string_view name) const {
    std::string_view rest = header("Cookie");
    while (!rest.empty()) {
        const auto end = rest.find(';');
        auto pair = rest.substr(0, end);
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return {};
}

std::string_view Response::header(std::string_view name) const {
    return find_field(headers, name);
}

std::string_view reason_phrase(int status) noexcept {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 411:
            return "Length Required";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 421:
            return "Misdirected Request";
        case 422:
            return "Unprocessable Content";
        case 426:
            return "Upgrade Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        default:
            return "Status";
    }
}

Response json_response(std::string body, int status) {
    return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

Response text_response(std::string body, int status) {
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(body)};
}

Response problem(int status, std::string_view code, std::string_view detail, std::string_view hint,
                 std::string_view instance) {
    using telemetry::json_string;
    return {
        status,
        {{"Content-Type", "application/problem+json"}},
        fmt::format(R"({{"type":"about:blank","title":{},"status":{},"code":{},"detail":{},"hint":{},"instance":{}}})",
                    json_string(reason_phrase(status)), status, json_string(code), json_string(detail),
                    json_string(hint), json_string(instance))};
}

Response problem(const Error& error, std::string_view instance) {
    return problem(status_of(error.code), error_code_name(error.code), error.message, error.hint, instance);
}

}  // namespace tradewind::net
