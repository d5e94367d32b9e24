#include "services/lineage.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <set>

#include "services/codec.hpp"
#include "services/route.hpp"
#include "services/settings_codec.hpp"
#include "storage/inbox.hpp"
#include "storage/lineage.hpp"
#include "trading/signal_engine.hpp"

namespace tradewind::services {
namespace {

// The store's flat lists, each row under what caused it.
SignalLineage gather(const storage::StoredSignal& signal, const storage::Lineage& all) {
    SignalLineage made{signal, {}, {}, {}, {}};
    const SignalId id = signal.signal.id;
    const auto copy_of_signal = [id](const auto& from, auto& to) {
        std::ranges::copy_if(from, std::back_inserter(to), [id](const auto& row) { return row.signal == id; });
    };
    copy_of_signal(all.verdicts, made.verdicts);
    std::vector<Order> orders;
    copy_of_signal(all.orders, orders);
    std::set<FillId> fills;
    for (const auto& order : orders) {
        OrderLineage of_order{order, {}};
        for (const auto& fill : all.trades) {
            if (fill.order != order.id) continue;
            of_order.fills.push_back(fill);
            fills.insert(fill.id);
        }
        made.orders.push_back(std::move(of_order));
    }
    for (const auto& outcome : all.outcomes) {
        if (!fills.contains(outcome.opening_fill) && !fills.contains(outcome.closing_fill)) continue;
        made.outcomes.push_back(outcome);
        std::ranges::copy_if(all.adjustments, std::back_inserter(made.adjustments),
                             [&](const WeightAdjustment& change) { return change.outcome == outcome.id; });
    }
    return made;
}

Lineage arrange(const std::string& id, const storage::Lineage& all) {
    Lineage lineage{id, {}, {}};
    for (const auto& article : all.articles) {
        ArticleLineage made{article, {}, {}};
        std::ranges::copy_if(all.scores, std::back_inserter(made.scores),
                             [&](const ScoredArticle& score) { return score.article == article.id; });
        lineage.articles.push_back(std::move(made));
    }
    for (const auto& signal : all.signals) lineage.signals.push_back(gather(signal, all));
    return lineage;
}

bool is_left_out(const Message& message, const std::string& message_id, const std::vector<LeftOut>& left_out) {
    return std::ranges::any_of(left_out, [&](const LeftOut& item) {
        if (item.kind != "article") return item.id == message_id;
        const auto* score = std::get_if<ScoredArticle>(&message);
        return score != nullptr && score->article.to_string() == item.id;
    });
}

}  // namespace

Result<Lineage> trace_lineage(World& world, const std::string& id) {
    storage::Lineage all;
    const Status read = world.database().read([&](storage::Transaction& tx) -> Status {
        auto traced = storage::trace_lineage(tx, id);
        if (!traced) return std::unexpected(traced.error());
        all = std::move(*traced);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return arrange(id, all);
}

Result<LeftOut> parse_left_out(const std::string& text) {
    const auto colon = text.find(':');
    LeftOut item{text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 1)};
    const bool known = item.kind == "article" || item.kind == "score" || item.kind == "bar";
    if (known && !item.id.empty()) return item;
    return fail(ErrorCode::kInvalidArgument, fmt::format("can't leave out '{}'", text),
                "say article:ID, score:ID or bar:ID");
}

Result<std::optional<TradeSignal>> decide_without(World& world, const TradeSignal& signal,
                                                  const std::vector<LeftOut>& left_out) {
    trading::DecisionSettings settings = world.decisions();
    trading::SignalEngine engine(settings);
    std::optional<TradeSignal> decided;
    bool reached = false;
    const Status read = world.database().read([&](storage::Transaction& tx) {
        return storage::inbox::replay(tx, kSignalGenerator, 0, [&](const storage::inbox::Entry& entry) -> Status {
            if (reached) return {};
            reached = entry.message_id == signal.trigger_id;
            auto message = decode_message(entry.stream, entry.body);
            if (!message) return std::unexpected(message.error());
            if (is_left_out(*message, entry.message_id, left_out)) return {};
            std::optional<TradeSignal> made;
            if (const auto* bar = std::get_if<Bar>(&*message)) made = engine.on_bar(*bar);
            if (const auto* article = std::get_if<ScoredArticle>(&*message)) made = engine.on_article(*article);
            if (const auto* adjustment = std::get_if<WeightAdjustment>(&*message)) engine.on_weights(*adjustment);
            const auto* change = std::get_if<trading::SettingsChange>(&*message);
            if (change != nullptr && apply_change(settings, *change)) engine.on_settings(settings);
            if (reached) decided = std::move(made);
            return {};
        });
    });
    if (!read) return std::unexpected(read.error());
    if (!reached) {
        return fail(ErrorCode::kNotFound, "the signal generator's journal no longer reaches back to this decision",
                    "replay the recording to decide again");
    }
    return decided;
}

}  // namespace tradewind::services
