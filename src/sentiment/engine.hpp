#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sentiment/scorer.hpp"

namespace tradewind::sentiment {

struct EngineOptions {
    std::string engine = "auto";  ///< `finbert`, `lexicon`, or `auto`: a model where there is one, else the word list.
    std::string model_dir{};      ///< Empty: the first of default_model_folders() that holds one.
    std::size_t threads = 1;
};

/// Where a model may stand without being named: $TRADEWIND_MODEL_DIR, and the shipped one, models/default, beside an
/// installed program or in the clone that it was built in. Only those that exist, in order.
std::vector<std::string> default_model_folders();

/// The engine that these options ask for. kInvalidArgument for an unknown engine; the model's own error where a model
/// was named and can't be loaded. `auto` with none named falls back to the word list, and logs why.
Result<std::unique_ptr<SentimentScorer>> make_scorer(const EngineOptions& options = {});

}  // namespace tradewind::sentiment
