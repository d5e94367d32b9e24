#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "core/ticker.hpp"
#include "core/time.hpp"
#include "learning/settings.hpp"
#include "matching/settings.hpp"
#include "risk/settings.hpp"
#include "strategies/settings.hpp"

namespace tradewind::trading {

enum class EntryOrder : std::uint8_t { kMarket, kLimit };
enum class OutsideSession : std::uint8_t { kQueue, kDrop };

struct ExecutionSettings {
    EntryOrder order_type = EntryOrder::kMarket;      ///< Of entries and of exits that a signal asks for.
    Decimal limit_offset_bps = Decimal::from_int(5);  ///< A buy's limit is the last price plus this, a sell's minus.
    OutsideSession outside_session = OutsideSession::kQueue;
    bool allow_short = false;
};

/// Protective orders of every position. Percent of the entry's average price; zero leaves that leg out.
struct ExitSettings {
    bool enabled = true;
    Decimal stop_loss_pct = Decimal::from_int(5);
    Decimal take_profit_pct = Decimal::from_int(10);
    Duration time_stop{};  ///< Market time (calendar) from the entry's first fill; zero: none.
};

struct DataSettings {
    /// A price is stale when older than two timeframes of session time plus this.
    Duration grace = std::chrono::minutes(5);
};

struct NewsSettings {
    /// Between publication and arrival, where a recording does not say when an article was received.
    Duration assumed_latency = std::chrono::seconds(2);
};

/// Everything that decisions depend on besides events. One set drives live trading, replay and backtest.
struct DecisionSettings {
    /// Tickers that may be traded; empty: every ticker that has bars.
    std::vector<Ticker> universe;
    strategies::StrategiesSettings strategies;
    risk::RiskSettings risk;
    risk::SizingSettings sizing;
    ExecutionSettings execution;
    ExitSettings exits;
    matching::FillSettings fills;
    matching::CostSettings costs;
    learning::LearningSettings learning;
    DataSettings data;
    NewsSettings news;
    /// Version of the symbol table that finds tickers in news; empty where none does. No key sets it.
    std::string symbols;
};

/// One setting, as `--set KEY=VALUE` and the configuration file know it.
struct DecisionKey {
    std::string key;
    std::string type;  ///< What the value may be, in words.
    std::string default_text;
    std::string description;
};
/// All keys, sorted.
std::vector<DecisionKey> decision_keys();

/// Sets one key from text. kInvalidArgument for an unknown key (the hint names the nearest) or an unreadable or
/// out-of-range value (the hint says what it may be).
Status set_decision(DecisionSettings& settings, std::string_view key, std::string_view value);
/// `KEY=VALUE`, as after `--set`.
Status set_decision(DecisionSettings& settings, std::string_view assignment);
/// The value of a key as text that `set_decision` reads back to the same value.
Result<std::string> decision_value(const DecisionSettings& settings, std::string_view key);

/// What no single key can tell: parameters that contradict each other. kInvalidArgument.
Status check_decision_settings(const DecisionSettings& settings);

/// `key=value` lines of every key, sorted: equal for settings that decide alike.
std::string canonical_text(const DecisionSettings& settings);
/// The first 15 hex digits of SHA-256 over the canonical text.
std::string settings_hash(const DecisionSettings& settings);

}  // namespace tradewind::trading
