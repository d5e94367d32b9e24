#include "services/live_executor_handler.hpp"

#include <algorithm>

#include "services/executor_handler.hpp"
#include "services/settings_codec.hpp"
#include "services/venue_report_codec.hpp"

namespace tradewind::services {

using matching::VenueReport;
using matching::VenueRequest;

LiveExecutorHandler::LiveExecutorHandler(World& world, Decimal cash, HandOver hand_over)
    : world_(world), cash_(cash), hand_over_(std::move(hand_over)), settings_(world.decisions()) {
    engine_.emplace(settings_, cash);
}

std::vector<std::string> LiveExecutorHandler::inputs() const {
    return {std::string(stream::kMarketBars), std::string(stream::kSignalsGenerated),
            std::string(stream::kControlsCommands), std::string(kSettingsChanges), std::string(kVenueReports)};
}

void LiveExecutorHandler::reset() {
    settings_ = world_.decisions();
    engine_.emplace(settings_, cash_);
    pending_.clear();
    fresh_.clear();
    restarted_ = true;
}

Status LiveExecutorHandler::handle(std::span<const Message> messages, bool rebuilding, Effects& effects) {
    for (std::size_t i = 0; i < messages.size();) {
        made_.clear();
        i += handle_one(messages.subspan(i));
        track();
        if (rebuilding) continue;
        store_execution(world_, made_, effects);
        fresh_.insert(fresh_.end(), made_.requests.begin(), made_.requests.end());
    }
    return {};
}

// Bars of one instant go in together; returns how many messages it took.
std::size_t LiveExecutorHandler::handle_one(std::span<const Message> messages) {
    if (const auto* signal = std::get_if<TradeSignal>(&messages[0])) engine_->on_signal(*signal, made_);
    if (const auto* command = std::get_if<ControlCommand>(&messages[0])) {
        engine_->on_command(*command, command->requested, made_);
    }
    if (const auto* change = std::get_if<trading::SettingsChange>(&messages[0])) {
        const Status applied = apply_change(settings_, *change);
        if (applied) engine_->on_settings(settings_);
        made_.audit.push_back(trading::answer_to(*change, change->requested, applied));
    }
    if (const auto* report = std::get_if<VenueReport>(&messages[0])) engine_->on_report(*report, made_);
    std::size_t taken = 0;
    Timestamp instant;
    for (const auto& message : messages) {
        const auto* bar = std::get_if<Bar>(&message);
        if (bar == nullptr || (taken > 0 && bar->end != instant)) break;
        instant = bar->end;
        ++taken;
        if (engine_->on_bar_start(*bar, made_)) engine_->on_bar(*bar, made_);
    }
    if (taken > 0) engine_->on_instant_end(instant, made_);
    return std::max<std::size_t>(taken, 1);
}

// What the broker still has to be asked, as a fold of its own: a restart finds it again.
void LiveExecutorHandler::track() {
    for (const auto& request : made_.requests) {
        Pending& pending = pending_[request.order.id];
        (request.kind == VenueRequest::Kind::kSubmit ? pending.submit : pending.cancel) = request;
    }
    for (const auto& order : made_.orders) {
        const auto found = pending_.find(order.id);
        if (found == pending_.end()) continue;
        if (order.status >= OrderStatus::kAccepted) found->second.submit.reset();
        if (is_terminal(order.status)) found->second.cancel.reset();
        if (!found->second.submit && !found->second.cancel) pending_.erase(found);
    }
}

void LiveExecutorHandler::after_commit() {
    if (restarted_) {
        const auto is_fresh = [&](const VenueRequest& request) {
            return std::ranges::any_of(fresh_, [&](const VenueRequest& other) {
                return other.order.id == request.order.id && other.kind == request.kind;
            });
        };
        std::vector<VenueRequest> before;
        for (const auto& [id, pending] : pending_) {
            if (pending.submit && !is_fresh(*pending.submit)) before.push_back(*pending.submit);
            if (pending.cancel && !is_fresh(*pending.cancel)) before.push_back(*pending.cancel);
        }
        hand_over_(before, true);
        restarted_ = false;
    }
    if (!fresh_.empty()) hand_over_(fresh_, false);
    fresh_.clear();
}

}  // namespace tradewind::services
