#include "exchange/outlet.hpp"

#include <algorithm>

namespace tradewind::exchange {
namespace {

constexpr std::size_t kMostHeld = 2000;
constexpr double kLateSeconds = 1.5;

}  // namespace

void Outlet::send(std::string text, Chaos& chaos, Duration now) {
    if (!mute_ && chaos.happens(ChaosMode::kMuteSocket)) mute_ = true;
    if (mute_) return;
    if (chaos.happens(ChaosMode::kCutSocket)) {
        session_->close(net::kCloseGoingAway, "cut");
        return;
    }
    const auto message = std::make_shared<const std::string>(std::move(text));
    if (const auto late = chaos.happens(ChaosMode::kLate); late && late_.size() < kMostHeld) {
        const double seconds = *late > 0 ? std::min(*late, 600.0) : kLateSeconds;
        late_.push_back({now + Duration(static_cast<std::int64_t>(seconds * 1e9)), message});
        return;
    }
    if (!overtaken_ && chaos.happens(ChaosMode::kReorder)) {
        overtaken_ = message;
        late_.push_back({now + std::chrono::seconds(2), nullptr});  // it goes by then even if nothing follows
        return;
    }
    session_->send(message, binary_);
    if (chaos.happens(ChaosMode::kDuplicate)) session_->send(message, binary_);
    if (overtaken_) session_->send(std::exchange(overtaken_, nullptr), binary_);
}

void Outlet::release(Duration now) {
    while (!late_.empty() && late_.front().due <= now) {
        const Held held = late_.front();
        late_.pop_front();
        const auto message = held.message ? held.message : std::exchange(overtaken_, nullptr);
        if (message && !mute_) session_->send(message, binary_);
    }
}

}  // namespace tradewind::exchange
