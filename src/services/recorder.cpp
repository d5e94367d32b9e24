#include "services/recorder.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <format>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <ranges>

#include "storage/articles.hpp"
#include "storage/audit.hpp"
#include "storage/bars.hpp"
#include "trading/decision_settings.hpp"

namespace tradewind::services {
namespace {

using json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::size_t kPage = 1000;
/// What only a recording of a live day has stands apart, where no reader of bars or news looks for its own.
constexpr const char* kLiveFolder = "live";

bool within(Timestamp time, std::optional<Timestamp> from, std::optional<Timestamp> to) {
    return (!from || time >= *from) && (!to || time < *to);
}

/// One file per ticker and timeframe, opened when its first bar comes.
class BarWriter {
public:
    explicit BarWriter(const fs::path& folder) : folder_(folder), known_(folder / kLiveFolder / "bars_known.csv") {
        known_ << "ticker,timeframe,time,revision,known_at\n";
    }
    void write(const storage::KnownBar& known) {
        const Bar& bar = known.bar;
        known_ << fmt::format("{},{},{},{},{}\n", bar.ticker.view(), to_string(bar.timeframe),
                              format_timestamp(bar.start), bar.revision, format_timestamp(known.known_at));
        // A correction stands in bars_known.csv; the series keeps what was decided on.
        if (bar.revision > 0) return;
        auto& file = file_of(bar);
        file << fmt::format("{},{},{},{},{},{},{},{}\n", format_timestamp(bar.start), bar.open.to_string(),
                            bar.high.to_string(), bar.low.to_string(), bar.close.to_string(), bar.volume,
                            bar.vwap ? bar.vwap->to_string() : "",
                            bar.trade_count ? std::to_string(*bar.trade_count) : "");
        if (bar.split_numerator != 0 || bar.dividend.sign() > 0) actions_[bar.ticker].push_back(bar);
    }
    void write_factors() const {
        for (const auto& [ticker, bars] : actions_) write_factors_of(ticker, bars);
    }

private:
    std::ofstream& file_of(const Bar& bar) {
        std::string symbol = bar.ticker.to_string();
        std::ranges::replace(symbol, '/', '-');
        const auto name = fmt::format("{}_{}.csv", symbol, to_string(bar.timeframe));
        auto [file, fresh] = files_.try_emplace(name);
        if (fresh) {
            file->second.open(folder_ / "bars" / name);
            file->second << "time,open,high,low,close,volume,vwap,trade_count\n";
        }
        return file->second;
    }
    // Factors count back from today, so the last action has the factors nearest to one.
    void write_factors_of(const Ticker& ticker, const std::vector<Bar>& bars) const {
        std::vector<std::string> rows{"20501231,1,1,0\n"};
        double split = 1;
        for (const auto& bar : bars | std::views::reverse) {
            if (bar.split_numerator != 0) split *= static_cast<double>(bar.split_denominator) / bar.split_numerator;
            const auto before = std::chrono::floor<std::chrono::days>(bar.start) - std::chrono::days(1);
            rows.push_back(std::format("{:%Y%m%d},1,{:.10g},0\n", before, split));
        }
        std::ofstream file(folder_ / "factors" / (ticker.to_string() + ".csv"));
        for (const auto& row : rows | std::views::reverse) file << row;
    }

    fs::path folder_;
    std::ofstream known_;
    std::map<std::string, std::ofstream> files_;
    std::map<Ticker, std::vector<Bar>> actions_;
};

void write_article(std::ostream& out, const RawArticle& article) {
    json symbols = json::array();
    for (const auto& ticker : article.symbols) symbols.push_back(ticker.view());
    out << json{{"id", article.id.to_string()},
                {"source", article.source},
                {"url", article.url},
                {"title", article.title},
                {"text", article.text},
                {"author", article.author},
                {"symbols", symbols},
                {"published", format_timestamp(article.published)},
                {"received", format_timestamp(article.received)}}
               .dump(-1, ' ', false, json::error_handler_t::replace)
        << '\n';
}

void write_score(std::ostream& out, const ScoredArticle& score) {
    out << json{{"id", score.id.to_string()},
                {"article", score.article.to_string()},
                {"story", score.story.to_string()},
                {"ticker", score.ticker.view()},
                {"positive", score.positive},
                {"negative", score.negative},
                {"neutral", score.neutral},
                {"score", score.score},
                {"confidence", score.confidence},
                {"engine", score.engine},
                {"model", score.model},
                {"usable_from", format_timestamp(score.usable_from)}}
               .dump()
        << '\n';
}

// All rows of a paged list, newest first, as the store gives them.
template <class T, class List, class KeyOf>
Status each_page(storage::Transaction& tx, List list, KeyOf key_of, const std::function<void(const T&)>& each) {
    storage::Page page;
    page.limit = kPage;
    for (;;) {
        auto rows = list(tx, page);
        if (!rows) return std::unexpected(rows.error());
        for (const auto& row : *rows) each(row);
        if (rows->size() < kPage) return {};
        page.before = key_of(rows->back());
    }
}

Status write_all(storage::Transaction& tx, const fs::path& folder, std::optional<Timestamp> from,
                 std::optional<Timestamp> to) {
    BarWriter bars(folder);
    Status read = storage::replay_bars(tx, Timestamp::min(), [&](const storage::KnownBar& known) -> Status {
        if (within(known.bar.start, from, to)) bars.write(known);
        return {};
    });
    if (!read) return read;
    bars.write_factors();
    std::ofstream news(folder / "news" / "articles.jsonl");
    read = each_page<RawArticle>(
        tx, storage::list_articles,
        [](const RawArticle& row) { return storage::Cursor{row.published, row.id.to_string()}; },
        [&](const RawArticle& article) {
            if (within(article.published, from, to)) write_article(news, article);
        });
    if (!read) return read;
    std::ofstream scores(folder / kLiveFolder / "scores.jsonl");
    read = each_page<ScoredArticle>(
        tx, storage::list_scores,
        [](const ScoredArticle& row) { return storage::Cursor{row.usable_from, row.id.to_string()}; },
        [&](const ScoredArticle& score) { write_score(scores, score); });
    if (!read) return read;
    std::ofstream controls(folder / kLiveFolder / "controls.jsonl");
    auto audit = storage::list_audit(tx, kPage);
    if (!audit) return std::unexpected(audit.error());
    for (const auto& entry : *audit) {
        if (entry.reference.empty()) continue;
        controls << json{{"time", format_timestamp(entry.time)},
                         {"action", entry.action},
                         {"subject", entry.subject},
                         {"by", entry.actor},
                         {"detail", entry.detail},
                         {"command", entry.reference}}
                        .dump()
                 << '\n';
    }
    return {};
}

}  // namespace

Status write_recording(storage::Database& database, const fs::path& folder, const std::string& settings_text,
                       std::optional<Timestamp> from, std::optional<Timestamp> to) {
    std::error_code error;
    for (const char* name : {"bars", "factors", "news", kLiveFolder}) fs::create_directories(folder / name, error);
    if (error)
        return fail(ErrorCode::kUnavailable, fmt::format("{}: {}", folder.string(), error.message()),
                    "choose another folder");
    std::ofstream(folder / kLiveFolder / "settings.txt") << settings_text;
    return database.read([&](storage::Transaction& tx) { return write_all(tx, folder, from, to); });
}

Status record_run(World& world, const RunOptions& options) {
    if (options.record_to.empty()) return {};
    return write_recording(world.database(), options.record_to, trading::canonical_text(world.decisions()),
                           options.from, options.to);
}

}  // namespace tradewind::services
