#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "backtest/bar_file.hpp"
#include "backtest/corporate_actions.hpp"
#include "backtest/loose_time.hpp"

/// Files of others, checked row by row and written as a recording (commands.md, "A recording").
namespace tradewind::backtest {

/// What became of one file.
struct ImportReport {
    std::string file;
    std::size_t rows = 0;
    std::size_t accepted = 0;
    std::vector<LoadWarning> refused;  ///< Rows that were left out, and why.
    std::vector<LoadWarning> notes;    ///< What was put right, e.g. disorder.
    std::string layout;                ///< Of bars: what the file was recognised as.
    std::optional<Error> error;        ///< Why nothing of the file can be used.
};

struct BarsImport {
    ImportReport report;
    BarFile bars;
};
struct NewsImport {
    ImportReport report;
    std::vector<RawArticle> articles;  ///< `received` before `published`: the file doesn't say when.
};
struct FactorsImport {
    ImportReport report;
    std::string symbol;
    std::vector<FactorRow> rows;
};

/// `zone`: what times without an offset mean.
BarsImport import_bars(const std::string& path, TimeStyle::Zone zone);
NewsImport import_news(const std::string& path);
FactorsImport import_factors(const std::string& path);

enum class ImportKind : std::uint8_t { kBars, kNews, kFactors };
/// The files of that kind that a path stands for: itself, or what a folder or recording holds.
Result<std::vector<std::string>> files_to_import(ImportKind kind, const std::string& path);

/// A recording that imports go into; made where it is missing. Files are replaced whole, never half-written.
class ImportFolder {
public:
    explicit ImportFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// Adds to the symbol's file of that timeframe. A bar that is there already stays; one that contradicts it is moved
    /// from accepted to refused in the report.
    Status add(BarsImport& bars) const;
    /// Writes `news/<name>.jsonl`; a file of that name is replaced.
    Status add(const NewsImport& news) const;
    /// Writes `factors/<symbol>.csv`.
    Status add(const FactorsImport& factors) const;

private:
    std::filesystem::path folder_;
};

}  // namespace tradewind::backtest
