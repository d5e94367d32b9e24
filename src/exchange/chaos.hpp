#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"
#include "exchange/random.hpp"

namespace tradewind::exchange {

class Exchange;

enum class ChaosMode : std::uint8_t {
    kMuteSocket,     ///< Sockets stay open and say nothing more.
    kCutSocket,      ///< Sockets are closed.
    kDuplicate,      ///< Messages come twice.
    kLate,           ///< Messages come later.
    kReorder,        ///< A message changes places with the next one.
    kCumulative,     ///< Partial fills are told in sum, the single ones left out.
    kLostReply,      ///< An order is taken and the connection cut instead of an answer.
    kTooMany,        ///< 429 in place of an answer.
    kServerError,    ///< 500 in place of an answer, before anything was done.
    kSlow,           ///< Answers take `amount` seconds.
    kFieldsMissing,  ///< Optional members of answers are left out or null.
    kClockSkew,      ///< The clock that is shown differs by `amount` seconds.
    kHalt,           ///< Trading of `symbol` (the first where empty) halts for `amount` seconds of market time.
    kBust,           ///< The last trade of `symbol` is declared void.
};
inline constexpr std::size_t kChaosModes = 14;
std::string_view to_string(ChaosMode mode) noexcept;
std::optional<ChaosMode> parse_chaos_mode(std::string_view text) noexcept;

/// One fault: from when on, how often, how long. Times are market time since the start.
struct ChaosRule {
    ChaosMode mode = ChaosMode::kSlow;
    double probability = 1;  ///< Of each occasion.
    double amount = 0;       ///< Seconds, where the mode has some.
    Duration after{};        ///< Since the start.
    Duration length = Duration::max();
    std::int64_t times = -1;  ///< At most so often; -1 without end.
    std::string symbol;
};

struct ChaosPlan {
    std::uint64_t seed = 0;  ///< 0: the exchange's.
    std::vector<ChaosRule> rules;
};

/// `{"seed":7,"rules":[{"mode":"late","probability":0.2,"amount":1.5,"after":"60s","for":"5m","times":3}]}`
Result<ChaosPlan> parse_chaos(std::string_view json);

/// Decides, seeded, when something goes wrong. Thread-safe.
class Chaos {
public:
    Chaos(ChaosPlan plan, std::uint64_t seed);

    /// In place of the present plan.
    void replace(ChaosPlan plan);
    /// Whether it happens on this occasion, and the rule's amount.
    std::optional<double> happens(ChaosMode mode);
    /// Whether any rule of that mode is there.
    [[nodiscard]] bool has(ChaosMode mode) const;
    /// What is done to the market itself; also tells the market time. Called under the exchange's lock.
    void act(Exchange& exchange);
    [[nodiscard]] std::string describe() const;

private:
    mutable std::mutex mutex_;
    std::uint64_t seed_;
    ChaosPlan plan_;
    std::array<Random, kChaosModes> random_;
    std::array<std::uint64_t, kChaosModes> count_{};
    Timestamp now_;
    Timestamp since_;
};

}  // namespace tradewind::exchange
