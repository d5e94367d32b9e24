#include "gateway/door.hpp"

#include <fmt/core.h>

#include "core/id.hpp"
#include "gateway/json_writer.hpp"
#include "gateway/tokens.hpp"
#include "storage/door.hpp"
#include "telemetry/log.hpp"

namespace tradewind::gateway {

namespace {
constexpr int kRecoveryCodes = 10;
constexpr std::size_t kCodeBytes = 10;  // 80 bits: no slow hash is needed
}  // namespace

std::optional<net::Response> too_often(Door& door, const RateLimits::Limit& limit, const net::Request& request) {
    const int wait = door.limits.try_again_in(limit, request.remote_address);
    if (wait == 0) return std::nullopt;
    auto response = net::problem(429, "too-many-requests", "that was too often", fmt::format("try again in {} s", wait),
                                 request.path);
    response.headers.emplace_back("Retry-After", std::to_string(wait));
    return response;
}

net::Response not_believed(Door& door, const net::Request& request, std::string_view action, std::string_view why) {
    const Status noted = door.context.database.write([&](storage::Transaction& tx) {
        return audit(tx, door.context.clock.now(), "anonymous", action, client_of(request.remote_address), why);
    });
    if (!noted)
        telemetry::log_failure(telemetry::LogLevel::kWarning, "api-gateway", "Can't write the audit log",
                               noted.error());
    return net::problem(401, "unauthenticated", "that did not let you in", "try again, or use another passkey",
                        request.path);
}

net::Response welcome(const Door& door, const net::Request& request, const Sessions::SignedIn& signed_in,
                      std::string json, int status) {
    auto response = net::json_response(std::move(json), status);
    response.headers.emplace_back("Set-Cookie", door.access.session_cookie(request, signed_in.token));
    response.headers.emplace_back("Set-Cookie", door.access.ceremony_cookie(request, ""));
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

std::string session_json(const Who& who) {
    constexpr std::string_view kBy[] = {"passkey", "link", "recovery", "api-key"};
    JsonWriter out;
    out.begin_object();
    out.field("user", who.name);
    out.field("role", to_string(who.role));
    out.field("by", kBy[static_cast<int>(who.by)]);
    out.field("expires",
              std::chrono::floor<std::chrono::seconds>(std::min(who.expires, Timestamp(std::chrono::days(100'000)))));
    out.field("verified", who.verified);
    out.end_object();
    return out.take();
}

bool is_setup_token(const Door& door, std::string_view token) {
    return !door.setup_token.empty() && !door.setup_used && door.context.clock.monotonic() < door.setup_expires &&
           same_hash(sha256_hex(token), sha256_hex(door.setup_token));
}

Status audit(storage::Transaction& tx, Timestamp now, std::string_view actor, std::string_view action,
             std::string_view subject, std::string_view detail) {
    return storage::insert_audit(tx, {.time = now,
                                      .actor = std::string(actor),
                                      .action = std::string(action),
                                      .subject = std::string(subject),
                                      .detail = std::string(detail),
                                      .reference = ""});
}

Result<std::vector<std::string>> make_recovery_codes(storage::Transaction& tx, std::string_view user, Timestamp now) {
    std::vector<std::string> codes, hashes;
    for (int i = 0; i < kRecoveryCodes; ++i) {
        std::string code = base32_lower(random_bytes(kCodeBytes));
        hashes.push_back(hash_of_code(code));
        for (std::size_t at = 12; at > 0; at -= 4) code.insert(at, 1, '-');
        codes.push_back(std::move(code));
    }
    if (Status done = storage::replace_recovery_codes(tx, user, hashes, now); !done)
        return std::unexpected(done.error());
    return codes;
}

std::string hash_of_code(std::string_view code) {
    std::string plain;
    for (const char c : code) {
        if (c == '-' || c == ' ') continue;
        plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return sha256_hex("recovery:" + plain);
}

Status check_name(std::string_view field, std::string_view name) {
    const bool printable = std::none_of(name.begin(), name.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F;
    });
    if (!name.empty() && name.size() <= 64 && printable && name.front() != ' ' && name.back() != ' ') return {};
    return fail(ErrorCode::kInvalidArgument, fmt::format("{}: expected 1 to 64 bytes of text on one line", field));
}

}  // namespace tradewind::gateway
