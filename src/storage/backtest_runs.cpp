#include "storage/backtest_runs.hpp"

#include "storage/rows.hpp"

namespace tradewind::storage {
namespace {

constexpr std::string_view kSelectRun =
    "SELECT id, status, request, result, error, progress, created_by, created_at, started_at, finished_at "
    "FROM backtest_runs";

BacktestRun run_of(const Row& row) {
    Columns columns(row);
    BacktestRun run;
    run.id = columns.id<RunId>();
    run.status = columns.name(RunStatus::kCanceled);
    run.request = columns.text();
    run.result = columns.text();
    run.error = columns.text();
    run.progress = columns.real();
    run.created_by = columns.text();
    run.created = columns.time();
    run.started = columns.optional_time();
    run.finished = columns.optional_time();
    return run;
}

}  // namespace

std::string_view to_string(RunStatus status) noexcept {
    constexpr std::array<std::string_view, 5> kNames{"queued", "running", "done", "failed", "canceled"};
    return kNames[static_cast<std::size_t>(status)];
}

Status upsert_run(Transaction& tx, const BacktestRun& one) {
    return run(tx,
               "INSERT INTO backtest_runs (id, status, request, result, error, progress, created_by, created_at, "
               "started_at, finished_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
               "ON CONFLICT (id) DO UPDATE SET status = excluded.status, result = excluded.result, "
               "error = excluded.error, progress = excluded.progress, started_at = excluded.started_at, "
               "finished_at = excluded.finished_at",
               pack(one.id, to_string(one.status), one.request, one.result, one.error, one.progress, one.created_by,
                    one.created, one.started, one.finished));
}

Result<std::optional<BacktestRun>> find_run(Transaction& tx, RunId id) {
    static const std::string sql = std::string(kSelectRun) + " WHERE id = $1";
    return read_one(tx, sql, pack(id), run_of);
}

Result<std::vector<BacktestRun>> list_runs(Transaction& tx, const Page& page) {
    Page rest = page;
    rest.ticker.reset();
    return decoded(PageQuery(kSelectRun, "created_at", "id", rest).run(tx), run_of);
}

Result<std::int64_t> fail_interrupted_runs(Transaction& tx, Timestamp now) {
    return tx.execute(
        "UPDATE backtest_runs SET status = 'failed', error = 'the process ended before the run did', "
        "finished_at = $1 WHERE status IN ('queued', 'running')",
        pack(now));
}

}  // namespace tradewind::storage
