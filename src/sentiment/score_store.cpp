#include "sentiment/score_store.hpp"

#include "core/id.hpp"

namespace tradewind::sentiment {

std::optional<Score> ScoreStore::take(const std::string& text) {
    const auto key = sha256_hex(text);
    std::unique_lock lock(mutex_);
    for (;;) {
        const auto [found, added] = scores_.try_emplace(key);
        if (added) return std::nullopt;
        if (found->second) return found->second;
        done_.wait(lock);
    }
}

void ScoreStore::put(const std::string& text, const Score& score) {
    auto key = sha256_hex(text);
    {
        const std::lock_guard lock(mutex_);
        scores_[key] = score;
        order_.push_back(std::move(key));
        if (order_.size() > most_) {
            scores_.erase(order_.front());
            order_.pop_front();
        }
    }
    done_.notify_all();
}

void ScoreStore::give_up(const std::string& text) {
    {
        const std::lock_guard lock(mutex_);
        scores_.erase(sha256_hex(text));
    }
    done_.notify_all();
}

bool ScoreStore::has(const std::string& text) {
    const auto key = sha256_hex(text);
    const std::lock_guard lock(mutex_);
    return scores_.contains(key);
}

// One text at a time: a thread never holds one while it waits for another.
Result<std::vector<Score>> StoredScorer::score(std::span<const std::string> texts) {
    std::vector<Score> scores;
    scores.reserve(texts.size());
    for (const auto& text : texts) {
        if (const auto known = store_->take(text)) {
            scores.push_back(*known);
            continue;
        }
        auto made = scorer_->score(std::span(&text, 1));
        if (!made) {
            store_->give_up(text);
            return made;
        }
        store_->put(text, made->front());
        scores.push_back(made->front());
    }
    return scores;
}

}  // namespace tradewind::sentiment
