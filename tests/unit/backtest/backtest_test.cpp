#include "backtest/backtest.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <fmt/core.h>
#include <map>
#include <numeric>
#include <sstream>

#include "backtest/outputs.hpp"
#include "unit/backtest/recording_folder.hpp"

using namespace tradewind;
using namespace tradewind::backtest;
using namespace tradewind::backtest::testing;

namespace {

constexpr int kHours = 1500;

void write_two_tickers(RecordingFolder& folder, int hours = kHours, std::uint64_t seed = 1) {
    folder.write("AAPL_1h.csv", hourly_csv(hours, seed, 180));
    folder.write("MSFT_1h.csv", hourly_csv(hours, seed + 1, 370));
    folder.write("news/aapl.jsonl", news_jsonl(hours / 4, seed + 2, "AAPL"));
    folder.write("news/msft.jsonl", news_jsonl(hours / 4, seed + 3, "MSFT"));
}

BacktestResult run(const BacktestOptions& options) {
    auto result = run_backtest(options);
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(*result);
}

void set(BacktestOptions& options, std::string_view assignment) {
    const auto status = trading::set_decision(options.settings, assignment);
    if (!status) throw std::runtime_error(status.error().message);
}

using Row = std::map<std::string, std::string>;

std::vector<Row> rows_of(const std::string& csv) {
    std::istringstream lines(csv);
    std::vector<std::string> names;
    std::vector<Row> rows;
    for (std::string text; std::getline(lines, text);) {
        std::istringstream fields(text);
        std::vector<std::string> values;
        for (std::string field; std::getline(fields, field, ',');) values.push_back(field);
        values.resize(std::max(values.size(), names.size()));
        if (names.empty()) {
            names = values;
            continue;
        }
        Row& row = rows.emplace_back();
        for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = values[i];
    }
    return rows;
}

/// The rows whose `time` is at most `end`, in canonical text.
std::string before(const std::string& csv, const std::vector<std::string>& columns, Timestamp end) {
    std::string text;
    for (const Row& row : rows_of(csv)) {
        if (at(row.at("time")) > end) continue;
        for (const auto& column : columns) text += row.at(column) + ' ';
        text += '\n';
    }
    return text;
}

const std::vector<std::string> kDecided{"order_id", "signal_id", "time",        "symbol",     "side",         "type",
                                        "leg",      "quantity",  "limit_price", "stop_price", "time_in_force"};

}  // namespace

TEST_CASE("a run trades, learns, and tells the same story twice") {
    RecordingFolder folder;
    write_two_tickers(folder);
    const auto options = options_for({folder.path()}, {folder.path()});
    const auto one = run(options);
    const auto two = run(options);
    CHECK(one.bars == 2 * kHours);
    CHECK(one.record.signals.size() > 50);
    CHECK(one.record.fills.size() > 20);
    CHECK(one.record.weights.size() > 1);
    CHECK(one.decision_hash == two.decision_hash);
    CHECK(one.run_id == two.run_id);
    CHECK(equity_csv(one.record) == equity_csv(two.record));
}

TEST_CASE("threads and the order of arguments change nothing") {
    RecordingFolder folder;
    write_two_tickers(folder);
    auto options = options_for({folder.path("AAPL_1h.csv"), folder.path("MSFT_1h.csv")},
                               {folder.path("news/aapl.jsonl"), folder.path("news/msft.jsonl")});
    const auto one = run(options);
    std::ranges::reverse(options.recording.bars);
    std::ranges::reverse(options.recording.news);
    options.threads = 5;
    const auto two = run(options);
    CHECK(one.decision_hash == two.decision_hash);
    CHECK(one.data_hash == two.data_hash);
    CHECK(signals_jsonl(one.record) == signals_jsonl(two.record));
}

TEST_CASE("what is decided does not change when the future is cut off or invented anew") {
    RecordingFolder folder;
    write_two_tickers(folder);
    auto options = options_for({folder.path()}, {folder.path()});
    const auto whole = run(options);
    const Timestamp cut = at("2024-05-01T00:00:00Z");

    options.recording.to = cut;
    const auto shortened = run(options);
    options.recording.to.reset();
    const auto same_past = [&](const std::string& name, const std::string& other) {
        std::istringstream past(hourly_csv(kHours, name == "AAPL" ? 1 : 2, name == "AAPL" ? 180 : 370));
        std::string text;
        for (std::string row; std::getline(past, row);) {
            if (row.starts_with("ts_utc") || row < format_timestamp(cut)) text += row + '\n';
        }
        std::istringstream future(other);
        for (std::string row; std::getline(future, row);) {
            if (!row.starts_with("ts_utc") && row >= format_timestamp(cut)) text += row + '\n';
        }
        folder.write(name + "_1h.csv", text);
    };
    same_past("AAPL", hourly_csv(kHours, 77, 50));
    same_past("MSFT", hourly_csv(kHours, 78, 900));
    const auto changed = run(options);

    const Timestamp last = cut - std::chrono::seconds(1);
    for (const BacktestResult* other : {&shortened, &changed}) {
        CHECK(before(orders_csv(whole.record), kDecided, last) == before(orders_csv(other->record), kDecided, last));
        CHECK(before(trades_csv(whole.record), {"trade_id", "price", "quantity", "position"}, last) ==
              before(trades_csv(other->record), {"trade_id", "price", "quantity", "position"}, last));
        CHECK(before(equity_csv(whole.record), {"time", "equity", "cash"}, last) ==
              before(equity_csv(other->record), {"time", "equity", "cash"}, last));
        const auto lines = signals_jsonl(whole.record);
        const auto others = signals_jsonl(other->record);
        const auto size = static_cast<std::size_t>(std::ranges::mismatch(lines, others).in1 - lines.begin());
        const auto equal = std::ranges::count(lines.substr(0, size), '\n');
        const auto early =
            std::ranges::count_if(whole.record.signals, [&](const TradeSignal& signal) { return signal.time <= last; });
        CHECK(early > 20);
        CHECK(equal >= early);
    }
    CHECK(changed.decision_hash != whole.decision_hash);
}

TEST_CASE("cash moves by fills, their costs and the adjustments that are told, and by nothing else") {
    RecordingFolder folder;
    write_two_tickers(folder);
    auto options = options_for({folder.path()}, {folder.path()});
    for (const auto* assignment :
         {"costs.commission_bps=1.5", "costs.commission_per_share=0.003", "costs.fee_bps=0.3", "sizing.fractional=true",
          "execution.allow_short=true", "costs.interest_rate_pct=2", "costs.borrow_rate_pct=5"}) {
        set(options, assignment);
    }
    const auto result = run(options);
    struct Move {
        Timestamp time;
        Decimal cash;
    };
    std::vector<Move> moves;
    for (const Row& row : rows_of(trades_csv(result.record))) {
        const Decimal value = multiply(dec(row.at("quantity")), dec(row.at("price")), Rounding::kHalfEven);
        const Decimal signed_value = row.at("side") == "buy" ? -value : value;
        moves.push_back({at(row.at("time")), signed_value - dec(row.at("commission")) - dec(row.at("fees"))});
    }
    const auto fills = moves.size();
    for (const Row& row : rows_of(adjustments_csv(result.record))) {
        moves.push_back({at(row.at("time")), dec(row.at("cash"))});
    }
    CHECK(fills > 20);
    CHECK(moves.size() > fills);
    // A line stands before the fills of bars that start then, so fills of earlier bars and adjustments up to it count.
    for (const Row& row : rows_of(equity_csv(result.record))) {
        const Timestamp end = at(row.at("time"));
        Decimal cash = result.initial_cash;
        for (std::size_t i = 0; i < moves.size(); ++i) {
            if (i < fills ? moves[i].time < end : moves[i].time <= end) cash += moves[i].cash;
        }
        REQUIRE(dec(row.at("cash")) == cash);
        REQUIRE(dec(row.at("equity")) == cash + dec(row.at("position_value")));
    }
}

TEST_CASE("every weight change sums to one and stays within its bounds, and credits are the profits") {
    RecordingFolder folder;
    write_two_tickers(folder);
    const auto result = run(options_for({folder.path()}, {folder.path()}));
    for (const WeightAdjustment& adjustment : result.record.weights) {
        std::int64_t parts = 0;
        for (const auto& [name, weight] : adjustment.after) {
            parts += std::llround(weight * 1e9);
            CHECK(std::abs(weight - adjustment.before.at(name)) <= 0.05 + 2e-9);
        }
        CHECK(parts == 1'000'000'000);
    }
    Decimal net;
    Decimal credits;
    for (const TradeOutcome& outcome : result.record.outcomes) {
        net += outcome.net_pnl;
        for (const auto& [strategy, credit] : outcome.credits) credits += credit;
    }
    CHECK(net == credits);
}

TEST_CASE("a split in mid-run leaves equity whole") {
    RecordingFolder folder;
    std::istringstream raw(hourly_csv(600, 5, 700));
    std::string split_text;
    std::string row;
    std::getline(raw, row);
    split_text = row + '\n';
    int line = 0;
    while (std::getline(raw, row)) {
        std::istringstream fields(row);
        std::string time;
        std::getline(fields, time, ',');
        split_text += time;
        for (int column = 0; column < 5; ++column) {
            std::string field;
            std::getline(fields, field, ',');
            // 300 rows of six a day: the 50th day opens in new units.
            const double value = std::stod(field) / (line >= 300 && column < 4 ? 7 : 1);
            split_text += fmt::format(",{:.4f}", value);
        }
        split_text += '\n';
        ++line;
    }
    folder.write("AAPL_1h.csv", split_text);
    const auto result = run(options_for({folder.path()}));
    const auto warning = std::ranges::find(result.warnings, "inferred-split", &LoadWarning::code);
    REQUIRE(warning != result.warnings.end());
    const auto equity = rows_of(equity_csv(result.record));
    REQUIRE(equity.size() == 600);
    for (std::size_t i = 1; i < equity.size(); ++i) {
        const double change = std::stod(equity[i].at("equity")) / std::stod(equity[i - 1].at("equity")) - 1;
        CHECK(std::abs(change) < 0.02);
    }
}

TEST_CASE("a run without trades has its cash") {
    RecordingFolder folder;
    folder.write("AAPL_1h.csv", hourly_csv(20, 1));
    const auto result = run(options_for({folder.path()}));
    CHECK(result.final_equity == result.initial_cash);
    CHECK(result.record.fills.empty());
    CHECK(result.record.equity.size() == 20);
    CHECK(*result.metrics.total_return == 0);
    CHECK_FALSE(result.metrics.sharpe);
}

TEST_CASE("the report stands alone and shields what it quotes") {
    RecordingFolder folder;
    folder.write("AAPL_1h.csv", hourly_csv(200, 1) + "<script>,1,1,1,1,1\n");
    const auto result = run(options_for({folder.path()}));
    REQUIRE(write_outputs(folder.path("out"), result));
    std::ostringstream report;
    report << std::ifstream(folder.path("out/report.html")).rdbuf();
    CHECK(report.str().contains("<svg"));
    CHECK_FALSE(report.str().contains("<script"));
    CHECK_FALSE(report.str().contains("http"));
    for (const auto* name : {"equity.csv", "orders.csv", "trades.csv", "adjustments.csv", "signals.jsonl"}) {
        CHECK(std::filesystem::exists(folder.path("out") + "/" + name));
    }
}

TEST_CASE("news that names a company reaches the bars of its former symbol") {
    RecordingFolder folder;
    folder.write("FB_1h.csv", hourly_csv(200, 5));
    auto news = news_jsonl(30, 6, "FB");
    for (auto at = news.find("$FB"); at != std::string::npos; at = news.find("$FB")) news.replace(at, 3, "Facebook");
    folder.write("news.jsonl", news);
    const auto result = run(options_for({folder.path()}, {folder.path()}));
    const auto by_news = std::ranges::count(result.record.signals, "article", &TradeSignal::trigger);
    CHECK(by_news > 0);
    CHECK(std::ranges::all_of(result.record.signals, [](const auto& s) { return s.ticker.view() == "FB"; }));
}
