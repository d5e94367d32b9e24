#pragma once

#include "storage/database.hpp"

/// Who owns an account, a partition or the relay: a lease that expires by machine time, with a fencing token that rises
/// with every change of owner. What an owner writes must check its token in the same transaction.
namespace tradewind::storage::leases {

struct Lease {
    std::string name;
    std::string holder;
    std::int64_t token = 0;
    Timestamp expires;
};

/// Takes the lease where it is free, expired, or held under the same (stable) name by a process that came before.
/// Always with a new token. Empty where another holds it.
Result<std::optional<Lease>> acquire(Transaction& tx, std::string_view name, std::string_view holder, Timestamp now,
                                     Duration length);
/// False where it has been lost: stop writing.
Result<bool> renew(Transaction& tx, Lease& lease, Timestamp now, Duration length);
/// False where another has taken over since. Holds the lease's row until the transaction ends, so that nobody can take
/// over between this check and the commit.
Result<bool> check(Transaction& tx, const Lease& lease);
/// Frees it at once. The token's row stays: tokens never fall.
Status release(Transaction& tx, const Lease& lease);
/// Who holds it, also if expired.
Result<std::optional<Lease>> find(Transaction& tx, std::string_view name);

}  // namespace tradewind::storage::leases
