#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/records.hpp"
#include "services/world.hpp"
#include "storage/signals.hpp"

namespace tradewind::services {

struct OrderLineage {
    Order order;
    std::vector<TradeExecution> fills;
};

/// One decision and all that hangs on it.
struct SignalLineage {
    storage::StoredSignal signal;
    std::vector<RiskVerdict> verdicts;
    std::vector<OrderLineage> orders;
    std::vector<TradeOutcome> outcomes;
    std::vector<WeightAdjustment> adjustments;
};

struct ArticleLineage {
    RawArticle article;
    std::vector<ScoredArticle> scores;
    std::map<Ticker, std::string> telling;  ///< The words that counted most for a score, where its engine can tell.
};

/// The chain from article to outcome (commands.md, Explaining).
struct Lineage {
    std::string id;
    std::vector<ArticleLineage> articles;
    std::vector<SignalLineage> signals;
};

/// What led to an article's, score's, signal's, verdict's, order's, trade's or outcome's id, and what came of it. kParse
/// for what is no id, kNotFound for one that this world doesn't know.
Result<Lineage> trace_lineage(World& world, const std::string& id);

/// Adds the words that counted most for each score that the model at hand has made: found by scoring the article again.
void add_telling_words(World& world, Lineage& lineage);

/// An input to leave out when a decision is made again: `article:art-…`, `score:sco-…` or `bar:bar-…`.
struct LeftOut {
    std::string kind;
    std::string id;
};
Result<LeftOut> parse_left_out(const std::string& text);

/// The decision that the signal's trigger leads to when the signal generator's journal is folded again without some
/// inputs: another signal, or none.
Result<std::optional<TradeSignal>> decide_without(World& world, const TradeSignal& signal, const std::vector<LeftOut>& left_out);

/// As JSON, one object; and for people. `what_if` holds, in the order of `lineage.signals`, what was decided without the
/// inputs left out; empty where nothing was.
std::string lineage_to_json(const Lineage& lineage, const std::vector<std::optional<TradeSignal>>& what_if);
std::string lineage_to_text(const Lineage& lineage, const std::vector<std::optional<TradeSignal>>& what_if);

}  // namespace tradewind::services
