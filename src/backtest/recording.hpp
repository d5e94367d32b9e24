#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/listed_since.hpp"
#include "core/messages.hpp"

namespace tradewind::backtest {

/// What is wrong with one row of an input, or worth knowing about it. The row is skipped, or used as `message` says.
struct LoadWarning {
    std::string file;
    std::size_t line = 0;  ///< 0: the file as a whole.
    std::string code;      ///< Kebab-case: bad-row, bad-print, disorder, duplicate-time, inferred-split, bad-time…
    std::string message;
};

/// Everything that becomes known at one instant (design §6), each list in its canonical order.
struct Instant {
    Timestamp time;
    std::vector<Bar> bars;             ///< By ticker; all end at `time`.
    std::vector<RawArticle> articles;  ///< By id; all received at `time`, deduplicated.
};

struct RecordingOptions {
    std::vector<std::string> bars;     ///< Files, folders or recordings.
    std::vector<std::string> news;     ///< Files, folders or recordings.
    std::vector<std::string> factors;  ///< More factor files (`SYMBOL.csv`), beside a recording's own.
    std::optional<Timestamp> from;     ///< Bars by start, articles by publication, in [from, to).
    std::optional<Timestamp> to;
    Duration assumed_latency = std::chrono::seconds(2);  ///< Where an article doesn't say when it was received.
};

/// One recording, in memory: what backtest and replay both read.
struct Recording {
    std::vector<Instant> instants;  ///< In rising time.
    std::vector<LoadWarning> warnings;
    std::string data_hash;  ///< SHA-256 over the contents of bars, news and factors, whatever the order of arguments.
    std::vector<ListedSince> listed;  ///< Tickers with bars, by name, since the instant of the first one.
    std::size_t bars = 0;
    std::size_t articles = 0;    ///< Read, before deduplication.
    std::size_t duplicates = 0;  ///< Left out as exact duplicates.
};

/// Loads bars, corporate actions and news as commands.md ("A recording", "Backtest") says. A file of which nothing can
/// be read is an error that names it; single bad rows are warnings.
Result<Recording> load_recording(const RecordingOptions& options);

}  // namespace tradewind::backtest
