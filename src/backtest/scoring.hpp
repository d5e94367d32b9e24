#pragma once

#include <vector>

#include "backtest/backtest.hpp"

namespace tradewind::backtest {

/// The scores of all of a recording's articles, by instant: `[i]` belongs to `instants[i]`, sorted by ticker, then id.
/// A score depends on its article alone, so that scoring ahead and in parallel changes nothing.
Result<std::vector<std::vector<ScoredArticle>>> score_articles(const std::vector<Instant>& instants,
                                                               const AnalyzerFactory& make_analyzer,
                                                               const std::vector<ListedSince>& listed,
                                                               unsigned threads);

}  // namespace tradewind::backtest
