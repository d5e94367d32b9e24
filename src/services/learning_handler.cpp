#include "services/learning_handler.hpp"

#include "services/codec.hpp"
#include "storage/audit.hpp"
#include "storage/learning.hpp"
#include "trading/learning_engine.hpp"

namespace tradewind::services {
namespace {

class LearningHandler final : public Handler {
public:
    explicit LearningHandler(World& world) : world_(world) { LearningHandler::reset(); }

    std::vector<std::string> inputs() const override { return {std::string(stream::kTradesExecuted)}; }
    std::vector<std::string> side_inputs() const override { return {std::string(stream::kControlsCommands)}; }
    bool stateful() const override { return true; }
    void reset() override {
        engine_.emplace(world_.decisions());
        instant_ = {};
    }

    Status handle(std::span<const Message> messages, bool rebuilding, Effects& effects) override {
        trading::LearningEffects learned;
        for (const auto& message : messages) {
            if (const auto* fill = std::get_if<TradeExecution>(&message)) {
                instant_ = fill->known_at;
                engine_->on_fill(*fill, learned);
            }
            if (const auto* command = std::get_if<ControlCommand>(&message))
                undo(*command, learned, rebuilding, effects);
        }
        if (!rebuilding) emit(std::move(learned), effects);
        return {};
    }

private:
    // The only command that is learning's: taking back an adjustment. Answered in the audit log.
    void undo(const ControlCommand& command, trading::LearningEffects& learned, bool rebuilding, Effects& effects) {
        if (command.action != ControlAction::kUndoAdjustment) return;
        const auto id = AdjustmentId::parse(command.target);
        // A recording or an invented market has a time of its own.
        const Timestamp now = is_live(world_) || instant_ == Timestamp{} ? command.requested : instant_;
        auto undone = id ? engine_->undo(*id, now) : std::unexpected(id.error());
        AuditEntry entry{.time = command.requested,
                         .actor = command.by,
                         .action = std::string(to_string(command.action)),
                         .subject = command.target,
                         .detail = undone ? "done" : "refused: " + undone.error().message,
                         .reference = command.id.to_string()};
        if (undone) learned.adjustments.push_back(std::move(*undone));
        if (rebuilding) return;
        effects.writes.emplace_back(
            [entry = std::move(entry)](storage::Transaction& tx) { return storage::insert_audit(tx, entry); });
    }

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
    std::optional<trading::LearningEngine> engine_;
    Timestamp instant_;  ///< At which the last fill became known.
};

}  // namespace

std::unique_ptr<Handler> make_learning_handler(World& world) {
    return std::make_unique<LearningHandler>(world);
}

}  // namespace tradewind::services
