#include "gateway/sessions.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "core/id.hpp"
#include "storage/audit.hpp"
#include "storage/users.hpp"
#include "telemetry/log.hpp"
#include "telemetry/secrets.hpp"

namespace tradewind::gateway {

namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr auto kLinkLife = std::chrono::hours(1);
constexpr auto kIdleLife = std::chrono::days(7);
constexpr auto kLongestLife = std::chrono::days(7);
constexpr int kWrongTokens = 20;
constexpr std::size_t kKnown = 10'000;

/// Of equal length always: both are hex of SHA-256.
bool same(const std::string& a, const std::string& b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::string random_token(std::size_t bytes) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string random(bytes, '\0');
    TRADEWIND_ASSERT(RAND_bytes(reinterpret_cast<unsigned char*>(random.data()), static_cast<int>(bytes)) == 1);
    std::string token;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const char c : random) {
        buffer = (buffer << 8) | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6) token += kAlphabet[(buffer >> (bits - 6)) & 63];
    }
    if (bits > 0) token += kAlphabet[(buffer << (6 - bits)) & 63];
    return token;
}

Sessions::Sessions(storage::Database& database, const MachineClock& clock)
    : database_(database),
      clock_(clock),
      link_token_(random_token(kTokenBytes)),
      link_expires_(clock.monotonic() + kLinkLife) {
    telemetry::register_secret(link_token_);
}

Result<Sessions::SignedIn> Sessions::exchange(std::string_view token, std::string_view address,
                                              std::string_view user_agent) {
    const auto refused = [] {
        return fail(ErrorCode::kRefused, "this link is wrong, used or expired", "restart tradewind for a new link");
    };
    {
        const std::lock_guard lock(mutex_);
        const bool right = same(sha256_hex(token), sha256_hex(link_token_));
        if (!right) ++wrong_tokens_;
        if (!right || link_used_ || clock_.monotonic() >= link_expires_ || wrong_tokens_ > kWrongTokens)
            return refused();
        link_used_ = true;
    }
    SignedIn signed_in{random_token(kTokenBytes), {}};
    const Timestamp now = clock_.now();
    storage::Session session;
    session.token_hash = sha256_hex(signed_in.session_token);
    session.family = random_token(12);
    session.created = now;
    session.last_seen = now;
    session.idle_expires = now + kIdleLife;
    session.absolute_expires = now + kLongestLife;
    session.address = address;
    session.user_agent = user_agent.substr(0, 200);
    signed_in.expires = session.absolute_expires;
    const Status stored = database_.write([&](storage::Transaction& tx) -> Status {
        if (Status done = storage::insert_session(tx, session); !done) return done;
        return storage::insert_audit(tx, {.time = now,
                                          .actor = "operator",
                                          .action = "sign-in",
                                          .subject = session.family,
                                          .detail = "one-time link",
                                          .reference = ""});
    });
    if (!stored) {
        const std::lock_guard lock(mutex_);
        link_used_ = false;  // nobody got in by it
        return std::unexpected(stored.error());
    }
    remember(session.token_hash, signed_in.expires);
    return signed_in;
}

std::optional<Timestamp> Sessions::check(std::string_view session_token) {
    if (session_token.empty() || session_token.size() > 100) return std::nullopt;
    const std::string hash = sha256_hex(session_token);
    std::optional<Timestamp> expires;
    bool known = false;
    {
        const std::lock_guard lock(mutex_);
        const auto at = known_.find(hash);
        known = at != known_.end();
        if (known) expires = at->second;
    }
    if (!known) expires = look_up(hash);
    if (!expires || *expires <= clock_.now()) return std::nullopt;
    return expires;
}

std::optional<Timestamp> Sessions::look_up(const std::string& hash) {
    std::optional<Timestamp> expires;
    const Status done = database_.read([&](storage::Transaction& tx) -> Status {
        const auto session = storage::find_session(tx, hash);
        if (!session) return std::unexpected(session.error());
        if (*session && !(*session)->revoked) expires = (*session)->absolute_expires;
        return {};
    });
    if (done)
        remember(hash, expires);
    else
        telemetry::log_failure(telemetry::LogLevel::kWarning, "api-gateway", "Can't look up a session", done.error());
    return expires;
}

void Sessions::remember(const std::string& hash, std::optional<Timestamp> expires) {
    const std::lock_guard lock(mutex_);
    if (known_.size() >= kKnown) known_.clear();  // they come back from the store
    known_[hash] = expires;
}

Status Sessions::sign_out(std::string_view session_token) {
    const std::string hash = sha256_hex(session_token);
    remember(hash, std::nullopt);
    const Timestamp now = clock_.now();
    return database_.write([&](storage::Transaction& tx) -> Status {
        const auto session = storage::find_session(tx, hash);
        if (!session) return std::unexpected(session.error());
        if (!*session) return {};
        const auto revoked = storage::revoke_family(tx, (*session)->family, now);
        return revoked ? Status{} : std::unexpected(revoked.error());
    });
}

}  // namespace tradewind::gateway
