#include "services/host_pace.hpp"

#include <map>
#include <mutex>
#include <thread>

#include "news/url.hpp"

namespace tradewind::services {
namespace {

constexpr std::size_t kMostHosts = 1'000;

/// When each host may be asked next.
class Hosts {
public:
    /// Reserves the next start, and says how long it is until then.
    Duration reserve(const std::string& host, Duration now, Duration gap) {
        const std::scoped_lock lock(mutex_);
        if (next_.size() > kMostHosts) std::erase_if(next_, [&](const auto& entry) { return entry.second < now; });
        auto& next = next_[host];
        const Duration start = std::max(next, now);
        next = start + gap;
        return start - now;
    }

private:
    std::mutex mutex_;
    std::map<std::string, Duration> next_;
};

}  // namespace

HttpFetch paced(HttpFetch fetch, const MachineClock& clock, Duration gap) {
    auto hosts = std::make_shared<Hosts>();
    return [fetch = std::move(fetch), &clock, gap, hosts](const HttpRequest& request) {
        const Duration wait = hosts->reserve(news::host_of(request.url), clock.monotonic(), gap);
        if (wait > Duration{}) std::this_thread::sleep_for(wait);
        return fetch(request);
    };
}

}  // namespace tradewind::services
