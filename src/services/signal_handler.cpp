#include "services/signal_handler.hpp"

#include "services/codec.hpp"
#include "services/settings_codec.hpp"
#include "storage/signals.hpp"
#include "telemetry/metric_names.hpp"
#include "trading/signal_engine.hpp"

namespace tradewind::services {
namespace {

/// A live world's signal that is made later than this after its instant comes from the past that warms indicators up,
/// or from an outage: nobody may trade on it any more.
constexpr std::chrono::minutes kFresh{10};

class SignalHandler final : public Handler {
public:
    explicit SignalHandler(World& world) : world_(world) { SignalHandler::reset(); }

    std::vector<std::string> inputs() const override {
        return {std::string(stream::kWeightsAdjusted), std::string(stream::kMarketBars),
                std::string(stream::kNewsScored)};
    }
    std::vector<std::string> side_inputs() const override { return {std::string(kSettingsChanges)}; }
    bool stateful() const override { return true; }
    void reset() override {
        settings_ = world_.decisions();
        engine_.emplace(settings_);
    }

    Status handle(std::span<const Message> messages, bool rebuilding, Effects& effects) override {
        for (const auto& message : messages) {
            auto signal = evaluate(message);
            if (signal && !rebuilding && is_fresh(*signal)) emit(std::move(*signal), effects);
        }
        return {};
    }

private:
    [[nodiscard]] bool is_fresh(const TradeSignal& signal) const {
        return !is_live(world_) || world_.market_time().now() - signal.time <= kFresh;
    }

    std::optional<TradeSignal> evaluate(const Message& message) {
        if (const auto* bar = std::get_if<Bar>(&message)) return engine_->on_bar(*bar);
        if (const auto* article = std::get_if<ScoredArticle>(&message)) return engine_->on_article(*article);
        if (const auto* adjustment = std::get_if<WeightAdjustment>(&message)) engine_->on_weights(*adjustment);
        // The executor answers; the same settings refuse the same change here.
        const auto* change = std::get_if<trading::SettingsChange>(&message);
        if (change != nullptr && apply_change(settings_, *change)) engine_->on_settings(settings_);
        return std::nullopt;
    }

    void emit(TradeSignal signal, Effects& effects) {
        world_.meters()
            .counter(telemetry::metric::kSignals,
                     {{"service", "signal-generator"}, {"direction", std::string(to_string(signal.direction))}})
            .add();
        effects.outgoing.push_back(outgoing_message(signal, world_.machine_clock().now()));
        effects.writes.emplace_back(
            [signal = std::move(signal)](storage::Transaction& tx) { return storage::insert_signal(tx, signal); });
    }

    World& world_;
    trading::DecisionSettings settings_;  ///< Those that hold now.
    std::optional<trading::SignalEngine> engine_;
};

}  // namespace

std::unique_ptr<Handler> make_signal_handler(World& world) {
    return std::make_unique<SignalHandler>(world);
}

}  // namespace tradewind::services
