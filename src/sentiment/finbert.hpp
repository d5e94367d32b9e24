#pragma once

#include <memory>

#include "sentiment/scorer.hpp"

namespace tradewind::sentiment {

struct FinbertOptions {
    std::size_t threads = 1;      ///< Runs at once; each on one thread, so that no score depends on it.
    std::size_t max_windows = 4;  ///< Of 510 tokens each; what comes after is not read.
};

/// A BERT classifier through ONNX Runtime. Each text runs unpadded on one thread, by itself or, where the model's
/// config says that this changes nothing (`tradewind.equal_lengths_together`), with others of as many tokens: its score
/// depends on nothing else, to the last bit. A text of more than 510 tokens is read in windows, whose probabilities are
/// averaged by their tokens. Softmax by core's deterministic exp. A model with a second output `token_logits`, as ours
/// has, also tells which words counted most.
class FinbertScorer final : public SentimentScorer {
public:
    /// Loads a model folder (model_folder.hpp). Errors say which file is wrong; kInternal where the runtime refuses it.
    static Result<std::unique_ptr<FinbertScorer>> load(const std::string& folder, FinbertOptions options = {});
    ~FinbertScorer() override;

    Result<std::vector<Score>> score(std::span<const std::string> texts) override;
    [[nodiscard]] std::string_view name() const override { return "finbert"; }
    [[nodiscard]] std::string_view model_hash() const override;
    [[nodiscard]] std::optional<CompanyMarks> marks() const override;

    /// Ids as the model sees them, [CLS] and [SEP] included, the whole text.
    [[nodiscard]] std::vector<std::int64_t> tokens(std::string_view text) const;

private:
    struct State;
    explicit FinbertScorer(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace tradewind::sentiment
