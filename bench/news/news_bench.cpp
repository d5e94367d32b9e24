#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <fmt/core.h>

#include "core/time.hpp"
#include "news/deduplicator.hpp"
#include "news/feed.hpp"

using namespace tradewind;

namespace {

double seconds_of(const std::function<void()>& work) {
    const SystemMachineClock clock;
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
        const Duration began = clock.monotonic();
        work();
        best = std::min(best, to_seconds(clock.monotonic() - began));
    }
    return best;
}

// Python's feedparser on the same files; nothing where it is not installed.
std::optional<double> peer_seconds(const std::string& folder) {
    FILE* pipe = ::popen(("python3 '" TRADEWIND_PEER "' '" + folder + "' 2>/dev/null").c_str(), "r");
    if (pipe == nullptr) return std::nullopt;
    char line[64] = {};
    const bool any = std::fgets(line, sizeof line, pipe) != nullptr;
    ::pclose(pipe);
    const double seconds = any ? std::strtod(line, nullptr) : 0;
    return seconds > 0 ? std::optional(seconds) : std::nullopt;
}

void bench_feeds(const std::string& folder) {
    std::vector<std::string> documents;
    std::size_t bytes = 0;
    if (std::filesystem::is_directory(folder)) {
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            std::ifstream file(entry.path(), std::ios::binary);
            documents.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
            bytes += documents.back().size();
        }
    }
    if (documents.empty()) return fmt::println("feeds: no files in {}; name a folder", folder);
    std::size_t entries = 0;
    const double seconds = seconds_of([&] {
        entries = 0;
        for (const auto& document : documents) {
            const auto feed = news::parse_feed(document);
            entries += feed ? feed->entries.size() : 0;
        }
    });
    const double megabytes = static_cast<double>(bytes) / 1e6;
    fmt::println("feeds: {} files, {} entries, {:.1f} MB in {:.1f} ms: {:.0f} MB/s", documents.size(), entries,
                 megabytes, seconds * 1e3, megabytes / seconds);
    if (const auto peer = peer_seconds(folder)) {
        fmt::println("feeds: Python's feedparser {:.0f} ms: {:.0f} times as long", *peer * 1e3, *peer / seconds);
    } else {
        fmt::println("feeds: Python's feedparser is not installed; not compared");
    }
}

// A name of letters for a number, so that every story has somebody of its own.
std::string namesake(std::size_t number) {
    std::string name;
    for (int i = 0; i < 4; ++i, number /= 21) name += "bcdfghjklmnpqrstvwxyz"[number % 21];
    name[0] = static_cast<char>(name[0] - 32);
    return "Mr " + name + "o";
}

// Invented headlines; every third repeats an earlier one in other words.
std::vector<std::string> headlines(std::size_t count) {
    constexpr std::string_view kNames[] = {"Acme", "Bolt", "Crane", "Dome", "Elm", "Fjord", "Gale", "Hazel"};
    constexpr std::string_view kDeeds[] = {"raises its full-year outlook after strong orders from carmakers",
                                           "recalls pumps after a fire at a plant in northern Ohio",
                                           "names a new finance chief as margins shrink in Europe",
                                           "wins a contract to build turbines for the state of Texas",
                                           "misses profit estimates as freight costs eat its gains"};
    std::vector<std::string> made;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t story = i % 3 == 2 ? i - 2 : i;
        std::string title(kNames[story % std::size(kNames)]);
        title += fmt::format(" {} {}, {} says", kNames[(story / 8) % std::size(kNames)],
                             kDeeds[story % std::size(kDeeds)], namesake(story));
        made.push_back(i % 3 == 2 ? "UPDATE 1-" + title + ", shares move" : title);
    }
    return made;
}

void bench_dedupe() {
    const auto titles = headlines(200'000);
    std::size_t repeated = 0;
    const double seconds = seconds_of([&] {
        news::Deduplicator deduplicator;
        repeated = 0;
        Timestamp time = timestamp_from_unix_nanos(1'767'600'000'000'000'000);
        for (std::size_t i = 0; i < titles.size(); ++i, time += std::chrono::seconds(1)) {
            const auto id = std::to_string(i);
            const auto verdict = deduplicator.check({id, time, "bench", {}, titles[i], {}});
            repeated += verdict.kind == news::DedupeKind::kNew ? 0 : 1;
        }
    });
    fmt::println("dedupe: {} stories, {} of them repeated, in {:.0f} ms: {:.0f} stories/s", titles.size(), repeated,
                 seconds * 1e3, static_cast<double>(titles.size()) / seconds);
}

}  // namespace

// Ratios within one run, never a failure: news_bench [FOLDER OF FEEDS]
int main(int count, char** arguments) {
    const char* shared = std::getenv("TRADEWIND_SHARED");
    const std::string folder =
        count > 1 ? arguments[1]
                  : std::string(shared != nullptr ? shared : "../shared").append("/data/feeds/real-world");
    bench_feeds(folder);
    bench_dedupe();
    return 0;
}
