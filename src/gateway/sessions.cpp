#include "gateway/sessions.hpp"

#include "core/id.hpp"
#include "gateway/tokens.hpp"
#include "storage/audit.hpp"
#include "storage/door.hpp"
#include "telemetry/log.hpp"

namespace tradewind::gateway {

namespace {

constexpr auto kAccessLife = std::chrono::minutes(10);
constexpr auto kRecoveryLife = std::chrono::minutes(10);
constexpr auto kIdleLife = std::chrono::hours(12);
constexpr auto kLongestLife = std::chrono::days(7);
constexpr auto kRace = std::chrono::seconds(10);
constexpr auto kLookAgain = std::chrono::seconds(2);
constexpr std::size_t kKnown = 10'000;
constexpr std::size_t kLongestToken = 100;
constexpr std::size_t kTokenBytes = 32;

Who::By by_of(std::string_view kind) {
    return kind == "link" ? Who::By::kLink : kind == "recovery" ? Who::By::kRecovery : Who::By::kPasskey;
}

/// A used token still lets in for a moment: requests that were under way when its successor was made.
Timestamp lets_in_until(const storage::Session& session) {
    Timestamp until = std::min(session.created + kAccessLife, session.absolute_expires);
    if (session.used) until = std::min(until, *session.used + kRace);
    return session.revoked ? std::min(until, *session.revoked) : until;
}

Result<bool> fill_in_user(storage::Transaction& tx, std::string_view id, Who& who) {
    const auto user = storage::find_user(tx, id);
    if (!user) return std::unexpected(user.error());
    if (!*user || (*user)->disabled) return false;
    who.user = (*user)->id;
    who.name = (*user)->name;
    who.role = parse_role((*user)->role).value_or(Role::kViewer);
    return true;
}

}  // namespace

std::string_view to_string(Role role) noexcept {
    return role == Role::kAdmin ? "admin" : role == Role::kTrader ? "trader" : "viewer";
}

std::optional<Role> parse_role(std::string_view text) {
    for (const auto role : {Role::kViewer, Role::kTrader, Role::kAdmin})
        if (text == to_string(role)) return role;
    return std::nullopt;
}

Sessions::Sessions(storage::Database& database, const MachineClock& clock) : database_(database), clock_(clock) {}

Result<Sessions::SignedIn> Sessions::open(storage::Transaction& tx, const Opening& opening) const {
    SignedIn signed_in{random_token(kTokenBytes), {}, random_token(12)};
    const Timestamp now = clock_.now();
    storage::Session session;
    session.token_hash = sha256_hex(signed_in.token);
    session.family = signed_in.family;
    session.user = opening.user;
    session.kind = opening.kind;
    session.credential = opening.credential;
    session.created = now;
    session.last_seen = now;
    const bool brief = opening.kind == "recovery";
    session.idle_expires = now + (brief ? Duration(kRecoveryLife) : Duration(kIdleLife));
    session.absolute_expires = now + (brief ? Duration(kRecoveryLife) : Duration(kLongestLife));
    session.address = opening.address;
    session.user_agent = opening.user_agent.substr(0, 200);
    if (Status done = storage::insert_session(tx, session); !done) return std::unexpected(done.error());
    signed_in.expires = session.absolute_expires;
    return signed_in;
}

Result<Sessions::SignedIn> Sessions::refresh(std::string_view token, std::string_view address,
                                             std::string_view user_agent) {
    if (token.empty() || token.size() > kLongestToken) return fail(ErrorCode::kRefused, "there is no session");
    const std::string hash = sha256_hex(token);
    SignedIn made{random_token(kTokenBytes), {}, {}};
    std::optional<Error> refusal;
    std::string reused;
    const Status done = database_.write([&](storage::Transaction& tx) -> Status {
        refusal.reset();
        const Timestamp now = clock_.now();
        const auto found = storage::find_session(tx, hash);
        if (!found) return std::unexpected(found.error());
        const bool over = !*found || (*found)->revoked || (*found)->idle_expires <= now ||
                          (*found)->absolute_expires <= now || (*found)->kind == "recovery";
        if (over) {
            refusal = Error{ErrorCode::kRefused, "the session is over", "sign in again"};
            return {};
        }
        auto session = **found;
        const auto first = storage::use_session(tx, hash, sha256_hex(made.token), now);
        if (!first) return std::unexpected(first.error());
        if (!*first && session.used && now - *session.used < kRace) {
            refusal = Error{ErrorCode::kConflict, "the session was renewed a moment ago", "use its new cookie"};
            return {};
        }
        if (!*first) {  // somebody has an old token: end it for both
            refusal = Error{ErrorCode::kRefused, "the session is over", "sign in again"};
            reused = session.family;
            const auto revoked = storage::revoke_family(tx, session.family, now);
            if (!revoked) return std::unexpected(revoked.error());
            return storage::insert_audit(tx, {.time = now,
                                              .actor = session.user.empty() ? "operator" : session.user,
                                              .action = "session-reuse",
                                              .subject = session.family,
                                              .detail = "an old token came back: the session was ended",
                                              .reference = ""});
        }
        session.token_hash = sha256_hex(made.token);
        session.used.reset();
        session.replaced_by.clear();
        session.created = now;
        session.last_seen = now;
        session.idle_expires = now + kIdleLife;
        session.address = address;
        session.user_agent = user_agent.substr(0, 200);
        made.expires = session.absolute_expires;
        made.family = session.family;
        return storage::insert_session(tx, session);
    });
    if (!done) return std::unexpected(done.error());
    forget();
    if (!reused.empty() && on_end) on_end(reused);
    if (refusal) return std::unexpected(std::move(*refusal));
    return made;
}

std::optional<Who> Sessions::check(std::string_view token) {
    if (token.empty() || token.size() > kLongestToken) return std::nullopt;
    const std::string hash = sha256_hex(token);
    return known(hash, [&] { return look_up_session(hash); });
}

std::optional<Who> Sessions::check_key(std::string_view key) {
    if (!key.starts_with("twk_") || key.size() > kLongestToken) return std::nullopt;
    const std::string hash = sha256_hex(key);
    return known(hash, [&] { return look_up_key(hash); });
}

bool Sessions::goes_on(std::string_view token) {
    if (token.empty() || token.size() > kLongestToken) return false;
    const std::string hash = sha256_hex(token);
    return known("family of " + hash, [&] { return look_up_family(hash); }).has_value();
}

Sessions::Known Sessions::look_up_family(const std::string& hash) {
    Known found = look_up_session(hash);
    if (!found.who) return found;
    const Status done = database_.read([&](storage::Transaction& tx) -> Status {
        const auto until = storage::family_lives_until(tx, found.who->family);
        if (!until) return std::unexpected(until.error());
        found.until = *until;
        return {};
    });
    if (!done) found.who.reset();
    return found;
}

std::optional<Who> Sessions::known(const std::string& hash, const std::function<Known()>& look_up) {
    const Duration now = clock_.monotonic();
    std::optional<Known> found;
    {
        const std::lock_guard lock(mutex_);
        const auto at = known_.find(hash);
        if (at != known_.end() && now - at->second.looked_up < kLookAgain) found = at->second;
    }
    if (!found) {
        found = look_up();
        found->looked_up = now;
        const std::lock_guard lock(mutex_);
        if (known_.size() >= kKnown) known_.clear();  // they come back from the store
        known_[hash] = *found;
    }
    if (!found->who || found->until <= clock_.now()) return std::nullopt;
    return found->who;
}

Sessions::Known Sessions::look_up_session(const std::string& hash) {
    Known found;
    const Status done = database_.read([&](storage::Transaction& tx) -> Status {
        const auto session = storage::find_session(tx, hash);
        if (!session) return std::unexpected(session.error());
        if (!*session) return {};
        Who who;
        who.by = by_of((*session)->kind);
        who.family = (*session)->family;
        who.token_hash = hash;
        who.expires = (*session)->absolute_expires;
        who.verified = (*session)->verified;
        if (who.by != Who::By::kLink) {
            const auto usable = fill_in_user(tx, (*session)->user, who);
            if (!usable) return std::unexpected(usable.error());
            if (!*usable) return {};
        }
        found.until = lets_in_until(**session);
        found.who = std::move(who);
        return {};
    });
    if (!done)
        telemetry::log_failure(telemetry::LogLevel::kWarning, "api-gateway", "Can't look up a session", done.error());
    return found;
}

Sessions::Known Sessions::look_up_key(const std::string& hash) {
    Known found;
    std::string used;
    const Status done = database_.read([&](storage::Transaction& tx) -> Status {
        const auto key = storage::find_api_key(tx, hash);
        if (!key) return std::unexpected(key.error());
        if (!*key || (*key)->revoked) return {};
        Who who;
        who.by = Who::By::kApiKey;
        const auto usable = fill_in_user(tx, (*key)->user, who);
        if (!usable) return std::unexpected(usable.error());
        if (!*usable) return {};
        const Role most = (*key)->scope == "trade" ? Role::kTrader : Role::kViewer;
        who.role = std::min(who.role, most);
        who.token_hash = hash;
        who.expires = Timestamp::max();
        const auto since = clock_.now() - std::chrono::minutes(1);
        if (!(*key)->last_used || *(*key)->last_used < since) used = (*key)->id;
        found = {std::move(who), Timestamp::max(), {}};
        return {};
    });
    if (!done)
        telemetry::log_failure(telemetry::LogLevel::kWarning, "api-gateway", "Can't look up a key", done.error());
    if (!used.empty()) {
        const Status noted = database_.write_relaxed(
            [&](storage::Transaction& tx) { return storage::touch_api_key(tx, used, clock_.now()); });
        if (!noted)
            telemetry::log_failure(telemetry::LogLevel::kWarning, "api-gateway", "Can't note a key's use",
                                   noted.error());
    }
    return found;
}

Status Sessions::verified(const Who& who) {
    const Status done = database_.write(
        [&](storage::Transaction& tx) { return storage::verify_session(tx, who.token_hash, clock_.now()); });
    forget();
    return done;
}

Status Sessions::end(std::string_view family) {
    const Status done = database_.write([&](storage::Transaction& tx) -> Status {
        const auto revoked = storage::revoke_family(tx, family, clock_.now());
        return revoked ? Status{} : std::unexpected(revoked.error());
    });
    forget();
    if (done && on_end) on_end(family);
    return done;
}

void Sessions::forget() {
    const std::lock_guard lock(mutex_);
    known_.clear();
}

}  // namespace tradewind::gateway
