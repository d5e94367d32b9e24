#include "backtest/import.hpp"

#include <algorithm>

#include "backtest/bar_layouts.hpp"
#include "backtest/news_file.hpp"
#include "backtest/text_file.hpp"

namespace tradewind::backtest {
namespace {

/// So that `received` lies before `published` just where a file doesn't tell it.
constexpr Duration kNotTold = Duration(-1);

std::size_t count_rows(std::string_view text, bool had_header) {
    const auto lines = split_lines(text);
    const auto filled = std::ranges::count_if(
        lines, [](std::string_view line) { return line.find_first_not_of(" \t,;") != std::string_view::npos; });
    return static_cast<std::size_t>(filled) - (had_header && filled > 0 ? 1 : 0);
}

// Of the warnings that a reader gives, disorder alone leaves no row out.
void sort_out(std::vector<LoadWarning> warnings, ImportReport& report) {
    for (auto& warning : warnings) {
        (warning.code == "disorder" ? report.notes : report.refused).push_back(std::move(warning));
    }
    std::ranges::stable_sort(report.refused, {}, &LoadWarning::line);
}

}  // namespace

BarsImport import_bars(const std::string& path, TimeStyle::Zone zone) {
    BarsImport result;
    ImportReport& report = result.report;
    report.file = path;
    const auto give_up = [&](Error error) -> BarsImport& {
        report.error = std::move(error);
        return result;
    };
    const auto text = read_text_file(path);
    if (!text) return give_up(text.error());
    const auto plain = plain_bars(path, *text, zone);
    if (!plain) return give_up(plain.error());
    report.layout = plain->layout;
    report.rows = count_rows(*text, plain->had_header);
    std::vector<LoadWarning> warnings;
    auto bars = parse_bar_file(path, plain->text, warnings);
    if (!plain->had_header) {
        for (auto& warning : warnings) --warning.line;
    }
    sort_out(std::move(warnings), report);
    if (!bars) return give_up(bars.error());
    bars->adjusted = std::filesystem::path(path).parent_path().filename() == "prices";
    report.accepted = bars->bars.size();
    result.bars = std::move(*bars);
    return result;
}

NewsImport import_news(const std::string& path) {
    NewsImport result;
    ImportReport& report = result.report;
    report.file = path;
    const auto text = read_text_file(path);
    std::vector<LoadWarning> warnings;
    auto articles = text ? parse_news_file(path, *text, kNotTold, warnings) : std::unexpected(text.error());
    sort_out(std::move(warnings), report);
    if (articles) {
        report.accepted = articles->size();
        result.articles = std::move(*articles);
    } else {
        report.error = articles.error();
    }
    report.rows = report.accepted + report.refused.size();
    return result;
}

FactorsImport import_factors(const std::string& path) {
    FactorsImport result;
    ImportReport& report = result.report;
    report.file = path;
    result.symbol = symbol_of_factors(path);
    const auto text = read_text_file(path);
    std::vector<LoadWarning> warnings;
    auto rows = text ? parse_factors(path, *text, warnings) : std::unexpected(text.error());
    sort_out(std::move(warnings), report);
    if (rows) {
        report.accepted = rows->size();
        result.rows = std::move(*rows);
    } else {
        report.error = rows.error();
    }
    report.rows = report.accepted + report.refused.size();
    return result;
}

}  // namespace tradewind::backtest
