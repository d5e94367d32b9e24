#include "gateway/portfolio_sync.hpp"

#include <condition_variable>
#include <mutex>

#include "storage/portfolio.hpp"
#include "telemetry/log.hpp"

namespace tradewind::gateway {

PortfolioSync::PortfolioSync(const Context& context) : context_(context) {
    if (context_.hooks.read_account) thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

PortfolioSync::~PortfolioSync() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
}

void PortfolioSync::run(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any pause;
    while (!stop.stop_requested()) {
        sync_once();
        std::unique_lock lock(mutex);
        pause.wait_for(lock, stop, context_.options.settings.snapshot_interval, [] { return false; });
    }
}

void PortfolioSync::sync_once() {
    auto snapshot = context_.hooks.read_account();
    if (snapshot) {
        snapshot->source = "broker";
        const Status stored =
            context_.database.write([&](storage::Transaction& tx) { return storage::insert_snapshot(tx, *snapshot); });
        if (stored) return;
        snapshot = std::unexpected(stored.error());
    }
    telemetry::log_failure(telemetry::LogLevel::kWarning, "api-gateway", "Can't take a portfolio snapshot",
                           snapshot.error());
}

}  // namespace tradewind::gateway
