#include <cmath>
#include <fmt/core.h>

#include "streams/codec.hpp"

namespace tradewind::streams {
namespace {

/// Remembers the first thing that is wrong.
class Checks {
public:
    Checks& require(bool holds, std::string_view field, std::string_view must) {
        if (!holds && fault_.empty()) fault_ = fmt::format("field '{}' {}", field, must);
        return *this;
    }
    Checks& within(double value, double low, double high, std::string_view field) {
        // Written so that NaN fails.
        if (!(value >= low && value <= high) && fault_.empty()) {
            fault_ = fmt::format("field '{}' is {}, must lie between {} and {}", field, value, low, high);
        }
        return *this;
    }
    Checks& finite(double value, std::string_view field) {
        return require(std::isfinite(value), field, "must be a finite number");
    }
    Checks& not_negative(double value, std::string_view field) {
        return require(std::isfinite(value) && value >= 0, field, "must be a finite number that is not negative");
    }
    Checks& not_negative(Decimal value, std::string_view field) {
        return require(value.sign() >= 0, field, "must not be negative");
    }
    Checks& positive(Decimal value, std::string_view field) {
        return require(value.sign() > 0, field, "must be above zero");
    }
    Checks& filled(bool is_filled, std::string_view field) { return require(is_filled, field, "must not be empty"); }

    [[nodiscard]] std::string fault() const { return fault_; }

private:
    std::string fault_;
};

void check_opinion(Checks& checks, const StrategyOpinion& opinion) {
    checks.filled(!opinion.strategy.empty(), "opinions.strategy")
        .within(opinion.strength, 0, 1, "opinions.strength")
        .within(opinion.confidence, 0, 1, "opinions.confidence")
        .not_negative(opinion.weight, "opinions.weight")
        .finite(opinion.contribution, "opinions.contribution")
        .require(opinion.horizon_seconds >= 0, "opinions.horizon_seconds", "must not be negative");
}

}  // namespace

std::string find_fault(const RawArticle& article) {
    return Checks()
        .filled(!article.id.empty(), "id")
        .filled(!article.story.empty(), "story")
        .filled(!article.source.empty(), "source")
        .filled(!article.title.empty() || !article.text.empty(), "title")
        .fault();
}

std::string find_fault(const ScoredArticle& article) {
    return Checks()
        .filled(!article.id.empty(), "id")
        .filled(!article.article.empty(), "article")
        .filled(!article.story.empty(), "story")
        .filled(!article.engine.empty(), "engine")
        .within(article.score, -1, 1, "score")
        .within(article.confidence, 0, 1, "confidence")
        .within(article.positive, 0, 1, "positive")
        .within(article.negative, 0, 1, "negative")
        .within(article.neutral, 0, 1, "neutral")
        .fault();
}

std::string find_fault(const Bar& bar) {
    return Checks()
        .require(bar.end > bar.start, "end", "must be later than 'start'")
        .positive(bar.open, "open")
        .positive(bar.high, "high")
        .positive(bar.low, "low")
        .positive(bar.close, "close")
        .require(bar.high >= bar.low, "high", "is below 'low'")
        .not_negative(bar.volume, "volume")
        .not_negative(bar.vwap.value_or(Decimal{}), "vwap")
        .require(bar.trade_count.value_or(0) >= 0, "trade_count", "must not be negative")
        .require((bar.split_numerator == 0) == (bar.split_denominator == 0), "split_denominator",
                 "must be zero just where 'split_numerator' is")
        .not_negative(bar.dividend, "dividend")
        .fault();
}

std::string find_fault(const TradeSignal& signal) {
    Checks checks;
    checks.filled(!signal.id.empty(), "id")
        .within(signal.strength, 0, 1, "strength")
        .within(signal.combined, -1, 1, "combined")
        .require(signal.trigger == "bar" || signal.trigger == "article", "trigger", "must be bar or article")
        .filled(!signal.trigger_id.empty(), "trigger_id")
        .not_negative(signal.reference_price, "reference_price")
        .not_negative(signal.volatility, "volatility");
    for (const auto& opinion : signal.opinions) check_opinion(checks, opinion);
    return checks.fault();
}

std::string find_fault(const TradeExecution& execution) {
    Checks checks;
    checks.filled(!execution.id.empty(), "id")
        .filled(!execution.order.empty(), "order")
        .positive(execution.quantity, "quantity")
        .positive(execution.price, "price")
        .not_negative(execution.reference_price, "reference_price")
        .not_negative(execution.slippage, "slippage");
    for (const auto& contribution : execution.contributions) {
        checks.filled(!contribution.strategy.empty(), "contributions.strategy")
            .finite(contribution.value, "contributions.value");
    }
    return checks.fault();
}

std::string find_fault(const WeightAdjustment& adjustment) {
    Checks checks;
    checks.filled(!adjustment.id.empty(), "id").filled(!adjustment.after.empty(), "after");
    for (const auto& [strategy, weight] : adjustment.before) checks.within(weight, 0, 1, "before." + strategy);
    for (const auto& [strategy, weight] : adjustment.after) checks.within(weight, 0, 1, "after." + strategy);
    for (const auto& [strategy, reward] : adjustment.reward) checks.within(reward, -1, 1, "reward." + strategy);
    return checks.fault();
}

std::string find_fault(const ControlCommand& command) {
    const bool aimed = command.action == ControlAction::kClose || command.action == ControlAction::kCancel ||
                       command.action == ControlAction::kUndoAdjustment;
    return Checks()
        .filled(!command.id.empty(), "id")
        .filled(!aimed || !command.target.empty(), "target")
        .filled(!command.by.empty(), "by")
        .fault();
}

}  // namespace tradewind::streams
