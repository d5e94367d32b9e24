#include "services/learning_handler.hpp"

#include "services/codec.hpp"
#include "storage/learning.hpp"
#include "trading/learning_engine.hpp"

namespace tradewind::services {
namespace {

class LearningHandler final : public Handler {
public:
    explicit LearningHandler(World& world) : world_(world), engine_(world.decisions()) {}

    std::vector<std::string> inputs() const override { return {std::string(stream::kTradesExecuted)}; }
    bool stateful() const override { return true; }
    void reset() override { engine_ = trading::LearningEngine(world_.decisions()); }

    Status handle(std::span<const Message> messages, bool rebuilding, Effects& effects) override {
        trading::LearningEffects learned;
        for (const auto& message : messages) {
            if (const auto* fill = std::get_if<TradeExecution>(&message)) engine_.on_fill(*fill, learned);
        }
        if (!rebuilding) emit(std::move(learned), effects);
        return {};
    }

private:
    void emit(trading::LearningEffects learned, Effects& effects) {
        for (const auto& adjustment : learned.adjustments) {
            effects.outgoing.push_back(outgoing_message(adjustment, world_.machine_clock().now()));
        }
        if (learned.outcomes.empty() && learned.adjustments.empty()) return;
        effects.writes.emplace_back([learned = std::move(learned)](storage::Transaction& tx) -> Status {
            for (const auto& outcome : learned.outcomes) {
                if (Status status = storage::insert_outcome(tx, outcome); !status) return status;
            }
            for (const auto& adjustment : learned.adjustments) {
                if (Status status = storage::insert_adjustment(tx, adjustment); !status) return status;
            }
            return {};
        });
    }

    World& world_;
    trading::LearningEngine engine_;
};

}  // namespace

std::unique_ptr<Handler> make_learning_handler(World& world) {
    return std::make_unique<LearningHandler>(world);
}

}  // namespace tradewind::services
