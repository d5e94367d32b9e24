#include "services/host.hpp"

#include <condition_variable>
#include <csignal>
#include <ctime>
#include <mutex>

#include "telemetry/log.hpp"

namespace tradewind::services {
namespace {

using namespace std::chrono;

constexpr milliseconds kFirstPause{100};
constexpr milliseconds kLongestPause{5000};

sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

void run_loop(const std::string& name, const std::function<Status(std::stop_token)>& body, std::stop_token stop) {
    milliseconds pause = kFirstPause;
    while (!stop.stop_requested()) {
        const Status status = body(stop);
        if (status) {
            pause = kFirstPause;
            continue;
        }
        if (stop.stop_requested()) return;
        telemetry::log_error(name, status.error().message, {{"hint", status.error().hint}});
        pause_or_stop(stop, pause);
        pause = std::min(pause * 2, kLongestPause);
    }
}

}  // namespace

void pause_or_stop(std::stop_token stop, Duration pause) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any().wait_for(lock, stop, pause, [] { return false; });
}

Host::~Host() {
    stop();
}

void Host::loop(std::string name, std::function<Status(std::stop_token)> body, std::function<void()> interrupt) {
    std::jthread thread(
        [name = std::move(name), body = std::move(body)](std::stop_token stop) { run_loop(name, body, stop); });
    loops_.push_back({std::move(interrupt), std::move(thread)});
}

void Host::stop() {
    for (auto& loop : loops_) {
        loop.thread.request_stop();
        if (loop.interrupt) loop.interrupt();
    }
    loops_.clear();
}

void block_stop_signals() {
    const sigset_t set = stop_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

void wait_for_stop(Duration limit, const std::function<bool()>& done) {
    const sigset_t set = stop_signals();
    const auto end = steady_clock::now() + limit;
    while (limit == Duration{0} || steady_clock::now() < end) {
        const timespec slice{0, 100'000'000};
        if (sigtimedwait(&set, nullptr, &slice) > 0) return;
        if (done && done()) return;
    }
}

}  // namespace tradewind::services
