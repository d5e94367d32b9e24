#include "gateway/rate_limits.hpp"

namespace tradewind::gateway {

namespace {
constexpr std::size_t kMostWindows = 20'000;
}

int RateLimits::try_again_in(const Limit& limit, std::string_view address) {
    const Duration now = clock_.monotonic();
    const std::lock_guard lock(mutex_);
    if (windows_.size() >= kMostWindows)
        std::erase_if(windows_, [&](const auto& w) { return now - w.second.begin > std::chrono::minutes(15); });
    if (windows_.size() >= kMostWindows) return 60;
    auto& window = windows_[std::string(limit.name).append("|").append(client_of(address))];
    if (window.count == 0 || now - window.begin >= limit.within) window = {now, 0};
    if (++window.count <= limit.times) return 0;
    const auto wait = std::chrono::ceil<std::chrono::seconds>(window.begin + limit.within - now);
    return std::max(1, static_cast<int>(wait.count()));
}

std::string client_of(std::string_view address) {
    std::size_t at = 0;
    for (int colons = 0; at < address.size(); ++at)
        if (address[at] == ':' && ++colons == 4) break;
    return std::string(address.substr(0, at));
}

}  // namespace tradewind::gateway
