#pragma once

#include <condition_variable>
#include <mutex>

#include "streams/bus.hpp"
#include "streams/partition_leases.hpp"

namespace tradewind::streams {

/// Reads the partitions it owns, and beside them streams that have none.
class PartitionedConsumer final : public Consumer {
public:
    struct Setup {
        Bus& bus;
        const MachineClock& clock;
        std::string group;
        std::string name;
        std::vector<std::string> plain;        ///< Streams without partitions.
        std::vector<std::string> partitioned;  ///< Bare names.
        Duration lease;
    };

    PartitionedConsumer(Setup setup, std::unique_ptr<PartitionLeases> leases, std::unique_ptr<Consumer> plain);
    ~PartitionedConsumer() override;

    Result<std::vector<Delivery>> read(std::size_t max, Duration wait) override;
    Status ack(std::span<const Delivery> done) override;
    Status dead_letter(const Delivery& delivery, std::string_view error) override;
    void interrupt() override;

    /// All consumers of a group read a partition under this one name, so that a new owner finds what the old one left
    /// as its own pending entries, and first.
    static constexpr std::string_view kOwner = "owner";

private:
    Status share_out();
    Status reopen();
    void close();
    Result<std::vector<Delivery>> read_once(std::size_t max, Duration wait);
    Result<std::vector<Delivery>> read_from(Consumer* consumer, std::size_t max, Duration wait);
    [[nodiscard]] Delivery to_outside(Delivery delivery) const;
    /// Back to the names of the inner bus; none where the partition is no longer ours.
    [[nodiscard]] std::optional<Delivery> to_inside(const Delivery& delivery) const;
    bool take_interrupt();

    Setup setup_;
    std::unique_ptr<PartitionLeases> leases_;
    SystemMachineClock waiting_clock_;
    Duration next_refresh_{};

    std::mutex mutex_;  ///< Of the pointers to what is read, against `interrupt`.
    std::condition_variable interrupted_changed_;
    bool interrupted_ = false;
    std::unique_ptr<Consumer> plain_;
    std::unique_ptr<Consumer> owned_;
};

}  // namespace tradewind::streams
