#include "gateway/ceremonies.hpp"

#include "gateway/rate_limits.hpp"
#include "gateway/tokens.hpp"

namespace tradewind::gateway {

namespace {
constexpr auto kLife = std::chrono::minutes(5);
constexpr std::size_t kMost = 10'000;
constexpr long kMostOfClient = 20;
}  // namespace

Result<std::string> Ceremonies::begin(Ceremony& ceremony, std::string_view address) {
    ceremony.challenge = random_bytes(32);
    std::string id = random_token(32);
    const Duration now = clock_.monotonic();
    const std::string client = client_of(address);
    const std::lock_guard lock(mutex_);
    std::erase_if(pending_, [&](const auto& one) { return one.second.until <= now; });
    const auto own =
        std::count_if(pending_.begin(), pending_.end(), [&](const auto& one) { return one.second.client == client; });
    if (pending_.size() >= kMost || own >= kMostOfClient)
        return fail(ErrorCode::kLimit, "too many ceremonies have begun and not ended", "wait five minutes");
    pending_.emplace(id, Pending{ceremony, client, now + kLife});
    return id;
}

std::optional<Ceremony> Ceremonies::take(std::string_view id, std::initializer_list<Ceremony::Kind> kinds) {
    const std::lock_guard lock(mutex_);
    const auto at = pending_.find(id);
    if (at == pending_.end()) return std::nullopt;
    const auto pending = std::move(at->second);
    pending_.erase(at);
    const bool fits = std::find(kinds.begin(), kinds.end(), pending.ceremony.kind) != kinds.end();
    if (pending.until <= clock_.monotonic() || !fits) return std::nullopt;
    return pending.ceremony;
}

}  // namespace tradewind::gateway
