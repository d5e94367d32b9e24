#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "core/ticker.hpp"
#include "core/time.hpp"

/// What travels on the streams (design §5), as plain structs. Messages do not change after they are made.
/// Validation happens where they are decoded (`streams/codec.hpp`); inside the house they are taken to be valid.
namespace tradewind {

inline constexpr int kSchemaVersion = 1;

namespace stream {
inline constexpr std::string_view kNewsRaw = "news:raw";
inline constexpr std::string_view kNewsScored = "news:scored";
inline constexpr std::string_view kMarketBars = "market:bars";
inline constexpr std::string_view kSignalsGenerated = "signals:generated";
inline constexpr std::string_view kTradesExecuted = "trades:executed";
inline constexpr std::string_view kWeightsAdjusted = "weights:adjusted";
inline constexpr std::string_view kControlsCommands = "controls:commands";
}  // namespace stream

/// An article as a source gave it, deduplicated. On news:raw.
struct RawArticle {
    ArticleId id;
    std::string source;  ///< Who gave it: `rss:<name>`, `reddit:<subreddit>`, `replay:<file>`.
    std::string url;     ///< Canonical; may be empty.
    std::string title;
    std::string text;  ///< Plain text, may be empty.
    std::string author;
    std::vector<Ticker> symbols;  ///< As the source says; may be empty.
    Timestamp published;
    Timestamp received;
    ArticleId story;  ///< The first article of its story; its own id where it is the first.
};

enum class SentimentLabel : std::uint8_t { kNegative, kNeutral, kPositive };
std::string_view to_string(SentimentLabel label) noexcept;

/// SHA-256 of title and text, 32 hex characters: which version of an article it is.
std::string content_hash(const RawArticle& article);

/// One article's score for one ticker. On news:scored.
struct ScoredArticle {
    ScoreId id;  ///< Of (article, ticker).
    ArticleId article;
    ArticleId story;
    Ticker ticker;
    std::string source;
    std::string title;
    std::string url;
    SentimentLabel label = SentimentLabel::kNeutral;
    double score = 0;       ///< p_positive - p_negative, rounded to 1e-4, in [-1, 1].
    double confidence = 0;  ///< Largest probability, rounded to 1e-4.
    double positive = 0;
    double negative = 0;
    double neutral = 0;
    std::string engine;  ///< finbert | ollama | lexicon
    std::string model;   ///< Short hash of the weights or word list.
    std::string note;    ///< Why a fallback was not used or failed; empty where nothing went wrong.
    Timestamp published;
    Timestamp received;
    Timestamp scored;
    Timestamp usable_from;  ///< No decision before this instant may know the article.
};

enum class Timeframe : std::uint8_t { k1s, k1m, k5m, k15m, k1h, k1d };
std::string_view to_string(Timeframe timeframe) noexcept;
Result<Timeframe> parse_timeframe(std::string_view text);
/// Nominal length; 24 h for 1d, whose bars really end at the session's close.
Duration length_of(Timeframe timeframe) noexcept;

/// Prices are raw (not adjusted). Usable at `end`. On market:bars.
struct Bar {
    Ticker ticker;
    Timeframe timeframe = Timeframe::k1m;
    Timestamp start;
    Timestamp end;  ///< start + length; for 1d the session's close.
    Decimal open, high, low, close;
    double volume = 0;  ///< Shares or coins; whole numbers are exact to 2^53.
    std::optional<Decimal> vwap;
    std::optional<std::int64_t> trade_count;
    std::string source;  ///< `replay`, `alpaca:iex`, `synthetic`…
    std::uint32_t revision = 0;
    /// Where > 0, prices of this and later bars are in units split by this factor against the bars before: positions,
    /// orders and indicators are adjusted before the bar is used (design §6, Splits). Numerator and denominator.
    std::uint32_t split_numerator = 0;
    std::uint32_t split_denominator = 0;
    bool split_inferred = false;
    /// Cash dividend per share that goes ex at this bar's start; zero where none.
    Decimal dividend;
};
/// H("bar", feed, symbol, timeframe, start, revision), reliability.md §4.
BarId bar_id(const Bar& bar);

enum class Direction : std::int8_t { kShort = -1, kFlat = 0, kLong = 1 };
std::string_view to_string(Direction direction) noexcept;

/// What one strategy thought when a signal was made.
struct StrategyOpinion {
    std::string strategy;
    Direction direction = Direction::kFlat;
    double strength = 0;  ///< [0, 1]
    double confidence = 0;
    double weight = 0;        ///< As used.
    double contribution = 0;  ///< weight · direction · strength / Σ weights: their sum is `combined`.
    std::int64_t horizon_seconds = 0;
    std::string reason;
};

/// A target direction for a ticker, and everything that led to it. On signals:generated.
struct TradeSignal {
    SignalId id;
    Ticker ticker;
    Timestamp time;  ///< End of the bar, or the article's instant.
    Direction direction = Direction::kFlat;
    double strength = 0;  ///< |combined|, in [0, 1]
    double combined = 0;
    std::vector<StrategyOpinion> opinions;
    std::string trigger;                ///< `bar` or `article`.
    std::string trigger_id;             ///< BarId or ScoreId text.
    std::vector<std::string> evidence;  ///< Article ids still weighing in the sentiment, newest first, at most 5.
    Decimal reference_price;            ///< Last close known; zero where none.
    double volatility = 0;              ///< Annualised standard deviation of bar returns, as sizing uses it; 0 unknown.
    std::string settings_hash;
};

enum class Side : std::uint8_t { kBuy, kSell };
enum class OrderType : std::uint8_t { kMarket, kLimit, kStop };
enum class OrderLeg : std::uint8_t { kEntry, kExit, kStop, kTarget, kTime };
enum class TimeInForce : std::uint8_t { kDay, kGtc };
std::string_view to_string(Side side) noexcept;
std::string_view to_string(OrderType type) noexcept;
std::string_view to_string(OrderLeg leg) noexcept;
std::string_view to_string(TimeInForce tif) noexcept;
constexpr Side opposite(Side side) noexcept {
    return side == Side::kBuy ? Side::kSell : Side::kBuy;
}

/// Share of a strategy in the decision that opened a position.
struct Contribution {
    std::string strategy;
    double value = 0;  ///< Signed, as in StrategyOpinion::contribution.
};

/// One fill, with what learning needs to credit it. On trades:executed; a row of `trades`.
struct TradeExecution {
    FillId id;  ///< Of (order, cumulative quantity).
    OrderId order;
    SignalId signal;
    Ticker ticker;
    OrderLeg leg = OrderLeg::kEntry;
    Side side = Side::kBuy;
    Decimal quantity;
    Decimal price;            ///< Slippage is already in it.
    Decimal reference_price;  ///< Before slippage.
    Decimal commission;
    Decimal fees;
    Decimal slippage;                         ///< |price - reference_price| · quantity
    Decimal realized_pnl;                     ///< FIFO, before commission and fees.
    Decimal position;                         ///< Signed, after the fill.
    Timestamp time;                           ///< When it happened.
    Timestamp bar_time;                       ///< Start of the bar it happened in.
    Timestamp known_at;                       ///< End of that bar: the instant at which the system knew.
    std::vector<Contribution> contributions;  ///< Of the signal that opened the position.
};

/// A change of the ensemble's weights, valid from `time` (phase 2 of that instant). On weights:adjusted.
struct WeightAdjustment {
    AdjustmentId id;
    Timestamp time;
    FillId closing_fill;
    OutcomeId outcome;
    std::map<std::string, double> before;
    std::map<std::string, double> after;
    std::map<std::string, double> reward;  ///< In [-1, 1], per strategy.
    std::string method;                    ///< exp3 | thompson | undo | manual
    std::string reason;
};

enum class ControlAction : std::uint8_t {
    kPause,
    kResume,
    kKill,
    kUnkill,
    kFlatten,
    kClose,
    kCancel,
    kCancelAll,
    kUndoAdjustment
};
std::string_view to_string(ControlAction action) noexcept;
Result<ControlAction> parse_control_action(std::string_view text);

/// An operator's wish. On controls:commands; the executor answers in `audit_log` under the same id.
struct ControlCommand {
    CommandId id;
    ControlAction action = ControlAction::kPause;
    std::string target;  ///< Symbol, order id or adjustment id; empty where the action takes none.
    std::string by;
    std::string reason;
    Timestamp requested;
};

}  // namespace tradewind
