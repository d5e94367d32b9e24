#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "config/settings.hpp"
#include "core/listed_since.hpp"
#include "core/messages.hpp"
#include "sentiment/score_store.hpp"

namespace tradewind::services {

/// Scores a recording's articles on every core, in their order and many together, ahead of the replay that will ask for
/// them one by one. A text's score depends on the text alone, so that this changes no decision, only when the work is
/// done.
class ScoringAhead {
public:
    /// Starts at once; does nothing where texts are scored by the word list. Ends by itself, or when destroyed.
    ScoringAhead(config::Settings settings, std::vector<RawArticle> articles, std::vector<ListedSince> listed);

    /// For the replay's own analyzer.
    [[nodiscard]] const std::shared_ptr<sentiment::ScoreStore>& store() const { return store_; }

private:
    void work(const std::stop_token& stop);

    config::Settings settings_;
    std::vector<RawArticle> articles_;
    std::vector<ListedSince> listed_;
    std::shared_ptr<sentiment::ScoreStore> store_ = std::make_shared<sentiment::ScoreStore>();
    std::atomic<std::size_t> next_ = 0;
    std::vector<std::jthread> threads_;
};

}  // namespace tradewind::services
