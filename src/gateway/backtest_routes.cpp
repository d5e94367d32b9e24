#include "gateway/backtest_jobs.hpp"
#include "gateway/body.hpp"
#include "gateway/context.hpp"
#include "gateway/reading.hpp"
#include "gateway/views.hpp"

namespace tradewind::gateway {

namespace {

using net::Request;
using net::Response;
using storage::BacktestRun;
using storage::Transaction;

Result<RunId> read_id(const Request& request) {
    const auto id = RunId::parse(request.param("id"));
    if (!id || id->empty()) return fail(ErrorCode::kNotFound, "there is no backtest with this id");
    return *id;
}

Response submit(BacktestJobs& jobs, const Request& request) {
    auto body = read_backtest_body(request.body);
    if (!body) return net::problem(body.error(), request.path);
    const auto run = jobs.submit(std::move(*body), request.body.empty() ? "{}" : request.body);
    if (!run && run.error().code == ErrorCode::kLimit) {
        return net::problem(429, "limit", run.error().message, run.error().hint, request.path);
    }
    if (!run) return net::problem(run.error(), request.path);
    Response response = net::json_response(to_json(*run, ""), 202);
    response.headers.emplace_back("Location", "/api/backtest/" + run->id.to_string());
    return response;
}

Result<std::string> list_runs(const Context& context, BacktestJobs& jobs, const Request& request) {
    auto page = read_page(request);
    if (!page) return std::unexpected(page.error());
    page->ticker.reset();  // runs belong to no symbol
    auto runs = read<std::vector<BacktestRun>>(context.database,
                                               [&](Transaction& tx) { return storage::list_runs(tx, *page); });
    if (!runs) return std::unexpected(runs.error());
    for (auto& run : *runs) {
        if (run.status != storage::RunStatus::kRunning) continue;
        if (auto now = jobs.find(run.id)) run = std::move(*now);  // with its progress
    }
    return list_json(
        *runs, page->limit,
        [](JsonWriter& out, const BacktestRun& run) { write(out, run, split_result(run.result).summary); },
        [](const BacktestRun& run) { return storage::Cursor{run.created, run.id.to_string()}; });
}

Result<std::string> show_run(BacktestJobs& jobs, const Request& request) {
    const auto id = read_id(request);
    if (!id) return std::unexpected(id.error());
    const auto run = jobs.find(*id);
    if (!run) return std::unexpected(run.error());
    return to_json(*run, split_result(run->result).summary);
}

Result<std::string> show_equity(BacktestJobs& jobs, const Request& request) {
    const auto id = read_id(request);
    if (!id) return std::unexpected(id.error());
    const auto run = jobs.find(*id);
    if (!run) return std::unexpected(run.error());
    const auto equity = split_result(run->result).equity;
    JsonWriter out;
    out.begin_object();
    out.raw_field("points", equity.empty() ? "[]" : equity);
    out.end_object();
    return out.take();
}

Response cancel(BacktestJobs& jobs, const Request& request) {
    const auto id = read_id(request);
    if (!id) return net::problem(id.error(), request.path);
    const Status done = jobs.cancel(*id);
    return done ? Response{204, {}, {}} : net::problem(done.error(), request.path);
}

}  // namespace

void add_backtest_routes(net::Router& router, const Context& context, BacktestJobs& jobs) {
    router.post("/api/backtest", [&](const Request& r) { return submit(jobs, r); }, {.max_body = 64 * 1024});
    router.get("/api/backtest", [&](const Request& r) { return answer(r, list_runs(context, jobs, r)); });
    router.get("/api/backtest/{id}", [&](const Request& r) { return answer(r, show_run(jobs, r)); });
    router.get("/api/backtest/{id}/equity", [&](const Request& r) { return answer(r, show_equity(jobs, r)); });
    router.add("DELETE", "/api/backtest/{id}", [&](const Request& r) { return cancel(jobs, r); });
}

}  // namespace tradewind::gateway
