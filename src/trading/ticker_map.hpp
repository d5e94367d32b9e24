#pragma once

#include <bit>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <utility>

#include "core/ticker.hpp"

namespace tradewind::trading {

/// State per ticker for hot paths: a hash of the symbol's sixteen bytes, and the last ticker asked for remembered,
/// since events of one ticker often follow each other. States keep their address.
template <class State>
class TickerMap {
public:
    /// Null where there is none.
    State* find(const Ticker& ticker) {
        if (last_ != nullptr && last_ticker_ == ticker) return last_;
        const auto found = states_.find(ticker);
        return found == states_.end() ? nullptr : remember(ticker, found->second.get());
    }
    template <class... Args>
    State& emplace(const Ticker& ticker, Args&&... args) {
        return *remember(ticker, (states_[ticker] = std::make_unique<State>(std::forward<Args>(args)...)).get());
    }
    /// In no particular order.
    template <class Work>
    void each(Work work) {
        for (auto& [ticker, state] : states_) work(*state);
    }
    [[nodiscard]] std::size_t size() const { return states_.size(); }

private:
    struct Hash {
        std::size_t operator()(const Ticker& ticker) const noexcept {
            static_assert(sizeof(Ticker) == 16);
            const auto words = std::bit_cast<std::array<std::uint64_t, 2>>(ticker);
            return (words[0] ^ std::rotl(words[1], 29)) * 0x9e3779b97f4a7c15;
        }
    };

    State* remember(const Ticker& ticker, State* state) {
        last_ticker_ = ticker;
        return last_ = state;
    }

    std::unordered_map<Ticker, std::unique_ptr<State>, Hash> states_;
    Ticker last_ticker_;
    State* last_ = nullptr;
};

}  // namespace tradewind::trading
