// Feed documents parsed on one core, beside Python's feedparser on the same files in the same run, turn about. Times
// are processor time: other work on the machine counts little. feeds_bench [FOLDER]; TRADEWIND_PYTHON names the Python.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <fmt/core.h>

#include "news/feed.hpp"

using namespace tradewind;

namespace {

constexpr int kTurns = 3;
constexpr int kRoundsATurn = 20;

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::string setting(const char* name, std::string otherwise) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : std::move(otherwise);
}

// Nothing where it is not installed.
std::optional<double> peer_seconds(const std::string& folder) {
    const auto command =
        setting("TRADEWIND_PYTHON", "python3").append(" '" TRADEWIND_PEER "' '").append(folder).append("' 2>/dev/null");
    FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return std::nullopt;
    char line[64] = {};
    const bool any = std::fgets(line, sizeof line, pipe) != nullptr;
    ::pclose(pipe);
    const double seconds = any ? std::strtod(line, nullptr) : 0;
    return seconds > 0 ? std::optional(seconds) : std::nullopt;
}

std::size_t parse_all(const std::vector<std::string>& documents) {
    std::size_t entries = 0;
    for (const auto& document : documents) {
        const auto feed = news::parse_feed(document);
        entries += feed ? feed->entries.size() : 0;
    }
    return entries;
}

}  // namespace

int main(int count, char** arguments) {
    const std::string folder =
        count > 1 ? arguments[1] : setting("TRADEWIND_SHARED", "../shared") + "/data/feeds/real-world";
    std::vector<std::string> documents;
    std::size_t bytes = 0;
    if (std::filesystem::is_directory(folder)) {
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            std::ifstream file(entry.path(), std::ios::binary);
            documents.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
            bytes += documents.back().size();
        }
    }
    if (documents.empty()) {
        fmt::println("feeds: no files in {}; name a folder", folder);
        return 0;
    }
    std::size_t entries = 0;
    double best = 1e9;
    std::optional<double> peer;
    for (int turn = 0; turn < kTurns; ++turn) {
        for (int round = 0; round < kRoundsATurn; ++round) {
            const double began = cpu_seconds();
            entries = parse_all(documents);
            best = std::min(best, cpu_seconds() - began);
        }
        if (turn > 0 && !peer) continue;
        if (const auto took = peer_seconds(folder)) peer = std::min(peer.value_or(*took), *took);
    }
    const double megabytes = static_cast<double>(bytes) / 1e6;
    fmt::println("feeds: {} files, {} entries, {:.1f} MB in {:.2f} ms: {:.0f} MB/s on one core", documents.size(),
                 entries, megabytes, best * 1e3, megabytes / best);
    if (peer) {
        fmt::println("       Python's feedparser {:.0f} ms: {:.1f} times as long", *peer * 1e3, *peer / best);
    } else {
        fmt::println("       no reference: Python has no feedparser here");
    }
}
