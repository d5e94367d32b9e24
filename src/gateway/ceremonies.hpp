#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"

namespace tradewind::gateway {

/// A challenge that was given out, and what for.
struct Ceremony {
    enum class Kind : std::uint8_t { kSignUp, kAddPasskey, kSignIn, kStepUp };

    Kind kind = Kind::kSignIn;
    std::string challenge{};  ///< 32 random bytes.
    std::string invite{};     ///< kSignUp: hash of the link's token.
    std::string user{};       ///< kSignUp: the new user's id, or that of one who comes back; else whose session it is.
    std::string name{};
    std::string role{};
    std::string handle{};                ///< Base64url.
    std::string family{};                ///< kAddPasskey, kStepUp: the session that began it.
    std::vector<std::string> allowed{};  ///< kStepUp: credential ids, base64url.
};

/// Ceremonies that have begun and not ended: in memory, for five minutes, each good for one try. Thread-safe.
class Ceremonies {
public:
    explicit Ceremonies(const MachineClock& clock) : clock_(clock) {}

    /// Fills in the challenge; the id is a secret of the browser that began it. kLimit where too many are open.
    Result<std::string> begin(Ceremony& ceremony, std::string_view address);
    /// Takes it out, whatever comes next. Nothing where it is unknown, over, or of none of these kinds.
    std::optional<Ceremony> take(std::string_view id, std::initializer_list<Ceremony::Kind> kinds);

private:
    struct Pending {
        Ceremony ceremony;
        std::string client;
        Duration until{};
    };
    const MachineClock& clock_;
    std::mutex mutex_;
    std::map<std::string, Pending, std::less<>> pending_;
};

}  // namespace tradewind::gateway
