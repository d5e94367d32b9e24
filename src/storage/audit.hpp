#pragma once

#include "core/records.hpp"
#include "storage/page.hpp"

/// Who did what, and what trading is allowed to do.
namespace tradewind::storage {

/// The same entry (all fields) is stored once. Each row carries a hash over itself and the row before it.
Status insert_audit(Transaction& tx, const AuditEntry& entry);
/// Newest first; `limit` at most 1000.
Result<std::vector<AuditEntry>> list_audit(Transaction& tx, std::size_t limit);
/// Entries before the row numbered `before` (0: the newest), newest first, with their numbers; `limit` at most 1000.
struct NumberedAudit {
    std::int64_t number = 0;
    AuditEntry entry;
};
Result<std::vector<NumberedAudit>> page_audit(Transaction& tx, std::int64_t before, std::size_t limit);
/// Recomputes the hashes from the first row to the last.
struct AuditChain {
    std::int64_t rows = 0;    ///< Chained ones.
    std::int64_t broken = 0;  ///< Number of the first row that is not as it was written, or follows one that is gone.
};
Result<AuditChain> check_audit_chain(Transaction& tx);
/// Entries of one action, oldest first, with their numbers.
Result<std::vector<NumberedAudit>> audit_by_action(Transaction& tx, std::string_view action);
/// The answers to a command, oldest first.
Result<std::vector<AuditEntry>> audit_by_reference(Transaction& tx, std::string_view reference);

/// The scope that all of trading falls under.
inline constexpr std::string_view kAccountScope = "account";

/// The account's state.
Status set_kill_state(Transaction& tx, const KillState& state);
/// That of a narrower scope, e.g. `symbol:AAPL`.
Status set_scope_state(Transaction& tx, std::string_view scope, const KillState& state);
/// A scope without a row is active, but for the account's: its row is always there, and its absence counts as halted.
Result<KillState> kill_state(Transaction& tx, std::string_view scope = kAccountScope);

}  // namespace tradewind::storage
