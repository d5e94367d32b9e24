#include "gateway/idempotency.hpp"

#include <fmt/core.h>

#include "core/id.hpp"
#include "gateway/who.hpp"

namespace tradewind::gateway {

namespace {

constexpr std::chrono::hours kLife{24};
constexpr std::chrono::seconds kPatience{15};
constexpr std::size_t kMost = 10'000;
constexpr std::size_t kLongestKey = 200;

bool worth_keeping(int status) {
    return status < 500 && status != 401 && status != 403 && status != 429;
}

}  // namespace

net::Handler Idempotency::around(net::Handler handler) {
    return [this, handler = std::move(handler)](const net::Request& request) {
        const auto key = request.header("Idempotency-Key");
        return key.empty() ? handler(request) : answer(handler, request, key);
    };
}

net::Response Idempotency::answer(const net::Handler& handler, const net::Request& request, std::string_view key) {
    if (key.size() > kLongestKey)
        return net::problem(400, "invalid-argument", "Idempotency-Key is longer than 200 bytes", "", request.path);
    const auto* who = who_of(request);
    const std::string name =
        fmt::format("{}\n{} {}\n{}", who != nullptr ? who->user : "", request.method, request.path, key);
    const std::string hash = sha256_hex(request.body);
    {
        std::unique_lock lock(mutex_);
        make_room();
        const auto [at, fresh] = kept_.try_emplace(name, Kept{hash, {}, false, clock_.monotonic() + kLife});
        if (!fresh) {
            if (at->second.body_hash != hash)
                return net::problem(409, "conflict", "this Idempotency-Key came with another body", "use a new one",
                                    request.path);
            const auto ended = [&] {
                const auto now = kept_.find(name);
                return now == kept_.end() || now->second.done;
            };
            if (!finished_.wait_for(lock, kPatience, ended))
                return net::problem(409, "conflict", "the first request of this key is still under way",
                                    "ask again later", request.path);
            if (const auto now = kept_.find(name); now != kept_.end()) return now->second.response;
            kept_.try_emplace(name, Kept{hash, {}, false, clock_.monotonic() + kLife});
        }
    }
    net::Response response;
    try {
        response = handler(request);
    } catch (...) {
        const std::lock_guard lock(mutex_);
        kept_.erase(name);
        finished_.notify_all();
        throw;
    }
    const std::lock_guard lock(mutex_);
    if (worth_keeping(response.status))
        kept_[name] = {hash, response, true, clock_.monotonic() + kLife};
    else
        kept_.erase(name);
    finished_.notify_all();
    return response;
}

void Idempotency::make_room() {
    const Duration now = clock_.monotonic();
    if (kept_.size() < kMost) return;
    std::erase_if(kept_, [&](const auto& one) { return one.second.done && one.second.until <= now; });
    for (auto at = kept_.begin(); kept_.size() >= kMost && at != kept_.end();)
        at = at->second.done ? kept_.erase(at) : std::next(at);
}

}  // namespace tradewind::gateway
