#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/time.hpp"
#include "gateway/who.hpp"
#include "storage/users.hpp"

namespace tradewind::gateway {

/// Who is signed in, by cookie or API key. A session's token lets in for ten minutes and is then traded for its
/// successor; one that comes back after its successor was made ends the whole session. The store keeps only hashes.
/// Thread-safe.
class Sessions {
public:
    Sessions(storage::Database& database, const MachineClock& clock);

    struct SignedIn {
        std::string token;  ///< For the cookie. A secret.
        Timestamp expires;
        std::string family;
    };
    struct Opening {
        std::string user{};  ///< Empty: by the one-time link.
        std::string kind = "full";
        std::string credential{};
        std::string address{};
        std::string user_agent{};
    };
    /// Adds a session in `tx`; it counts once that is committed.
    Result<SignedIn> open(storage::Transaction& tx, const Opening& opening) const;
    /// Trades a token for its successor. kConflict where that was done a moment ago (another tab was first): nothing is
    /// made or ended then. kRefused where it is unknown, over, or comes back later: then its session is ended.
    Result<SignedIn> refresh(std::string_view token, std::string_view address, std::string_view user_agent);

    /// Who the token belongs to; nothing where it lets nobody in. Asks the store at most every two seconds for each.
    std::optional<Who> check(std::string_view token);
    /// Whether the session that the token once belonged to goes on, under this token or a newer one.
    bool goes_on(std::string_view token);
    /// The same for an API key.
    std::optional<Who> check_key(std::string_view key);
    /// The session's user was verified anew.
    Status verified(const Who& who);
    Status end(std::string_view family);
    /// What is remembered of sessions is asked for again.
    void forget();

    /// Called with the family of each session that ended here, to close its sockets.
    std::function<void(std::string_view family)> on_end = {};

private:
    struct Known {
        std::optional<Who> who;
        Timestamp until;  ///< Of the token.
        Duration looked_up{};
    };
    std::optional<Who> known(const std::string& hash, const std::function<Known()>& look_up);
    Known look_up_session(const std::string& hash);
    Known look_up_family(const std::string& hash);
    Known look_up_key(const std::string& hash);

    storage::Database& database_;
    const MachineClock& clock_;
    std::mutex mutex_;
    std::map<std::string, Known> known_;  // by token hash; bounded
};

}  // namespace tradewind::gateway
