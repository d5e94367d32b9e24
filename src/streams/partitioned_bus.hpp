#pragma once

#include <memory>

#include "storage/database.hpp"
#include "storage/leases.hpp"
#include "streams/bus.hpp"

namespace tradewind::streams {

struct PartitionOptions {
    int partitions = 1;
    /// How long a consumer that has gone silent keeps its partitions; renewed at a third of it. Machine time: the
    /// machines' clocks may differ by much less than this.
    Duration lease = std::chrono::seconds(15);
};

/// Spreads the partitioned streams (partitions.hpp) over `partitions` streams of `inner`, named `market:bars:0`…, and
/// gives each partition one owner at a time among a group's consumers, by leases in the store's table `leases`. With
/// one partition: `inner` itself, names bare.
///
/// Deliveries and dead letters carry the bare name; a delivery's `fence` is the token to be checked in the transaction
/// that stores its effect (`partition_lease`). A new owner first gets what the old one had not acknowledged. `groups`
/// speaks of the partitions by their own names. Change the number of partitions only when all streams are drained.
std::unique_ptr<Bus> make_partitioned_bus(std::unique_ptr<Bus> inner, storage::Database& database,
                                          const MachineClock& clock, const PartitionOptions& options);

/// What `storage::leases::check` takes, for a delivery with a fence that `consumer` read for `group`.
storage::leases::Lease partition_lease(const Delivery& delivery, std::string_view group, std::string_view consumer);

}  // namespace tradewind::streams
