#include "recorded_day.hpp"

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "exchange/synthetic_market.hpp"

namespace tradewind::test {
namespace {

constexpr int kMinutes = 180;

void write_article(std::ostream& out, const RawArticle& article) {
    out << nlohmann::json{{"id", article.id.to_string()},
                          {"source", article.source},
                          {"url", article.url},
                          {"title", article.title},
                          {"text", article.text},
                          {"symbols", {article.symbols.at(0).to_string()}},
                          {"published", format_timestamp(article.published)},
                          {"received", format_timestamp(article.received)}}
               .dump()
        << '\n';
}

}  // namespace

void write_recorded_day(const std::filesystem::path& folder) {
    exchange::SyntheticOptions options;
    options.seed = 20260701;
    options.start = *parse_timestamp("2026-07-01T00:00:00Z");
    options.symbols = 4;
    options.news_per_hour = 20;
    options.news_impact = 0.02;
    exchange::SyntheticMarket market(options);
    std::filesystem::create_directories(folder / "bars");
    std::filesystem::create_directories(folder / "news");
    std::ofstream news(folder / "news" / "wire.jsonl");
    std::map<std::string, std::ofstream> files;
    for (int minute = 0; minute < kMinutes; ++minute) {
        const auto made = market.next();
        for (const auto& bar : made.bars) {
            auto [file, fresh] = files.try_emplace(bar.ticker.to_string());
            if (fresh) {
                file->second.open(folder / "bars" / (file->first + "_1m.csv"));
                file->second << "time,open,high,low,close,volume\n";
            }
            file->second << format_timestamp(bar.start) << ',' << bar.open.to_string() << ',' << bar.high.to_string()
                         << ',' << bar.low.to_string() << ',' << bar.close.to_string() << ','
                         << static_cast<std::int64_t>(bar.volume) << '\n';
        }
        for (const auto& article : made.articles) write_article(news, article);
    }
}

}  // namespace tradewind::test
