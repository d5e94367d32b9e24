#include "streams/partitioned_consumer.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/core.h>

#include "streams/partitions.hpp"
#include "telemetry/log.hpp"

namespace tradewind::streams {

using namespace std::chrono_literals;

namespace {

/// While two consumers are read in turn, each waits this long at most.
constexpr Duration kTurn = 5ms;

/// The number after the last colon of `market:bars:3`.
int partition_number(std::string_view name) {
    int number = -1;
    const auto digits = name.substr(name.rfind(':') + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

}  // namespace

PartitionedConsumer::PartitionedConsumer(Setup setup, std::unique_ptr<PartitionLeases> leases,
                                         std::unique_ptr<Consumer> plain)
    : setup_(std::move(setup)), leases_(std::move(leases)), plain_(std::move(plain)) {}

PartitionedConsumer::~PartitionedConsumer() {
    close();
    // Where it fails the leases run out by themselves.
    (void)leases_->leave();
}

void PartitionedConsumer::close() {
    std::unique_ptr<Consumer> closing;
    {
        const std::scoped_lock guard(mutex_);
        closing = std::move(owned_);
    }
}

Status PartitionedConsumer::reopen() {
    close();
    std::vector<std::string> names;
    for (const auto& stream : setup_.partitioned) {
        for (const auto& [partition, lease] : leases_->owned()) names.push_back(partition_name(stream, partition));
    }
    if (names.empty()) return {};
    auto opened = setup_.bus.consumer(setup_.group, kOwner, names);
    if (!opened) return std::unexpected(std::move(opened.error()));
    const std::scoped_lock guard(mutex_);
    owned_ = std::move(*opened);
    return {};
}

Status PartitionedConsumer::share_out() {
    // Whoever could not renew in time stops before anyone else begins.
    if (leases_->drop_expired()) {
        if (auto reopened = reopen(); !reopened) return reopened;
    }
    const auto now = setup_.clock.monotonic();
    if (now < next_refresh_) return {};
    auto change = leases_->refresh();
    if (!change) return std::unexpected(std::move(change.error()));
    next_refresh_ = now + setup_.lease / 3;
    if (!change->gained && !change->lost && change->excess.empty()) return {};
    // Reading stops, and acknowledgements are written, before another may take over.
    close();
    if (auto released = leases_->release(change->excess); !released) return released;
    telemetry::log_info("streams", "partitions shared out anew",
                        {{"group", setup_.group}, {"consumer", setup_.name}, {"owned", leases_->owned().size()}});
    return reopen();
}

Result<std::vector<Delivery>> PartitionedConsumer::read(std::size_t max, Duration wait) {
    const auto deadline = waiting_clock_.monotonic() + wait;
    while (true) {
        if (auto shared = share_out(); !shared) return std::unexpected(std::move(shared.error()));
        const auto left = std::max<Duration>(deadline - waiting_clock_.monotonic(), Duration{0});
        const auto until_refresh = std::max<Duration>(next_refresh_ - setup_.clock.monotonic(), 1ms);
        auto deliveries = read_once(max, std::min(left, until_refresh));
        if (!deliveries || !deliveries->empty() || take_interrupt()) return deliveries;
        if (waiting_clock_.monotonic() >= deadline) return deliveries;
    }
}

bool PartitionedConsumer::take_interrupt() {
    const std::scoped_lock guard(mutex_);
    return std::exchange(interrupted_, false);
}

Result<std::vector<Delivery>> PartitionedConsumer::read_once(std::size_t max, Duration wait) {
    const auto deadline = waiting_clock_.monotonic() + wait;
    while (true) {
        auto turn = std::max<Duration>(deadline - waiting_clock_.monotonic(), Duration{0});
        if (!owned_ && !plain_) {
            std::unique_lock guard(mutex_);
            interrupted_changed_.wait_for(guard, turn, [&] { return interrupted_; });
            return std::vector<Delivery>{};
        }
        if (owned_ && plain_) turn = std::min(turn, kTurn);
        auto deliveries = read_from(owned_.get(), max, turn);
        if (!deliveries || !deliveries->empty()) return deliveries;
        deliveries = read_from(plain_.get(), max, owned_ ? Duration{0} : turn);
        if (!deliveries || !deliveries->empty()) return deliveries;
        const std::scoped_lock guard(mutex_);
        if (interrupted_ || waiting_clock_.monotonic() >= deadline) return deliveries;
    }
}

Result<std::vector<Delivery>> PartitionedConsumer::read_from(Consumer* consumer, std::size_t max, Duration wait) {
    if (consumer == nullptr) return std::vector<Delivery>{};
    auto deliveries = consumer->read(max, wait);
    if (!deliveries || consumer == plain_.get()) return deliveries;
    for (auto& delivery : *deliveries) delivery = to_outside(std::move(delivery));
    return deliveries;
}

Delivery PartitionedConsumer::to_outside(Delivery delivery) const {
    const int partition = partition_number(delivery.stream);
    const auto lease = leases_->owned().find(partition);
    TRADEWIND_ASSERT(lease != leases_->owned().end());
    delivery.stream.resize(delivery.stream.rfind(':'));
    delivery.entry_id = fmt::format("{}/{}", partition, delivery.entry_id);
    delivery.fence = lease->second.token;
    return delivery;
}

std::optional<Delivery> PartitionedConsumer::to_inside(const Delivery& delivery) const {
    const auto slash = delivery.entry_id.find('/');
    int partition = -1;
    std::from_chars(delivery.entry_id.data(), delivery.entry_id.data() + slash, partition);
    const auto lease = leases_->owned().find(partition);
    const bool ours = owned_ && lease != leases_->owned().end() && lease->second.token == delivery.fence;
    if (!ours || lease->second.expires <= setup_.clock.now()) return std::nullopt;
    auto inside = delivery;
    inside.stream = partition_name(delivery.stream, partition);
    inside.entry_id = delivery.entry_id.substr(slash + 1);
    return inside;
}

Status PartitionedConsumer::ack(std::span<const Delivery> done) {
    std::vector<Delivery> plain;
    std::vector<Delivery> owned;
    for (const auto& delivery : done) {
        if (delivery.fence == 0) {
            plain.push_back(delivery);
        } else if (auto inside = to_inside(delivery)) {
            // The rest is another owner's by now, whose inbox knows what was stored in time.
            owned.push_back(*std::move(inside));
        }
    }
    if (!plain.empty()) {
        if (auto acknowledged = plain_->ack(plain); !acknowledged) return acknowledged;
    }
    return owned.empty() ? Status() : owned_->ack(owned);
}

Status PartitionedConsumer::dead_letter(const Delivery& delivery, std::string_view error) {
    if (delivery.fence == 0) return plain_->dead_letter(delivery, error);
    const auto inside = to_inside(delivery);
    if (!inside) {
        return fail(ErrorCode::kConflict,
                    fmt::format("message {} belongs to another owner's partition by now", delivery.message_id));
    }
    return owned_->dead_letter(*inside, error);
}

void PartitionedConsumer::interrupt() {
    const std::scoped_lock guard(mutex_);
    interrupted_ = true;
    interrupted_changed_.notify_all();
    if (owned_) owned_->interrupt();
    if (plain_) plain_->interrupt();
}

}  // namespace tradewind::streams
