#pragma once

#include <string_view>

namespace tradewind::sentiment {

/// Files of data/ as they were when this was built; the formats stand at their heads.
std::string_view embedded_lexicon();
std::string_view embedded_symbols();
std::string_view embedded_ticker_words();
std::string_view embedded_bert_normalizer();

}  // namespace tradewind::sentiment
