#pragma once

#include <vector>

#include "core/messages.hpp"
#include "core/records.hpp"
#include "gateway/json_writer.hpp"
#include "storage/backtest_runs.hpp"
#include "storage/dead_letters.hpp"

/// Records as JSON objects, in the shapes of docs/api.md.
namespace tradewind::gateway {

void write(JsonWriter& out, const TradeSignal& signal, const std::vector<RiskVerdict>& verdicts);
void write(JsonWriter& out, const RiskVerdict& verdict);
void write(JsonWriter& out, const Order& order);
void write(JsonWriter& out, const TradeExecution& trade);
void write(JsonWriter& out, const TradeOutcome& outcome);
void write(JsonWriter& out, const WeightAdjustment& adjustment);

/// `text_limit`: bytes of the article's text, cut at a character's end.
void write(JsonWriter& out, const RawArticle& article, const std::vector<ScoredArticle>& scores,
           std::size_t text_limit);
void write(JsonWriter& out, const ScoredArticle& score);
void write(JsonWriter& out, const Bar& bar, bool with_symbol);
void write(JsonWriter& out, const Position& position);
void write(JsonWriter& out, const storage::dead_letters::Entry& entry);
/// `result`: the run's summary as JSON; empty where there is none.
void write(JsonWriter& out, const storage::BacktestRun& run, std::string_view result);

/// One record as a text of its own.
template <class... Args>
std::string to_json(const Args&... args) {
    JsonWriter out;
    write(out, args...);
    return out.take();
}

}  // namespace tradewind::gateway
