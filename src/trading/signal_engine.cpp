#include "trading/signal_engine.hpp"

#include <algorithm>
#include <vector>

#include "market/bar_aggregator.hpp"
#include "market/session_calendar.hpp"
#include "strategies/weighted_ensemble.hpp"
#include "trading/session_filter.hpp"
#include "trading/ticker_map.hpp"
#include "trading/weights.hpp"

namespace tradewind::trading {
namespace {

using strategies::Opinion;

/// Tickers that have news but no bars; beyond that many, news on further ones is not remembered.
constexpr std::size_t kMostTickers = 20'000;
constexpr std::size_t kEvidence = 5;

}  // namespace

struct SignalEngine::State {
    /// Everything known of one ticker.
    struct TickerState {
        TickerState(const DecisionSettings& settings, const strategies::WeightedEnsemble& ensemble)
            : sentiment(settings.strategies.sentiment_half_life) {
            for (const auto* descriptor : ensemble.strategies()) {
                const auto& own = settings.strategies.kinds.find(descriptor->name)->second;
                strategies.push_back(descriptor->make(own));
            }
            opinions.resize(strategies.size());
        }

        std::optional<strategies::MarketState> market;  ///< From the first bar on, which tells the timeframe.
        std::optional<market::BarAggregator> aggregator;
        strategies::SentimentState sentiment;
        std::vector<std::unique_ptr<strategies::Strategy>> strategies;
        std::vector<std::optional<Opinion>> opinions;  ///< Of the last evaluation.
        Timestamp last_start = Timestamp::min();
        Decimal last_price;
    };

    explicit State(const DecisionSettings& given)
        : settings(given), ensemble(given.strategies), hash(settings_hash(given)) {
        const auto weights = initial_weights(given);
        ensemble.set_weights(weights.values());
    }

    DecisionSettings settings;
    strategies::WeightedEnsemble ensemble;
    std::string hash;
    TickerMap<TickerState> tickers;
    SessionFilter sessions;

    [[nodiscard]] bool may_trade(const Ticker& ticker) const {
        return settings.universe.empty() || std::ranges::binary_search(settings.universe, ticker);
    }
    TickerState* state_of(const Ticker& ticker) {
        if (auto* state = tickers.find(ticker)) return state;
        if (!may_trade(ticker) || tickers.size() >= kMostTickers) return nullptr;
        return &tickers.emplace(ticker, settings, ensemble);
    }

    void begin_market(TickerState& state, const Bar& bar) const {
        const Timeframe wanted = settings.strategies.timeframe.value_or(bar.timeframe);
        const Timeframe deciding = std::max(wanted, bar.timeframe);
        state.market.emplace(deciding, static_cast<std::size_t>(settings.strategies.volatility_bars));
        if (deciding != bar.timeframe) state.aggregator.emplace(deciding, market::SessionCalendar::of(bar.ticker));
    }
    static void rescale(TickerState& state, market::SplitRatio split) {
        state.market->rescale(split);
        for (auto& strategy : state.strategies) strategy->on_split(split);
    }
    static void fold(TickerState& state, const Bar& bar) {
        state.market->push(market::point_of(bar));
        for (auto& strategy : state.strategies) strategy->on_bar(*state.market);
    }
    /// The bar that a decision may follow from, folded into the state; none where a coarser one is still growing.
    std::optional<Bar> fold_coarse(TickerState& state, const Bar& bar) const;

    /// The combined opinion now; `opinions` of the state are what it is made of.
    double evaluate(TickerState& state, const Ticker& ticker, Timestamp now) const;
    TradeSignal make_signal(const TickerState& state, const Ticker& ticker, Timestamp now, double combined) const;
    std::optional<TradeSignal> decide_after_bar(TickerState& state, const Bar& bar, const Bar& decided_on) const;
};

std::optional<Bar> SignalEngine::State::fold_coarse(TickerState& state, const Bar& bar) const {
    std::optional<Bar> complete = state.aggregator->finish_until(bar.start);
    if (complete) fold(state, *complete);
    // The aggregator restates the bar that is growing; what was folded before is restated here.
    if (market::has_split(bar)) rescale(state, market::split_of(bar));
    if (auto added = state.aggregator->add(bar)) {
        fold(state, *added);
        complete = std::move(added);
    }
    return complete;
}

double SignalEngine::State::evaluate(TickerState& state, const Ticker& ticker, Timestamp now) const {
    const strategies::SentimentView sentiment(state.sentiment, now);
    for (std::size_t i = 0; i < state.strategies.size(); ++i) {
        state.opinions[i] = state.strategies[i]->evaluate(ticker, *state.market, sentiment);
    }
    return ensemble.combine(state.opinions);
}

TradeSignal SignalEngine::State::make_signal(const TickerState& state, const Ticker& ticker, Timestamp now,
                                             double combined) const {
    TradeSignal signal;
    signal.ticker = ticker;
    signal.time = now;
    signal.combined = combined;
    signal.direction = combined > 0 ? Direction::kLong : Direction::kShort;
    signal.strength = std::min(1.0, combined < 0 ? -combined : combined);
    const double divisor = ensemble.divisor(state.opinions);
    const strategies::SentimentView sentiment(state.sentiment, now);
    signal.opinions.reserve(state.strategies.size());
    for (std::size_t i = 0; i < state.strategies.size(); ++i) {
        const auto& opinion = state.opinions[i];
        if (!opinion) continue;
        auto& told = signal.opinions.emplace_back();
        told.strategy = ensemble.strategies()[i]->name;
        told.direction = opinion->direction;
        told.strength = opinion->strength;
        told.confidence = opinion->confidence;
        told.weight = ensemble.weight(i);
        told.contribution = told.weight * static_cast<double>(opinion->direction) * opinion->strength / divisor;
        told.horizon_seconds = opinion->horizon.count() / 1'000'000'000;
        told.reason = state.strategies[i]->explain(*state.market, sentiment);
    }
    signal.evidence = state.sentiment.evidence(now, kEvidence);
    signal.reference_price = state.last_price;
    signal.volatility = state.market->annual_volatility(market::SessionCalendar::of(ticker).never_closes());
    signal.settings_hash = hash;
    return signal;
}

namespace {

void name_trigger(TradeSignal& signal, std::string kind, std::string id) {
    signal.trigger = std::move(kind);
    signal.trigger_id = std::move(id);
    signal.id = SignalId::from_fields({"sig", "ensemble", signal.settings_hash, signal.trigger_id});
}

}  // namespace

std::optional<TradeSignal> SignalEngine::State::decide_after_bar(TickerState& state, const Bar& bar,
                                                                 const Bar& decided_on) const {
    const double combined = evaluate(state, bar.ticker, bar.end);
    if (!ensemble.exceeds_threshold(combined)) return std::nullopt;
    TradeSignal signal = make_signal(state, bar.ticker, bar.end, combined);
    name_trigger(signal, "bar", bar_id(decided_on).to_string());
    return signal;
}

SignalEngine::SignalEngine(const DecisionSettings& settings) : state_(std::make_unique<State>(settings)) {}
SignalEngine::~SignalEngine() = default;
SignalEngine::SignalEngine(SignalEngine&&) noexcept = default;

std::optional<TradeSignal> SignalEngine::on_bar(const Bar& bar) {
    auto* state = state_->state_of(bar.ticker);
    if (state == nullptr || bar.start <= state->last_start) return std::nullopt;
    if (!state->market) state_->begin_market(*state, bar);
    state->last_start = bar.start;
    state->last_price = bar.close;
    const bool in_session = state_->sessions.overlaps(bar.ticker, bar.start, bar.end);
    if (!state->aggregator) {
        if (market::has_split(bar)) State::rescale(*state, market::split_of(bar));
        State::fold(*state, bar);
        return in_session ? state_->decide_after_bar(*state, bar, bar) : std::nullopt;
    }
    const auto complete = state_->fold_coarse(*state, bar);
    return complete && in_session ? state_->decide_after_bar(*state, bar, *complete) : std::nullopt;
}

std::optional<TradeSignal> SignalEngine::on_article(const ScoredArticle& article) {
    auto* state = state_->state_of(article.ticker);
    if (state == nullptr) return std::nullopt;
    state->sentiment.push(article);
    if (!state->market || state->market->empty()) return std::nullopt;  // no price yet: nothing to trade at
    const double combined = state_->evaluate(*state, article.ticker, article.usable_from);
    if (!state_->ensemble.exceeds_threshold(combined)) return std::nullopt;
    TradeSignal signal = state_->make_signal(*state, article.ticker, article.usable_from, combined);
    name_trigger(signal, "article", article.id.to_string());
    return signal;
}

void SignalEngine::on_weights(const WeightAdjustment& adjustment) {
    state_->ensemble.set_weights(adjustment.after);
}

void SignalEngine::on_settings(const DecisionSettings& settings) {
    const auto weights = SignalEngine::weights();
    std::vector<std::size_t> remade;
    const auto strategies = state_->ensemble.strategies();
    for (std::size_t i = 0; i < strategies.size(); ++i) {
        const auto& name = strategies[i]->name;
        const auto& before = state_->settings.strategies.kinds.find(name)->second.parameters;
        if (before != settings.strategies.kinds.find(name)->second.parameters) remade.push_back(i);
    }
    state_->settings = settings;
    state_->hash = settings_hash(settings);
    state_->ensemble = strategies::WeightedEnsemble(settings.strategies);
    state_->ensemble.set_weights(weights);
    state_->tickers.each([&](State::TickerState& ticker) {
        for (const std::size_t i : remade) {
            const auto* descriptor = state_->ensemble.strategies()[i];
            ticker.strategies[i] = descriptor->make(settings.strategies.kinds.find(descriptor->name)->second);
            ticker.opinions[i].reset();
        }
    });
}

std::map<std::string, double> SignalEngine::weights() const {
    std::map<std::string, double> weights;
    const auto strategies = state_->ensemble.strategies();
    for (std::size_t i = 0; i < strategies.size(); ++i) {
        weights.emplace(strategies[i]->name, state_->ensemble.weight(i));
    }
    return weights;
}

}  // namespace tradewind::trading
