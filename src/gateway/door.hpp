#pragma once

#include <atomic>

#include "gateway/access.hpp"
#include "gateway/ceremonies.hpp"
#include "gateway/context.hpp"
#include "gateway/rate_limits.hpp"
#include "gateway/sessions.hpp"
#include "storage/audit.hpp"

namespace tradewind::gateway {

/// What the routes of the door share. Lives as long as the gateway.
struct Door {
    const Context& context;
    Sessions& sessions;
    Access& access;
    Ceremonies ceremonies;
    RateLimits limits;
    std::string setup_token;               ///< Of the link printed at the start; empty where there are users already.
    Duration setup_expires;                ///< Monotonic.
    std::atomic<bool> setup_used = false;  ///< It lets in once.
};

inline constexpr auto kMinute = std::chrono::minutes(1);
inline constexpr RateLimits::Limit kOptionsLimit{"options", 30, kMinute};
inline constexpr RateLimits::Limit kVerifyLimit{"verify", 10, kMinute};
inline constexpr RateLimits::Limit kStepUpLimit{"step-up", 10, kMinute};
inline constexpr RateLimits::Limit kRefreshLimit{"refresh", 30, kMinute};
inline constexpr RateLimits::Limit kTokenLimit{"token", 5, 15 * kMinute};

/// Each adds the routes of its part of docs/api.md.
void add_session_routes(net::Router& router, Door& door);  // exchange, refresh, logout, session, recover
void add_registration_routes(net::Router& router, Door& door);
void add_passkey_routes(net::Router& router, Door& door);  // login, stepup
void add_account_routes(net::Router& router, Door& door);  // passkeys, sessions, keys, recovery codes
void add_user_routes(net::Router& router, Door& door);     // users, audit

/// 429 with Retry-After where the client tries too often.
std::optional<net::Response> too_often(Door& door, const RateLimits::Limit& limit, const net::Request& request);
/// 401 in the one way that all failures to sign in look; why goes into the audit log.
net::Response not_believed(Door& door, const net::Request& request, std::string_view action, std::string_view why);
/// Signed in: the session's JSON and its cookie.
net::Response welcome(const Door& door, const net::Request& request, const Sessions::SignedIn& signed_in,
                      std::string json, int status = 200);
std::string session_json(const Who& who);
/// Whether that is the setup link's token, which holds while there is no user.
bool is_setup_token(const Door& door, std::string_view token);
Status audit(storage::Transaction& tx, Timestamp now, std::string_view actor, std::string_view action,
             std::string_view subject, std::string_view detail);
/// Ten codes, and their hashes stored in place of those before.
Result<std::vector<std::string>> make_recovery_codes(storage::Transaction& tx, std::string_view user, Timestamp now);
/// As people type them: without spaces, dashes and case.
std::string hash_of_code(std::string_view code);
/// 400 problem where somebody's or something's name is not 1 to 64 bytes of printable text.
Status check_name(std::string_view field, std::string_view name);

}  // namespace tradewind::gateway
