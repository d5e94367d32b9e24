#pragma once

#include <cmath>
#include <cstdint>
#include <fmt/core.h>
#include <fstream>
#include <random>
#include <string>
#include <string_view>

#include "backtest/backtest.hpp"
#include "sentiment/analyzer.hpp"
#include "sentiment/lexicon.hpp"
#include "support/temp_dir.hpp"

namespace tradewind::backtest::testing {

inline Decimal dec(std::string_view text) {
    return Decimal::parse(text).value();
}
inline Timestamp at(std::string_view text) {
    return parse_timestamp(text).value();
}

/// A folder in which a test lays out a recording.
class RecordingFolder {
public:
    std::string write(const std::string& name, std::string_view text) {
        const auto path = folder_.path() / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
        return path.string();
    }
    [[nodiscard]] std::string path(std::string_view name = {}) const { return (folder_.path() / name).string(); }

private:
    test::TempDir folder_{"recording"};
};

/// Hourly bars of regular sessions from 2 January 2024 on: a wavy random walk, raw prices.
inline std::string hourly_csv(int count, std::uint64_t seed, double price = 100) {
    std::mt19937_64 random(seed);
    std::string text = "ts_utc,open,high,low,close,volume\n";
    Timestamp start = at("2024-01-02T15:00:00Z");
    for (int rows = 0; rows < count; start += std::chrono::hours(1)) {
        const auto day = std::chrono::floor<std::chrono::days>(start);
        const auto hour = std::chrono::floor<std::chrono::hours>(start - day).count();
        if (hour < 15 || hour > 20 || std::chrono::weekday(day).iso_encoding() > 5) continue;
        const double noise = static_cast<double>(random() % 2001) / 1000 - 1;
        const double close = price * (1 + 0.006 * noise + 0.004 * std::sin(rows / 9.0));
        text += fmt::format("{},{:.2f},{:.2f},{:.2f},{:.2f},{}\n", format_timestamp(start), price,
                            std::max(price, close) * 1.002, std::min(price, close) * 0.998, close,
                            100'000 + random() % 100'000);
        price = std::round(close * 100) / 100;
        ++rows;
    }
    return text;
}

/// News lines every few hours, praising or blaming a ticker.
inline std::string news_jsonl(int count, std::uint64_t seed, std::string_view symbol) {
    std::mt19937_64 random(seed);
    std::string text;
    Timestamp time = at("2024-01-03T15:20:00Z");
    for (int i = 0; i < count; ++i, time += std::chrono::minutes(37 + random() % 400)) {
        const bool good = random() % 2 == 0;
        text += fmt::format(
            R"({{"id":"{0}-{1}","source":"wire","url":"https://news.example/{0}/{1}","title":"${0} {2} estimates, item {1}","text":"","published":"{3}"}})"
            "\n",
            symbol, i, good ? "beats and surges past" : "misses and plunges below", format_timestamp(time));
    }
    return text;
}

inline Result<std::unique_ptr<sentiment::SentimentAnalyzer>> lexicon_analyzer() {
    return std::make_unique<sentiment::SentimentAnalyzer>(std::make_unique<sentiment::LexiconScorer>());
}

inline BacktestOptions options_for(std::vector<std::string> bars, std::vector<std::string> news = {}) {
    BacktestOptions options;
    options.recording.bars = std::move(bars);
    options.recording.news = std::move(news);
    options.analyzer = lexicon_analyzer;
    return options;
}

}  // namespace tradewind::backtest::testing
