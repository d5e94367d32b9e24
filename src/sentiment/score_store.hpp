#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "sentiment/scorer.hpp"

namespace tradewind::sentiment {

/// Scores by text, shared by threads that score the same texts: what one has scored, or is just scoring, no other
/// scores again. Of one engine and one model. Bounded: the oldest are forgotten.
class ScoreStore {
public:
    explicit ScoreStore(std::size_t most = 200'000) : most_(most) {}

    /// The score of a text; where nobody has it, nothing, and the caller must then `put` or `give_up`. Waits while
    /// another thread is at it.
    std::optional<Score> take(const std::string& text);
    enum class Claim : std::uint8_t { kMine, kAnothers };
    /// The same without waiting: kMine asks for `put` or `give_up`; kAnothers is scored, or being scored.
    Claim claim(const std::string& text);
    void put(const std::string& text, const Score& score);
    void give_up(const std::string& text);
    /// Whether a text was scored or is being scored; takes nothing on.
    [[nodiscard]] bool has(const std::string& text);

private:
    std::size_t most_;
    std::mutex mutex_;
    std::condition_variable done_;
    std::unordered_map<std::string, std::optional<Score>> scores_;  ///< By hash of the text; empty while it is scored.
    std::deque<std::string> order_;
};

/// An engine in front of which a store stands.
class StoredScorer final : public SentimentScorer {
public:
    StoredScorer(std::unique_ptr<SentimentScorer> scorer, std::shared_ptr<ScoreStore> store)
        : scorer_(std::move(scorer)), store_(std::move(store)) {}

    Result<std::vector<Score>> score(std::span<const std::string> texts) override;
    [[nodiscard]] std::string_view name() const override { return scorer_->name(); }
    [[nodiscard]] std::string_view model_hash() const override { return scorer_->model_hash(); }
    [[nodiscard]] std::optional<CompanyMarks> marks() const override { return scorer_->marks(); }

private:
    Result<Score> wait_for(const std::string& text);

    std::unique_ptr<SentimentScorer> scorer_;
    std::shared_ptr<ScoreStore> store_;
};

}  // namespace tradewind::sentiment
