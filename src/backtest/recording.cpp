#include "backtest/recording.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/core.h>
#include <map>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "backtest/bar_file.hpp"
#include "backtest/corporate_actions.hpp"
#include "backtest/import.hpp"
#include "backtest/news_file.hpp"
#include "backtest/text_file.hpp"
#include "core/id.hpp"
#include "news/article.hpp"
#include "news/deduplicator.hpp"

namespace tradewind::backtest {
namespace {

namespace fs = std::filesystem;

enum class Kind { kBars, kAdjustedBars, kNews, kFactors };

struct Input {
    Kind kind;
    std::string path;
    bool named;  ///< The user named this very file: then it must be of use.
    friend auto operator<=>(const Input&, const Input&) = default;
};

/// `prices/` is `prices`, and one file is one however its path is written.
std::string plain_path(const std::string& path) {
    const auto normal = fs::path(path).lexically_normal();
    return normal.has_filename() ? normal.string() : normal.parent_path().string();
}

std::vector<std::string> files_in(const fs::path& folder) {
    std::vector<std::string> files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.is_regular_file(error)) files.push_back(entry.path().string());
    }
    std::ranges::sort(files);
    return files;
}

/// What a recording of a live day holds beside bars and news.
bool is_of_a_live_day(const std::string& name) {
    return name == "bars_known.csv" || name == "scores.jsonl" || name == "controls.jsonl";
}

void add_csv_files(const fs::path& folder, Kind kind, std::vector<Input>& inputs) {
    for (auto& file : files_in(folder)) {
        if (plain_name(file).ends_with(".csv") && !is_of_a_live_day(plain_name(file)))
            inputs.push_back({kind, file, false});
    }
}

void add_bars(const std::string& path, std::vector<Input>& inputs) {
    const fs::path place(path);
    if (!fs::is_directory(place)) {
        inputs.push_back({place.parent_path().filename() == "prices" ? Kind::kAdjustedBars : Kind::kBars, path, true});
        return;
    }
    add_csv_files(place, place.filename() == "prices" ? Kind::kAdjustedBars : Kind::kBars, inputs);
    add_csv_files(place / "bars", Kind::kBars, inputs);
    add_csv_files(place / "prices", Kind::kAdjustedBars, inputs);
    add_csv_files(place / "factors", Kind::kFactors, inputs);
}

void add_news(const std::string& path, std::vector<Input>& inputs) {
    const fs::path place(path);
    if (!fs::is_directory(place)) {
        inputs.push_back({Kind::kNews, path, true});
        return;
    }
    for (const auto& folder : {place, place / "news"}) {
        for (auto& file : files_in(folder)) {
            const auto name = plain_name(file);
            if (is_of_a_live_day(name)) continue;
            if (name == "tweets.tsv" || name.ends_with(".jsonl")) inputs.push_back({Kind::kNews, file, false});
        }
    }
    for (auto& file : files_in(place / "feeds")) inputs.push_back({Kind::kNews, file, false});
}

Result<std::vector<Input>> find_inputs(const RecordingOptions& options) {
    std::vector<Input> inputs;
    for (const auto& group : {options.bars, options.news, options.factors}) {
        for (const auto& path : group) {
            if (path != "-" && !fs::exists(path)) {
                return fail(ErrorCode::kNotFound, path + ": no such file or folder", "check the path");
            }
        }
    }
    for (const auto& path : options.bars) add_bars(plain_path(path), inputs);
    for (const auto& path : options.news) add_news(plain_path(path), inputs);
    for (const auto& given : options.factors) {
        const auto path = plain_path(given);
        if (fs::is_directory(path)) {
            add_csv_files(path, Kind::kFactors, inputs);
        } else {
            inputs.push_back({Kind::kFactors, path, true});
        }
    }
    std::ranges::sort(inputs, {},
                      [](const Input& input) { return std::tuple(input.kind, plain_name(input.path), input.path); });
    const auto repeated =
        std::ranges::unique(inputs, {}, [](const Input& input) { return std::pair(input.kind, input.path); });
    inputs.erase(repeated.begin(), repeated.end());
    return inputs;
}

/// What was read, before it is put into one order.
struct Parts {
    std::map<Ticker, std::vector<std::pair<std::string, BarFile>>> bars;
    std::map<std::string, std::vector<FactorRow>> factors;  ///< By symbol in upper case.
    std::vector<RawArticle> articles;
    std::vector<std::string> digests;
};

Status read_input(const Input& input, const RecordingOptions& options, Parts& parts, Recording& recording) {
    const auto text = read_text_file(input.path);
    if (!text) return std::unexpected(text.error());
    auto& warnings = recording.warnings;
    std::string what;
    switch (input.kind) {
        case Kind::kBars:
        case Kind::kAdjustedBars: {
            // A folder may hold other tables; a file that was named, or is called as bars are, must be one of bars.
            if (!input.named && !is_called_as_bars(input.path) && !looks_like_bars(*text)) {
                warnings.push_back({input.path, 0, "no-bars", "not a table of bars: left out"});
                return {};
            }
            auto file = parse_bar_file(input.path, *text, warnings);
            if (!file) return std::unexpected(file.error());
            file->adjusted = input.kind == Kind::kAdjustedBars;
            what = fmt::format("{} {} {}", file->ticker.view(), to_string(file->bars.front().timeframe),
                               file->adjusted ? "adjusted" : "raw");
            parts.bars[file->ticker].emplace_back(input.path, std::move(*file));
            break;
        }
        case Kind::kNews: {
            auto articles = parse_news_file(input.path, *text, options.assumed_latency, warnings);
            if (!articles) return std::unexpected(articles.error());
            std::ranges::move(*articles, std::back_inserter(parts.articles));
            what = "news";
            break;
        }
        case Kind::kFactors: {
            auto rows = parse_factors(input.path, *text, warnings);
            if (!rows) return std::unexpected(rows.error());
            what = "factors " + symbol_of_factors(input.path);
            parts.factors[symbol_of_factors(input.path)] = std::move(*rows);
            break;
        }
    }
    // What a file is to us and what it holds; never where it lies or, for news, what it is called.
    parts.digests.push_back(what.append(" ").append(sha256_hex(*text)));
    return {};
}

bool within(Timestamp time, const RecordingOptions& options) {
    return (!options.from || time >= *options.from) && (!options.to || time < *options.to);
}

// Files of one ticker are one series: the first row of a time wins.
std::vector<Bar> join_series(std::vector<std::pair<std::string, BarFile>>& files, std::vector<LoadWarning>& warnings) {
    std::vector<Bar> series = std::move(files.front().second.bars);
    for (std::size_t i = 1; i < files.size(); ++i) std::ranges::move(files[i].second.bars, std::back_inserter(series));
    std::ranges::stable_sort(series, {}, &Bar::start);
    const auto repeated = std::ranges::unique(series, {}, &Bar::start);
    if (!repeated.empty()) {
        warnings.push_back(
            {files.back().first, 0, "duplicate-time",
             fmt::format("{} bars of {} stand in more than one file", repeated.size(), series.front().ticker.view())});
        series.erase(repeated.begin(), repeated.end());
    }
    return series;
}

// One ticker is one series: where several timeframes are given, the coarser ones say nothing new.
void keep_finest(std::vector<std::pair<std::string, BarFile>>& files, std::vector<LoadWarning>& warnings) {
    const auto timeframe = [](const auto& file) { return file.second.bars.front().timeframe; };
    const Timeframe finest = timeframe(*std::ranges::min_element(files, {}, timeframe));
    std::erase_if(files, [&](const auto& file) {
        if (timeframe(file) == finest) return false;
        warnings.push_back(
            {file.first, 0, "coarser-bars",
             fmt::format("{} is given in bars of {} too: left out", file.second.ticker.view(), to_string(finest))});
        return true;
    });
}

void place_bars(Parts& parts, const RecordingOptions& options, Recording& recording,
                std::map<Timestamp, Instant>& instants) {
    for (auto& [ticker, files] : parts.bars) {
        keep_finest(files, recording.warnings);
        const bool adjusted = files.front().second.adjusted;
        const std::string path = files.front().first;
        auto series = join_series(files, recording.warnings);
        const auto factors = parts.factors.find(ticker.to_string());
        if (!adjusted && factors != parts.factors.end()) {
            apply_factors(series, factors->second);
        } else if (!adjusted && !ticker.is_crypto()) {
            infer_splits(path, series, recording.warnings);
        }
        bool first = true;
        for (auto& bar : series) {
            if (!within(bar.start, options)) continue;
            if (std::exchange(first, false)) recording.listed.push_back({ticker, bar.end});
            ++recording.bars;
            auto& instant = instants[bar.end];
            instant.bars.push_back(std::move(bar));  // Tickers come in order.
        }
    }
}

// As the live fetcher sees them: one after another in order of arrival, exact repetitions left out.
void place_articles(Parts& parts, const RecordingOptions& options, Recording& recording,
                    std::map<Timestamp, Instant>& instants) {
    std::erase_if(parts.articles, [&](const RawArticle& article) { return !within(article.published, options); });
    recording.articles = parts.articles.size();
    std::ranges::stable_sort(parts.articles, {}, [](const RawArticle& article) {
        return std::tuple(article.received, article.id, std::string_view(article.text), std::string_view(article.title),
                          std::string_view(article.source), std::string_view(article.author));
    });
    news::Deduplicator deduplicator;
    std::unordered_set<ArticleId> used;
    for (auto& article : parts.articles) {
        if (used.contains(article.id)) {  // a page whose content is another one by now, or a link that says nothing
            article.id = article.story = news::revision_id(article);
        }
        if (news::deduplicate(deduplicator, article).kind == news::DedupeKind::kDuplicate ||
            !used.insert(article.id).second) {
            ++recording.duplicates;
            continue;
        }
        auto& instant = instants[article.received];
        instant.articles.push_back(std::move(article));
    }
    for (auto& [time, instant] : instants) std::ranges::sort(instant.articles, {}, &RawArticle::id);
}

}  // namespace

Result<std::vector<std::string>> files_to_import(ImportKind kind, const std::string& given) {
    const auto path = plain_path(given);
    if (!fs::exists(path)) return fail(ErrorCode::kNotFound, path + ": no such file or folder", "check the path");
    std::vector<Input> inputs;
    if (kind == ImportKind::kBars) add_bars(path, inputs);
    if (kind == ImportKind::kNews) add_news(path, inputs);
    if (kind == ImportKind::kFactors && fs::is_directory(path)) {
        const auto place = fs::is_directory(fs::path(path) / "factors") ? fs::path(path) / "factors" : fs::path(path);
        add_csv_files(place, Kind::kFactors, inputs);
    } else if (kind == ImportKind::kFactors) {
        inputs.push_back({Kind::kFactors, path, true});
    }
    if (kind == ImportKind::kBars)
        std::erase_if(inputs, [](const Input& input) { return input.kind == Kind::kFactors; });
    std::vector<std::string> files;
    for (auto& input : inputs) files.push_back(std::move(input.path));
    return files;
}

Result<Recording> load_recording(const RecordingOptions& options) {
    const auto inputs = find_inputs(options);
    if (!inputs) return std::unexpected(inputs.error());
    const auto is_of_bars = [](const Input& input) {
        return input.kind == Kind::kBars || input.kind == Kind::kAdjustedBars;
    };
    if (!options.bars.empty() && std::ranges::none_of(*inputs, is_of_bars)) {
        return fail(ErrorCode::kNotFound, options.bars.front() + ": there are no bars",
                    "a folder of bars holds files like AAPL_1h.csv, at its top or in bars/ or prices/");
    }
    if (options.from && options.to && *options.to < *options.from) {
        return fail(ErrorCode::kInvalidArgument, "--to lies before --from",
                    "the range is from the first up to, not including, the second");
    }
    Recording recording;
    Parts parts;
    for (const auto& input : *inputs) {
        if (Status read = read_input(input, options, parts, recording); !read) return std::unexpected(read.error());
    }
    std::ranges::sort(parts.digests);
    std::string digests;
    for (const auto& digest : parts.digests) digests += digest + '\n';
    recording.data_hash = sha256_hex(digests);
    std::map<Timestamp, Instant> instants;
    place_bars(parts, options, recording, instants);
    place_articles(parts, options, recording, instants);
    recording.instants.reserve(instants.size());
    for (auto& [time, instant] : instants) {
        instant.time = time;
        recording.instants.push_back(std::move(instant));
    }
    return recording;
}

}  // namespace tradewind::backtest
