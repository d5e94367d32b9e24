#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "storage/database.hpp"
#include "storage/leases.hpp"

namespace tradewind::streams {

/// One consumer's part in sharing out a group's partitions: leases in the store, `partition/<group>/<number>` and
/// `member/<group>/<consumer>`. Every live member is due an equal share, the first in order of name one more where it
/// doesn't come out even; so all members compute the same shares from the same rows. One thread at a time.
class PartitionLeases {
public:
    struct Change {
        bool gained = false;
        /// To be given up by `release`, after whoever reads them has stopped. Lost ones are already gone from `owned`.
        std::vector<int> excess;
        bool lost = false;
    };

    PartitionLeases(storage::Database& database, const MachineClock& clock, std::string group, std::string consumer,
                    int partitions, Duration length);

    /// Renews, takes what is free and due, says what is too much. On an error what is owned stays until it expires.
    Result<Change> refresh();
    /// Drops what has expired without having been renewed. Whether something did.
    bool drop_expired();
    Status release(const std::vector<int>& partitions);
    /// Everything, and the membership: an orderly end.
    Status leave();

    /// Owned partitions and their fencing tokens.
    [[nodiscard]] const std::map<int, storage::leases::Lease>& owned() const { return owned_; }

private:
    Status renew(storage::Transaction& tx, Timestamp now, std::map<int, storage::leases::Lease>& owned, Change& change);
    Status take(storage::Transaction& tx, Timestamp now, std::size_t due, std::map<int, storage::leases::Lease>& owned,
                Change& change);
    Result<std::size_t> due_share(storage::Transaction& tx, Timestamp now);

    storage::Database& database_;
    const MachineClock& clock_;
    std::string group_;
    std::string consumer_;
    int partitions_;
    Duration length_;
    storage::leases::Lease membership_;
    std::map<int, storage::leases::Lease> owned_;
};

}  // namespace tradewind::streams
