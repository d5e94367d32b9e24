#include "services/handler.hpp"

namespace tradewind::services {
namespace {

// New weights come before the bars whose decisions use them; bars (with their fills) before signals and articles. Fills
// of one ticker, and changes of weights, build on each other: they keep the order in which they were published.
struct Order {
    MessageOrder operator()(const Bar& bar) const { return {bar.end, 1, bar.ticker, id_field(bar.start)}; }
    MessageOrder operator()(const TradeExecution& fill) const { return {fill.known_at, 2, fill.ticker, {}}; }
    MessageOrder operator()(const WeightAdjustment& change) const { return {change.time, 0, {}, {}}; }
    MessageOrder operator()(const TradeSignal& signal) const {
        return {signal.time, signal.trigger == "bar" ? 3 : 4, signal.ticker, signal.trigger_id};
    }
    MessageOrder operator()(const ScoredArticle& article) const {
        return {article.usable_from, 4, article.ticker, article.id.to_string()};
    }
    MessageOrder operator()(const RawArticle& article) const {
        return {article.received, 4, {}, article.id.to_string()};
    }
    MessageOrder operator()(const ControlCommand& command) const {
        return {command.requested, 5, {}, command.id.to_string()};
    }
    MessageOrder operator()(const trading::SettingsChange& change) const {
        return {change.requested, 5, {}, change.id.to_string()};
    }
    // In the order in which the broker told them.
    MessageOrder operator()(const matching::VenueReport& report) const { return {report.known_at, 1, {}, {}}; }
};

}  // namespace

MessageOrder order_of(const Message& message) {
    return std::visit(Order{}, message);
}

}  // namespace tradewind::services
