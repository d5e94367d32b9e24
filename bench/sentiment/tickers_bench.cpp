// Megabytes of news text a second through ticker extraction on one core, with the shipped table, beside a plain walk
// over the same bytes that only counts capitals.

#include <fmt/core.h>

#include "newswire.hpp"
#include "sentiment/ticker_extractor.hpp"

using namespace tradewind;

int main() {
    const auto stories = bench::stories(8'000'000);
    double megabytes = 0;
    for (const auto& story : stories) megabytes += static_cast<double>(story.size()) * 1e-6;

    auto began = bench::cpu_seconds();
    std::size_t capitals = 0;
    for (const auto& story : stories)
        for (const char c : story) capitals += c >= 'A' && c <= 'Z' ? 1 : 0;
    const auto walk = bench::cpu_seconds() - began;

    sentiment::TickerExtractor extractor;
    std::size_t mentions = extractor.extract(stories.front()).size();
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
        began = bench::cpu_seconds();
        for (const auto& story : stories) mentions += extractor.extract(story).size();
        best = std::min(best, bench::cpu_seconds() - began);
    }
    fmt::println("tickers: {:.0f} MB/s on one core ({:.1f} MB, {} listings, {} tickers found; best of 5)",
                 megabytes / best, megabytes, sentiment::SymbolTable::shipped().companies().size(), mentions / 5);
    fmt::println("         {:.1f} times the time of a walk over the bytes ({} capitals)", best / walk, capitals);
}
