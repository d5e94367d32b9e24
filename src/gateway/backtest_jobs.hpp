#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "gateway/gateway.hpp"
#include "storage/backtest_runs.hpp"

namespace tradewind::gateway {

/// Backtests as jobs: one runs at a time, few wait. Their state is stored; what was on its way when the process ended
/// is marked as failed at the next start. Thread-safe.
class BacktestJobs {
public:
    /// `changed` hears of each new state and of each whole percent; it must be quick.
    BacktestJobs(storage::Database& database, const MachineClock& clock, BacktestRunner runner,
                 std::function<void(const storage::BacktestRun&)> changed);
    ~BacktestJobs();

    /// The job, queued. kLimit where too many wait, kUnavailable where nothing here can run one.
    Result<storage::BacktestRun> submit(BacktestRequest request, std::string request_json);
    /// kNotFound; kConflict where it has ended.
    Status cancel(RunId id);
    /// The job as it is now.
    Result<storage::BacktestRun> find(RunId id);

private:
    struct Job {
        storage::BacktestRun run;
        BacktestRequest request;
    };

    void work(const std::stop_token& stop);
    void carry_out(Job job, const std::stop_token& stop);
    void save(const storage::BacktestRun& run);
    void report_progress(double progress);

    storage::Database& database_;
    const MachineClock& clock_;
    BacktestRunner runner_;
    std::function<void(const storage::BacktestRun&)> changed_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<Job> queue_;
    std::optional<storage::BacktestRun> running_;
    std::stop_source cancel_running_;
    std::jthread thread_;
};

}  // namespace tradewind::gateway
