#include "storage/leases.hpp"

#include "storage/rows.hpp"

namespace tradewind::storage::leases {
namespace {

Result<bool> changed(Result<std::int64_t> rows) {
    if (!rows) return std::unexpected(std::move(rows.error()));
    return *rows == 1;
}

}  // namespace

Result<std::optional<Lease>> acquire(Transaction& tx, std::string_view name, std::string_view holder, Timestamp now,
                                     Duration length) {
    Lease lease{std::string(name), std::string(holder), 0, now + length};
    const auto token = read_one(tx,
                                "INSERT INTO leases (name, holder, token, expires_at) VALUES ($1, $2, 1, $3) "
                                "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, token = leases.token + 1, "
                                "expires_at = excluded.expires_at "
                                "WHERE leases.expires_at <= $4 OR leases.holder = excluded.holder RETURNING token",
                                pack(name, holder, lease.expires, now), [](const Row& row) { return row.integer(0); });
    if (!token) return std::unexpected(token.error());
    if (!*token) return std::nullopt;
    lease.token = **token;
    return lease;
}

Result<bool> renew(Transaction& tx, Lease& lease, Timestamp now, Duration length) {
    const Timestamp expires = now + length;
    auto kept = changed(tx.execute("UPDATE leases SET expires_at = $4 WHERE name = $1 AND holder = $2 AND token = $3",
                                   pack(lease.name, lease.holder, lease.token, expires)));
    if (kept && *kept) lease.expires = expires;
    return kept;
}

Result<bool> check(Transaction& tx, const Lease& lease) {
    return changed(tx.execute("UPDATE leases SET token = token WHERE name = $1 AND holder = $2 AND token = $3",
                              pack(lease.name, lease.holder, lease.token)));
}

Status release(Transaction& tx, const Lease& lease) {
    return run(tx, "UPDATE leases SET holder = '', expires_at = 0 WHERE name = $1 AND holder = $2 AND token = $3",
               pack(lease.name, lease.holder, lease.token));
}

Result<std::optional<Lease>> find(Transaction& tx, std::string_view name) {
    return read_one(tx, "SELECT name, holder, token, expires_at FROM leases WHERE name = $1", pack(name),
                    [](const Row& row) { return Lease{row.text(0), row.text(1), row.integer(2), row.time(3)}; });
}

}  // namespace tradewind::storage::leases
