#pragma once

#include "core/records.hpp"
#include "storage/page.hpp"

/// Signals, what became of them, and the risk verdicts on them.
namespace tradewind::storage {

/// Every signal ends in exactly one of those behind kOpen.
enum class Disposition : std::uint8_t { kOpen, kOrdered, kRiskDenied, kExpired, kSuperseded, kDead };
std::string_view to_string(Disposition disposition) noexcept;

struct StoredSignal {
    TradeSignal signal;
    Disposition disposition = Disposition::kOpen;
    std::string disposition_reason;
    std::optional<Timestamp> disposed_at;
};

/// Storing it again changes nothing. kConflict where the same id is there with other content: the first writer wins,
/// and whoever made the second has decided differently from the same input.
Status insert_signal(Transaction& tx, const TradeSignal& signal);

/// Ends an open signal; false where it had ended already (the first disposition stands) or is not there.
Result<bool> dispose_signal(Transaction& tx, SignalId id, Disposition disposition, std::string_view reason,
                            Timestamp at);

/// Stores the verdict, and ends its signal where that is still open: ordered, or denied with the verdict's reason.
Status insert_verdict(Transaction& tx, const RiskVerdict& verdict);

Result<std::optional<StoredSignal>> find_signal(Transaction& tx, SignalId id);
/// By the id text of the bar or score that made them.
Result<std::vector<StoredSignal>> signals_by_trigger(Transaction& tx, std::string_view trigger_id);
Result<std::vector<StoredSignal>> list_signals(Transaction& tx, const Page& page);
/// Signals without a disposition, oldest first.
Result<std::vector<StoredSignal>> open_signals(Transaction& tx, std::size_t limit);

Result<std::optional<RiskVerdict>> find_verdict(Transaction& tx, VerdictId id);
Result<std::vector<RiskVerdict>> verdicts_of_signal(Transaction& tx, SignalId signal);
Result<std::vector<RiskVerdict>> list_verdicts(Transaction& tx, const Page& page);

/// All of them in the order of (time, id), streamed.
Status each_signal(Transaction& tx, const std::function<Status(const TradeSignal&)>& each);
Status each_verdict(Transaction& tx, const std::function<Status(const RiskVerdict&)>& each);

}  // namespace tradewind::storage
