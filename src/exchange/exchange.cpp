#include "exchange/exchange.hpp"

#include <algorithm>

namespace tradewind::exchange {
namespace {

using std::chrono::minutes;

constexpr std::size_t kMinutePoints = 12'000;  // thirty sessions
constexpr std::size_t kDailyPoints = 2600;

}  // namespace

Exchange::Exchange(const ExchangeOptions& options, MarketListener& listener, Desk::OnEvent on_order)
    : market_(options, listener),
      desk_(options, market_, std::move(on_order)),
      news_(options, market_, listener),
      now_(std::min(options.start, market_.next_time())),
      started_(options.start),
      next_sample_(std::chrono::floor<minutes>(options.start) + minutes(1)) {
    market_.set_clients(desk_);
    advance_to(options.start);
}

Timestamp Exchange::next_time() const {
    return std::min({market_.next_time(), desk_.next_time(), news_.next_time()});
}

void Exchange::advance_to(Timestamp time) {
    while (next_time() <= time) {
        const Timestamp next = next_time();
        if (next >= next_sample_) sample_equity(next);
        now_ = std::max(now_, next);
        if (desk_.next_time() == next) {
            desk_.run_pending(next);
        } else if (news_.next_time() == next) {
            news_.run(next);
        } else {
            market_.step();
        }
        desk_.settle(next);
    }
    now_ = std::max(now_, time);
}

// Before what happens at `time`: the minutes that have ended by then.
void Exchange::sample_equity(Timestamp time) {
    const bool open = market_.phase() == Phase::kOpen;
    if (open) {
        const Timestamp minute = std::chrono::floor<minutes>(time);
        minute_equity_.push_back({minute, desk_.money().equity});
        if (minute_equity_.size() > kMinutePoints) minute_equity_.pop_front();
    }
    if (sampled_phase_ == Phase::kOpen && !open) {
        daily_equity_.push_back({market_.session().open, desk_.account().last_equity()});
        if (daily_equity_.size() > kDailyPoints) daily_equity_.pop_front();
    }
    sampled_phase_ = market_.phase();
    next_sample_ = std::chrono::floor<minutes>(time) + minutes(1);
}

}  // namespace tradewind::exchange
