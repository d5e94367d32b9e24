#pragma once

#include "core/id.hpp"
#include "storage/page.hpp"

/// Backtests asked for through the gateway: jobs and their results.
namespace tradewind::storage {

enum class RunStatus : std::uint8_t { kQueued, kRunning, kDone, kFailed, kCanceled };
std::string_view to_string(RunStatus status) noexcept;

struct BacktestRun {
    RunId id{};
    RunStatus status = RunStatus::kQueued;
    std::string request{};  ///< JSON.
    std::string result{};   ///< JSON; empty until done.
    std::string error{};
    double progress = 0;  ///< [0, 1]
    std::string created_by{};
    Timestamp created{};
    std::optional<Timestamp> started{};
    std::optional<Timestamp> finished{};
};

/// Stores a new run or the new state of one.
Status upsert_run(Transaction& tx, const BacktestRun& run);
Result<std::optional<BacktestRun>> find_run(Transaction& tx, RunId id);
/// Newest first; the ticker of the page means nothing here.
Result<std::vector<BacktestRun>> list_runs(Transaction& tx, const Page& page);
/// Runs that were on their way when the process ended become failed; rows changed.
Result<std::int64_t> fail_interrupted_runs(Transaction& tx, Timestamp now);

}  // namespace tradewind::storage
