// Stories a second through the deduplicator on one core: real texts where they are at hand ($TRADEWIND_SHARED: a stream
// of tweets full of retweets and spam, and headlines), and an invented wire. Beside it, the same texts through a plain
// hash set, which finds exact repetitions only.

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <fmt/core.h>
#include <random>
#include <string>
#include <unordered_set>
#include <vector>

#include "news/deduplicator.hpp"

using namespace tradewind;

namespace {

constexpr int kRounds = 3;

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// The column `at` of each line after the first; of a comma-separated file without regard to quotes, which serves here.
std::vector<std::string> column_of(const std::string& path, char separator, std::size_t at) {
    std::ifstream file(path);
    std::vector<std::string> texts;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::string_view rest = line;
        for (std::size_t i = 0; i < at; ++i) {
            const auto end = rest.find(separator);
            rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        }
        if (separator == ',') rest = rest.substr(0, rest.rfind(separator == ',' && at > 0 ? ",{" : ","));
        texts.emplace_back(rest);
    }
    return texts;
}

template <std::size_t N>
std::string_view one_of(const std::string_view (&list)[N], std::mt19937& random) {
    return list[random() % N];
}

// A company's name of letters: thousands of them, as on a wire.
std::string company(std::mt19937& random) {
    std::string name;
    for (int i = 0; i < 3; ++i) {
        name += "bcdfghklmnprstvz"[random() % 16];
        name += "aeiou"[random() % 5];
    }
    name[0] = static_cast<char>(name[0] - 32);
    return name;
}

// Headlines as wires write them, from a few dozen forms; of a hundred, ten are an earlier one in other words and five
// an earlier one again.
std::vector<std::string> wire(std::size_t count) {
    constexpr std::string_view kDeeds[] = {"raises its full-year outlook after strong orders from carmakers",
                                           "recalls pumps after a fire at a plant",
                                           "names a new finance chief as margins shrink in Europe",
                                           "wins a contract to build turbines for Texas",
                                           "misses profit estimates as freight costs eat its gains",
                                           "to buy rival for cash and shares",
                                           "shares fall as regulator opens probe",
                                           "sells its packaging arm to a private equity firm",
                                           "cuts jobs and shuts two plants in Ohio",
                                           "says trial of its lung drug met the main goal",
                                           "board approves buyback of shares and a higher dividend",
                                           "settles a lawsuit over faulty batteries"};
    constexpr std::string_view kWhen[] = {"on Monday", "in the third quarter", "after the bell", "this year",
                                          "before talks with its lenders"};
    constexpr std::string_view kOther[] = {", shares move", " - sources", ", analysts surprised",
                                           " (corrects spelling)"};
    std::mt19937 random(7);
    std::vector<std::string> made;
    for (std::size_t i = 0; i < count; ++i) {
        const auto kind = random() % 100;
        if (kind < 15 && made.size() > 500) {
            auto again = made[made.size() - 1 - random() % 500];
            if (kind < 10) again = "UPDATE 1-" + again.append(one_of(kOther, random));
            made.push_back(std::move(again));
            continue;
        }
        made.push_back(fmt::format("{} {} {}, {} {} percent", company(random), one_of(kDeeds, random),
                                   one_of(kWhen, random), 1 + random() % 40, random() % 2 == 0 ? "up" : "down"));
    }
    return made;
}

void measure(std::string_view name, const std::vector<std::string>& texts) {
    if (texts.empty()) return fmt::println("dedupe: {}: no such texts here", name);
    double best = 1e9;
    double plain = 1e9;
    std::size_t repeated = 0;
    std::size_t near = 0;
    std::size_t equal = 0;
    for (int round = 0; round < kRounds; ++round) {
        news::Deduplicator deduplicator;
        repeated = near = 0;
        Timestamp time = timestamp_from_unix_nanos(1'767'600'000'000'000'000);
        double began = cpu_seconds();
        for (std::size_t i = 0; i < texts.size(); ++i, time += std::chrono::seconds(1)) {
            const auto id = std::to_string(i);
            const auto verdict = deduplicator.check({id, time, "bench", {}, texts[i], {}});
            repeated += verdict.kind == news::DedupeKind::kDuplicate ? 1 : 0;
            near += verdict.kind == news::DedupeKind::kNearDuplicate ? 1 : 0;
        }
        best = std::min(best, cpu_seconds() - began);
        std::unordered_set<std::string> seen;
        equal = 0;
        began = cpu_seconds();
        for (const auto& text : texts) equal += seen.insert(text).second ? 0 : 1;
        plain = std::min(plain, cpu_seconds() - began);
    }
    const auto count = static_cast<double>(texts.size());
    fmt::println("dedupe: {}: {:.0f} stories/s on one core ({} stories: {} duplicates, {} near-duplicates)", name,
                 count / best, texts.size(), repeated, near);
    fmt::println("        {:.0f} times the time of a hash set, which finds {} equal texts", best / plain, equal);
}

}  // namespace

int main() {
    const char* given = std::getenv("TRADEWIND_SHARED");
    const std::string data = std::string(given != nullptr ? given : "../shared") + "/data/";
    measure("tweets", column_of(data + "replay/hourly-2014-2016/tweets.tsv", '\t', 7));
    auto headlines = column_of(data + "text/SEntFiN.csv", ',', 1);
    std::ranges::move(column_of(data + "text/twitter-financial-train.csv", ',', 0), std::back_inserter(headlines));
    measure("headlines", headlines);
    measure("an invented wire", wire(100'000));
}
