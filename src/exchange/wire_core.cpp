#include "exchange/wire_core.hpp"

#include <condition_variable>

namespace tradewind::exchange {
namespace {

constexpr std::chrono::milliseconds kBeat{5};
constexpr Duration kFullSpeedSlice = std::chrono::seconds(10);

bool same_bytes(std::string_view a, std::string_view b) {
    unsigned char different = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) different |= static_cast<unsigned char>(a[i] ^ b[i]);
    return different == 0;
}

}  // namespace

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

void WireCore::start() {
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
    if (clock_) exchange_->advance_to(clock_->now());
    chaos_.act(*exchange_);
}

void WireCore::flush() {
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
