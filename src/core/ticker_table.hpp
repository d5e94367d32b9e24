#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>
#include <vector>

#include "core/ticker.hpp"

namespace tradewind {

/// Gives each ticker a small integer, in order of first sight: what engines index their state by. Look-ups hash sixteen
/// bytes and touch one or two slots; nothing is ever removed.
class TickerTable {
public:
    /// The ticker's number, a new one (= size()) if it has none.
    std::uint32_t intern(const Ticker& ticker) {
        if (2 * (tickers_.size() + 1) > slots_.size()) grow();
        std::uint32_t& slot = slots_[slot_of(ticker)];
        if (slot == kEmpty) {
            slot = static_cast<std::uint32_t>(tickers_.size());
            tickers_.push_back(ticker);
        }
        return slot;
    }

    [[nodiscard]] std::optional<std::uint32_t> find(const Ticker& ticker) const {
        if (slots_.empty()) return std::nullopt;
        const std::uint32_t number = slots_[slot_of(ticker)];
        return number == kEmpty ? std::nullopt : std::optional(number);
    }

    [[nodiscard]] const Ticker& operator[](std::uint32_t number) const { return tickers_[number]; }
    [[nodiscard]] std::size_t size() const { return tickers_.size(); }

private:
    static constexpr std::uint32_t kEmpty = UINT32_MAX;

    static std::uint64_t hash(const Ticker& ticker) {
        static_assert(sizeof(Ticker) == 16 && std::is_trivially_copyable_v<Ticker>);
        std::uint64_t words[2];
        std::memcpy(words, &ticker, sizeof words);
        std::uint64_t mixed = (words[0] ^ (words[1] * 0x9e3779b97f4a7c15ULL)) * 0xff51afd7ed558ccdULL;
        return mixed ^ (mixed >> 32);
    }

    // The slot that holds the ticker, or the empty one where it belongs. The size is a power of two.
    [[nodiscard]] std::size_t slot_of(const Ticker& ticker) const {
        const std::size_t mask = slots_.size() - 1;
        for (std::size_t slot = hash(ticker) & mask;; slot = (slot + 1) & mask) {
            if (slots_[slot] == kEmpty || tickers_[slots_[slot]] == ticker) return slot;
        }
    }

    void grow() {
        slots_.assign(slots_.empty() ? 16 : slots_.size() * 2, kEmpty);
        for (std::uint32_t number = 0; number < tickers_.size(); ++number) slots_[slot_of(tickers_[number])] = number;
    }

    std::vector<std::uint32_t> slots_;
    std::vector<Ticker> tickers_;
};

}  // namespace tradewind
