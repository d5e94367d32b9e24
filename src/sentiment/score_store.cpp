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

ScoreStore::Claim ScoreStore::claim(const std::string& text) {
    const auto key = sha256_hex(text);
    const std::lock_guard lock(mutex_);
    return scores_.try_emplace(key).second ? Claim::kMine : Claim::kAnothers;
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

// What is this thread's to score is done before it waits for what others are at, so that none wait for each other.
Result<std::vector<Score>> StoredScorer::score(std::span<const std::string> texts) {
    std::vector<std::string> mine;
    for (const auto& text : texts) {
        if (store_->claim(text) == ScoreStore::Claim::kMine) mine.push_back(text);
    }
    auto made = mine.empty() ? std::vector<Score>{} : scorer_->score(mine);
    if (!made) {
        for (const auto& text : mine) store_->give_up(text);
        return made;
    }
    std::vector<Score> scores;
    scores.reserve(texts.size());
    std::size_t next = 0;
    for (std::size_t i = 0; i < mine.size(); ++i) store_->put(mine[i], (*made)[i]);
    for (const auto& text : texts) {
        // A store that forgets may already have forgotten what was put a moment ago.
        if (next < mine.size() && mine[next] == text) {
            scores.push_back((*made)[next++]);
            continue;
        }
        auto score = wait_for(text);
        if (!score) return std::unexpected(score.error());
        scores.push_back(*score);
    }
    return scores;
}

Result<Score> StoredScorer::wait_for(const std::string& text) {
    if (const auto known = store_->take(text)) return *known;
    auto made = scorer_->score(std::span(&text, 1));
    if (!made) {
        store_->give_up(text);
        return std::unexpected(made.error());
    }
    store_->put(text, made->front());
    return made->front();
}

}  // namespace tradewind::sentiment
