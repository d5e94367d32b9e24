#include "streams/partition_leases.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>

namespace tradewind::streams {

namespace leases = storage::leases;
using storage::Transaction;

PartitionLeases::PartitionLeases(storage::Database& database, const MachineClock& clock, std::string group,
                                 std::string consumer, int partitions, Duration length)
    : database_(database),
      clock_(clock),
      group_(std::move(group)),
      consumer_(std::move(consumer)),
      partitions_(partitions),
      length_(length) {}

Result<PartitionLeases::Change> PartitionLeases::refresh() {
    Change change;
    auto owned = owned_;
    auto done = database_.write([&](Transaction& tx) -> Status {
        change = {};
        owned = owned_;
        const auto now = clock_.now();
        auto member = leases::acquire(tx, fmt::format("member/{}/{}", group_, consumer_), consumer_, now, length_);
        if (!member) return std::unexpected(std::move(member.error()));
        if (*member) membership_ = **member;
        if (auto renewed = renew(tx, now, owned, change); !renewed) return renewed;
        const auto due = due_share(tx, now);
        if (!due) return std::unexpected(due.error());
        return take(tx, now, *due, owned, change);
    });
    if (!done) return std::unexpected(std::move(done.error()));
    owned_ = std::move(owned);
    return change;
}

Status PartitionLeases::renew(Transaction& tx, Timestamp now, std::map<int, leases::Lease>& owned, Change& change) {
    for (auto it = owned.begin(); it != owned.end();) {
        const auto kept = leases::renew(tx, it->second, now, length_);
        if (!kept) return std::unexpected(kept.error());
        change.lost = change.lost || !*kept;
        it = *kept ? std::next(it) : owned.erase(it);
    }
    return {};
}

Result<std::size_t> PartitionLeases::due_share(Transaction& tx, Timestamp now) {
    const auto first = fmt::format("member/{}/", group_);
    // '0' follows '/' in ASCII.
    const auto beyond = fmt::format("member/{}0", group_);
    const std::array<storage::Value, 3> parameters{storage::to_value(std::string_view(first)),
                                                   storage::to_value(std::string_view(beyond)), storage::to_value(now)};
    const auto members =
        tx.query("SELECT holder FROM leases WHERE name >= $1 AND name < $2 AND expires_at > $3", parameters);
    if (!members) return std::unexpected(members.error());
    std::vector<std::string> names;
    for (const auto& row : *members) names.push_back(row.text(0));
    // Sorted here: databases don't agree about the order of text.
    std::ranges::sort(names);
    const auto mine = static_cast<std::size_t>(std::ranges::find(names, consumer_) - names.begin());
    const auto all = static_cast<std::size_t>(partitions_);
    return all / names.size() + (mine < all % names.size() ? 1 : 0);
}

Status PartitionLeases::take(Transaction& tx, Timestamp now, std::size_t due, std::map<int, leases::Lease>& owned,
                             Change& change) {
    for (auto it = owned.rbegin(); it != owned.rend() && owned.size() - change.excess.size() > due; ++it) {
        change.excess.push_back(it->first);
    }
    for (int partition = 0; partition < partitions_ && owned.size() < due; ++partition) {
        if (owned.contains(partition)) continue;
        auto lease = leases::acquire(tx, fmt::format("partition/{}/{}", group_, partition), consumer_, now, length_);
        if (!lease) return std::unexpected(std::move(lease.error()));
        if (!*lease) continue;
        owned.emplace(partition, **lease);
        change.gained = true;
    }
    return {};
}

bool PartitionLeases::drop_expired() {
    const auto now = clock_.now();
    return std::erase_if(owned_, [&](const auto& entry) { return entry.second.expires <= now; }) > 0;
}

Status PartitionLeases::release(const std::vector<int>& partitions) {
    if (partitions.empty()) return {};
    auto done = database_.write([&](Transaction& tx) -> Status {
        for (const int partition : partitions) {
            const auto found = owned_.find(partition);
            if (found == owned_.end()) continue;
            if (auto released = leases::release(tx, found->second); !released) return released;
        }
        return {};
    });
    // Where it failed they run out by themselves.
    for (const int partition : partitions) owned_.erase(partition);
    return done;
}

Status PartitionLeases::leave() {
    std::vector<int> all;
    for (const auto& [partition, lease] : owned_) all.push_back(partition);
    auto released = release(all);
    if (!released || membership_.token == 0) return released;
    return database_.write([&](Transaction& tx) { return leases::release(tx, membership_); });
}

}  // namespace tradewind::streams
