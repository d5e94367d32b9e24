#include <algorithm>
#include <fmt/core.h>
#include <format>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "backtest/bar_csv.hpp"
#include "backtest/import.hpp"
#include "backtest/text_file.hpp"

namespace tradewind::backtest {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

// Beside the file, then in its place.
Status replace_file(const fs::path& path, const std::string& text) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    const fs::path fresh = path.string() + ".new";
    std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (file) fs::rename(fresh, path, error);
    if (file && !error) return {};
    return fail(ErrorCode::kUnavailable, path.string() + ": can't be written",
                "is there space, and may you write there?");
}

bool same_prices(const Bar& a, const Bar& b) {
    return a.open == b.open && a.high == b.high && a.low == b.low && a.close == b.close && a.volume == b.volume;
}

std::string to_line(const RawArticle& article) {
    json line{{"id", article.id.to_string()}, {"source", article.source}, {"url", article.url},
              {"title", article.title},       {"text", article.text},     {"author", article.author}};
    line["symbols"] = json::array();
    for (const auto& ticker : article.symbols) line["symbols"].push_back(ticker.view());
    line["published"] = format_timestamp(article.published);
    if (article.received >= article.published) line["received"] = format_timestamp(article.received);
    return line.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

std::string stem_of(const std::string& path) {
    const std::string name = plain_name(path);
    return name.substr(0, name.find('.'));
}

}  // namespace

Status ImportFolder::add(BarsImport& bars) const {
    BarFile& file = bars.bars;
    const Timeframe timeframe = file.bars.front().timeframe;
    const std::string name = bar_file_name(file.ticker, timeframe);
    const fs::path path = folder_ / (file.adjusted ? "prices" : "bars") / name;
    std::map<Timestamp, Bar> all;
    if (fs::exists(path)) {
        const auto text = read_text_file(path.string());
        std::vector<LoadWarning> ignored;
        const auto there = text ? parse_bar_file(path.string(), *text, ignored) : std::unexpected(text.error());
        if (!there) return std::unexpected(there.error());
        for (const Bar& bar : there->bars) all.emplace(bar.start, bar);
    }
    ImportReport& report = bars.report;
    for (const Bar& bar : file.bars) {
        const auto [place, fresh] = all.emplace(bar.start, bar);
        if (fresh || same_prices(place->second, bar)) continue;
        --report.accepted;
        report.refused.push_back({report.file, 0, "contradiction",
                                  fmt::format("{} is in {} with other prices", format_timestamp(bar.start), name)});
    }
    std::string text(kBarCsvHeader);
    for (const auto& [start, bar] : all) text += bar_csv_row(bar);
    return replace_file(path, text);
}

Status ImportFolder::add(const NewsImport& news) const {
    std::string text;
    for (const RawArticle& article : news.articles) text += to_line(article);
    return replace_file(folder_ / "news" / (stem_of(news.report.file) + ".jsonl"), text);
}

Status ImportFolder::add(const FactorsImport& factors) const {
    std::string text = "date,price_factor,split_factor,reference_price\n";
    for (const FactorRow& row : factors.rows) {
        text +=
            std::format("{},{},{},{}\n", row.date, row.price_factor, row.split_factor, row.reference_price.to_string());
    }
    return replace_file(folder_ / "factors" / (factors.symbol + ".csv"), text);
}

}  // namespace tradewind::backtest
