#include "exchange/wire_core.hpp"

#include <condition_variable>
#include <utility>

namespace tradewind::exchange {
namespace {

constexpr std::chrono::milliseconds kBeat{5};
constexpr Duration kFullSpeedSlice = std::chrono::seconds(10);
constexpr Duration kEvening = std::chrono::minutes(2);  // what is left of a night that is skipped, at each end

bool same_bytes(std::string_view a, std::string_view b) {
    unsigned char different = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) different |= static_cast<unsigned char>(a[i] ^ b[i]);
    return different == 0;
}

}  // namespace

thread_local const net::Request* WireCore::acting_ = nullptr;

WireCore::WireCore(const ExchangeOptions& options, double speed, ApiKeys keys, ChaosPlan chaos)
    : keys_(std::move(keys)),
      speed_(speed),
      chaos_(std::move(chaos), options.seed),
      data_(chaos_, machine_),
      trading_(chaos_, machine_),
      exchange_(
          std::make_unique<Exchange>(options, data_, [this](const OrderEvent& event) { trading_.on_event(event); })) {
    data_.set_exchange(*exchange_);
    trading_.set_exchange(*exchange_);
}

WireCore::~WireCore() {
    stop();
}

void WireCore::resume_at(Timestamp time) {
    const std::lock_guard lock(mutex_);
    exchange_->advance_to(time);
    flush();
}

void WireCore::start(bool skip_nights) {
    skip_nights_ = skip_nights;
    if (speed_ > 0) clock_.emplace(machine_, exchange_->now(), speed_);
    pump_ = std::jthread([this](const std::stop_token& token) { pump(token); });
}

void WireCore::stop() {
    if (!pump_.joinable()) return;
    pump_.request_stop();
    pump_.join();
}

bool WireCore::is_key(std::string_view key_id, std::string_view secret_key) const {
    return same_bytes(key_id, keys_.key_id) && same_bytes(secret_key, keys_.secret_key);
}

void WireCore::advance() {
    if (clock_) {
        if (skip_nights_) skip_night();
        exchange_->advance_to(clock_->now());
    }
    chaos_.act(*exchange_);
}

void WireCore::skip_night() {
    const auto& calendar = market::SessionCalendar::nyse();
    const Timestamp now = clock_->now();
    if (calendar.is_open(now) || now - calendar.previous_session(now).close < kEvening) return;
    const Timestamp morning = calendar.next_session(now).open - kEvening;
    if (now < morning) clock_.emplace(machine_, morning, speed_);
}

void WireCore::note_action() {
    const auto* request = std::exchange(acting_, nullptr);
    if (request == nullptr) return;
    journal_->add({exchange_->now(), request->method, request->path, request->body, request->query});
}

// What is told is on file first: after a crash the clock is never behind what anybody heard.
void WireCore::flush() {
    if (journal_) journal_->mark(exchange_->now());
    data_.flush();
    trading_.flush();
}

void WireCore::pump(const std::stop_token& stop) {
    std::mutex idle;
    std::condition_variable_any wake;
    while (!stop.stop_requested()) {
        {
            const std::lock_guard lock(mutex_);
            if (!clock_) exchange_->advance_to(exchange_->now() + kFullSpeedSlice);
            advance();
            flush();
        }
        std::unique_lock lock(idle);
        wake.wait_for(lock, stop, clock_ ? Duration(kBeat) : Duration(std::chrono::microseconds(50)),
                      [] { return false; });
    }
}

}  // namespace tradewind::exchange
