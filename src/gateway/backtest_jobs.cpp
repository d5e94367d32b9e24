#include "gateway/backtest_jobs.hpp"

#include "gateway/json_writer.hpp"
#include "telemetry/log.hpp"

namespace tradewind::gateway {

namespace {

constexpr std::size_t kMostQueued = 4;
constexpr std::string_view kService = "api-gateway";

std::string error_json(const Error& error) {
    JsonWriter out;
    out.begin_object();
    out.field("code", error_code_name(error.code));
    out.field("message", error.message);
    out.field("hint", error.hint);
    out.end_object();
    return out.take();
}

std::string result_json(const BacktestAnswer& answer) {
    JsonWriter out;
    out.begin_object();
    out.raw_field("summary", answer.summary);
    out.key("equity");
    out.begin_array();
    for (const auto& point : answer.equity) {
        out.begin_object();
        out.field("time", point.time);
        out.field("equity", point.equity);
        out.field("cash", point.cash);
        out.field("position_value", point.position_value);
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return out.take();
}

}  // namespace

BacktestJobs::BacktestJobs(storage::Database& database, const MachineClock& clock, BacktestRunner runner,
                           std::function<void(const storage::BacktestRun&)> changed)
    : database_(database), clock_(clock), runner_(std::move(runner)), changed_(std::move(changed)) {
    const Status done = database_.write([&](storage::Transaction& tx) -> Status {
        const auto failed = storage::fail_interrupted_runs(tx, clock_.now());
        return failed ? Status{} : std::unexpected(failed.error());
    });
    if (!done)
        telemetry::log_failure(telemetry::LogLevel::kWarning, kService, "Can't mark interrupted backtests",
                               done.error());
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

BacktestJobs::~BacktestJobs() {
    {
        const std::lock_guard lock(mutex_);
        cancel_running_.request_stop();
    }
    thread_.request_stop();
    thread_.join();
}

Result<storage::BacktestRun> BacktestJobs::submit(BacktestRequest request, std::string request_json) {
    if (!runner_) return fail(ErrorCode::kUnavailable, "backtests can't be run from here", "use `tradewind backtest`");
    Job job;
    job.request = std::move(request);
    job.run.created = clock_.now();
    job.run.request = std::move(request_json);
    job.run.created_by = "operator";
    job.run.id = RunId::from_fields({"backtest-job", id_field(job.run.created), job.run.request});
    {
        const std::lock_guard lock(mutex_);
        if (queue_.size() >= kMostQueued)
            return fail(ErrorCode::kLimit, "four backtests are waiting already", "wait, or cancel one");
    }
    const Status stored = database_.write([&](storage::Transaction& tx) { return storage::upsert_run(tx, job.run); });
    if (!stored) return std::unexpected(stored.error());
    auto run = job.run;
    changed_(run);
    {
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(job));
    }
    wake_.notify_all();
    return run;
}

Status BacktestJobs::cancel(RunId id) {
    std::optional<storage::BacktestRun> canceled;
    {
        const std::lock_guard lock(mutex_);
        if (running_ && running_->id == id) {
            cancel_running_.request_stop();
            return {};
        }
        const auto at = std::find_if(queue_.begin(), queue_.end(), [&](const Job& job) { return job.run.id == id; });
        if (at != queue_.end()) {
            canceled = std::move(at->run);
            queue_.erase(at);
        }
    }
    if (canceled) {
        canceled->status = storage::RunStatus::kCanceled;
        canceled->finished = clock_.now();
        save(*canceled);
        return {};
    }
    const auto known = find(id);
    if (!known) return std::unexpected(known.error());
    return fail(ErrorCode::kConflict, "this backtest has ended already");
}

Result<storage::BacktestRun> BacktestJobs::find(RunId id) {
    {
        const std::lock_guard lock(mutex_);
        if (running_ && running_->id == id) return *running_;
    }
    std::optional<storage::BacktestRun> found;
    const Status done = database_.read([&](storage::Transaction& tx) -> Status {
        auto run = storage::find_run(tx, id);
        if (!run) return std::unexpected(std::move(run.error()));
        found = std::move(*run);
        return {};
    });
    if (!done) return std::unexpected(done.error());
    if (!found) return fail(ErrorCode::kNotFound, "there is no backtest with this id");
    return std::move(*found);
}

void BacktestJobs::work(const std::stop_token& stop) {
    while (true) {
        std::optional<Job> job;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, stop, [&] { return !queue_.empty(); });
            if (stop.stop_requested()) return;
            job = std::move(queue_.front());
            queue_.pop_front();
            job->run.status = storage::RunStatus::kRunning;
            job->run.started = clock_.now();
            running_ = job->run;
            cancel_running_ = std::stop_source();
        }
        carry_out(std::move(*job), stop);
        const std::lock_guard lock(mutex_);
        running_.reset();
    }
}

void BacktestJobs::carry_out(Job job, const std::stop_token& stop) {
    save(job.run);
    const std::stop_token canceled = cancel_running_.get_token();
    auto answer = runner_(job.request, canceled, [this](double progress) { report_progress(progress); });
    job.run.finished = clock_.now();
    if (answer) {
        job.run.status = storage::RunStatus::kDone;
        job.run.progress = 1;
        job.run.result = result_json(*answer);
    } else if (canceled.stop_requested() && !stop.stop_requested()) {
        job.run.status = storage::RunStatus::kCanceled;
    } else {
        job.run.status = storage::RunStatus::kFailed;
        job.run.error = error_json(answer.error());
    }
    save(job.run);
}

void BacktestJobs::save(const storage::BacktestRun& run) {
    const Status stored = database_.write([&](storage::Transaction& tx) { return storage::upsert_run(tx, run); });
    if (!stored)
        telemetry::log_failure(telemetry::LogLevel::kError, kService, "Can't store a backtest's state", stored.error());
    changed_(run);
}

void BacktestJobs::report_progress(double progress) {
    std::optional<storage::BacktestRun> news;
    {
        const std::lock_guard lock(mutex_);
        if (!running_ || progress < running_->progress + 0.01) return;
        running_->progress = std::min(progress, 1.0);
        news = *running_;
    }
    changed_(*news);
}

}  // namespace tradewind::gateway
