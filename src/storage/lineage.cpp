#include "storage/lineage.hpp"

#include <fmt/core.h>
#include <set>

namespace tradewind::storage {
namespace {

/// Collects a chain from whichever end it is entered. Each step returns the first error; `status_` keeps it.
class Tracer {
public:
    explicit Tracer(Transaction& tx) : tx_(tx) {}

    Result<Lineage> trace(std::string_view id) {
        const std::string_view kind = id.substr(0, 4);
        if (kind == ArticleTag::kPrefix)
            start<ArticleId>(id, [&](ArticleId one) { from_article(one); });
        else if (kind == ScoreTag::kPrefix)
            start<ScoreId>(id, [&](ScoreId one) { from_score(one); });
        else if (kind == SignalTag::kPrefix)
            start<SignalId>(id, [&](SignalId one) { add_signal(one); });
        else if (kind == VerdictTag::kPrefix)
            start<VerdictId>(id, [&](VerdictId one) { from_verdict(one); });
        else if (kind == OrderTag::kPrefix)
            start<OrderId>(id, [&](OrderId one) { from_order(one); });
        else if (kind == FillTag::kPrefix)
            start<FillId>(id, [&](FillId one) { from_fill(one); });
        else if (kind == OutcomeTag::kPrefix)
            start<OutcomeId>(id, [&](OutcomeId one) { from_outcome(one); });
        else if (kind == AdjustmentTag::kPrefix)
            start<AdjustmentId>(id, [&](AdjustmentId one) { from_change(one); });
        else
            return fail(ErrorCode::kParse, fmt::format("'{}' is no id that can be explained", id.substr(0, 40)),
                        "give the id of an article (art-), score (sco-), signal (sig-), order (ord-) or trade (fil-)");
        if (!status_) return std::unexpected(status_.error());
        if (!found_) return fail(ErrorCode::kNotFound, fmt::format("nothing in this world has the id {}", id));
        return std::move(lineage_);
    }

private:
    template <class IdType, class Step>
    void start(std::string_view text, Step step) {
        const auto id = IdType::parse(text);
        if (!id) {
            status_ = std::unexpected(id.error());
        } else {
            step(*id);
        }
    }

    // The value, or a default one after a failure that status_ keeps.
    template <class T>
    T take(Result<T> result) {
        if (result) return std::move(*result);
        if (status_) status_ = std::unexpected(std::move(result.error()));
        return {};
    }

    template <class T>
    void append(std::vector<T>& to, std::vector<T> more) {
        found_ |= !more.empty();
        to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }

    void from_article(ArticleId id) {
        add_article(id);
        for (const auto& score : take(scores_of_article(tx_, id))) from_score(score.id);
    }

    void from_score(ScoreId id) {
        add_score(id);
        for (const auto& stored : take(signals_by_trigger(tx_, id.to_string()))) add_signal(stored.signal.id);
    }

    void from_verdict(VerdictId id) {
        if (const auto verdict = take(find_verdict(tx_, id))) add_signal(verdict->signal);
    }

    void from_order(OrderId id) {
        const auto order = take(find_order(tx_, id));
        if (!order) return;
        if (!order->signal.empty()) return add_signal(order->signal);
        // An operator's order: nothing led to it.
        append(lineage_.orders, {*order});
        append(lineage_.trades, take(trades_of_order(tx_, id)));
        for (const auto& trade : std::vector(lineage_.trades)) add_outcomes(take(outcomes_of_fill(tx_, trade.id)));
    }

    void from_fill(FillId id) {
        if (const auto fill = take(find_trade(tx_, id))) from_order(fill->order);
    }

    void from_outcome(OutcomeId id) {
        const auto outcome = take(find_outcome(tx_, id));
        if (!outcome) return;
        if (!outcome->opening_signal.empty()) return add_signal(outcome->opening_signal);
        from_fill(outcome->opening_fill);
    }

    void from_change(AdjustmentId id) {
        const auto change = take(find_adjustment(tx_, id));
        if (!change) return;
        if (!change->outcome.empty()) return from_outcome(change->outcome);
        append(lineage_.adjustments, {*change});
    }

    void add_article(ArticleId id) {
        if (!seen_.insert(id.to_string()).second) return;
        if (auto article = take(find_article(tx_, id))) append(lineage_.articles, {std::move(*article)});
    }

    void add_score(ScoreId id) {
        if (!seen_.insert(id.to_string()).second) return;
        auto score = take(find_score(tx_, id));
        if (!score) return;
        add_article(score->article);
        append(lineage_.scores, {std::move(*score)});
    }

    void add_signal(SignalId id) {
        if (!seen_.insert(id.to_string()).second) return;
        auto stored = take(find_signal(tx_, id));
        if (!stored) return;
        add_causes(stored->signal);
        append(lineage_.signals, {std::move(*stored)});
        append(lineage_.verdicts, take(verdicts_of_signal(tx_, id)));
        append(lineage_.orders, take(orders_of_signal(tx_, id)));
        append(lineage_.trades, take(trades_of_signal(tx_, id)));
        add_outcomes(take(outcomes_of_signal(tx_, id)));
    }

    void add_causes(const TradeSignal& signal) {
        if (const auto score = ScoreId::parse(signal.trigger_id); score && !score->empty()) add_score(*score);
        if (const auto bar = BarId::parse(signal.trigger_id); bar && !bar->empty()) {
            if (auto known = take(find_bar(tx_, signal.ticker, signal.time, *bar))) {
                append(lineage_.bars, {std::move(*known)});
            }
        }
        for (const auto& text : signal.evidence) {
            const auto article = ArticleId::parse(text);
            if (!article || article->empty()) continue;
            for (const auto& score : take(scores_of_article(tx_, *article))) {
                if (score.ticker == signal.ticker) add_score(score.id);
            }
            add_article(*article);
        }
    }

    void add_outcomes(std::vector<TradeOutcome> outcomes) {
        for (auto& outcome : outcomes) {
            if (!seen_.insert(outcome.id.to_string()).second) continue;
            append(lineage_.adjustments, take(adjustments_of_outcome(tx_, outcome.id)));
            append(lineage_.outcomes, {std::move(outcome)});
        }
    }

    Transaction& tx_;
    Lineage lineage_;
    std::set<std::string> seen_;
    Status status_;
    bool found_ = false;
};

}  // namespace

Result<Lineage> trace_lineage(Transaction& tx, std::string_view id) {
    return Tracer(tx).trace(id);
}

}  // namespace tradewind::storage
