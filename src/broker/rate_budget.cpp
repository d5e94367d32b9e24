#include "broker/rate_budget.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace tradewind::broker {
namespace {

constexpr std::chrono::seconds kLongestWait{60};

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

Duration RateBudget::take(Timestamp now) {
    const double minutes = std::max(0.0, to_seconds(now - std::max(refilled_, now - kLongestWait)) / 60);
    tokens_ = std::min(per_minute_, tokens_ + minutes * per_minute_);
    refilled_ = now;
    tokens_ -= 1;
    Duration wait{};
    if (tokens_ < 0) wait = Duration(static_cast<std::int64_t>(-tokens_ / per_minute_ * 60e9));
    if (closed_until_ > now) wait = std::max(wait, closed_until_ - now);
    return std::min<Duration>(wait, kLongestWait);
}

void RateBudget::observe(const HttpResponse& response, Timestamp now) {
    const auto remaining = number_of(response.header("X-RateLimit-Remaining"));
    if (remaining) tokens_ = std::min(tokens_, static_cast<double>(*remaining));
    if (response.status != 429 && (!remaining || *remaining > 0)) return;
    Timestamp until = now + std::chrono::seconds(response.status == 429 ? 2 : 0);
    if (const auto reset = number_of(response.header("X-RateLimit-Reset")))
        until = Timestamp(std::chrono::seconds(*reset));
    if (const auto after = number_of(response.header("Retry-After"))) until = now + std::chrono::seconds(*after);
    closed_until_ = std::clamp<Timestamp>(until, now, now + kLongestWait);
}

}  // namespace tradewind::broker
