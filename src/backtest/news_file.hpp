#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backtest/recording.hpp"

namespace tradewind::backtest {

/// Articles of one file as RawArticle, each its own story. `received` is the later of what the file says and
/// `published`; where the file doesn't say, `published` plus `assumed_latency`. An article without a readable time is
/// left out with a warning. kParse where nothing in the file can be read.
///
/// `.jsonl` holds RawArticle's fields, or the input of `news dedupe`; `.tsv` tweets; anything else that is not lines of
/// JSON is a feed.
Result<std::vector<RawArticle>> parse_news_file(const std::string& path, std::string_view text,
                                                Duration assumed_latency, std::vector<LoadWarning>& warnings);

}  // namespace tradewind::backtest
