#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/time.hpp"
#include "storage/database.hpp"

namespace tradewind::gateway {

/// Who is signed in, by cookie, and the token of the one-time link. The store keeps only hashes. Thread-safe.
class Sessions {
public:
    /// Makes the one-time token; it holds for an hour.
    Sessions(storage::Database& database, const MachineClock& clock);

    /// The one-time token, for the link. A secret.
    [[nodiscard]] const std::string& link_token() const { return link_token_; }

    struct SignedIn {
        std::string session_token;  ///< For the cookie. A secret.
        Timestamp expires;
    };
    /// Trades the one-time token for a session. kRefused for a wrong, used or expired one, always in the same words.
    Result<SignedIn> exchange(std::string_view token, std::string_view address, std::string_view user_agent);

    /// When the session of that token ends; nothing where there is none. Asks the store only for tokens not seen
    /// before.
    std::optional<Timestamp> check(std::string_view session_token);
    Status sign_out(std::string_view session_token);

private:
    std::optional<Timestamp> look_up(const std::string& hash);
    void remember(const std::string& hash, std::optional<Timestamp> expires);

    storage::Database& database_;
    const MachineClock& clock_;
    std::string link_token_;
    Duration link_expires_;  // monotonic
    std::mutex mutex_;
    bool link_used_ = false;
    int wrong_tokens_ = 0;
    std::map<std::string, std::optional<Timestamp>> known_;  // by token hash; bounded
};

/// `bytes` random bytes as base64url.
std::string random_token(std::size_t bytes);

}  // namespace tradewind::gateway
