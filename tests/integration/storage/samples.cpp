#include "samples.hpp"

#include "storage/orders.hpp"
#include "storage/signals.hpp"
#include "store_fixture.hpp"

namespace tradewind::test {

Ticker ticker(std::string_view text) {
    return must(Ticker::parse(text));
}
Decimal decimal(std::string_view text) {
    return must(Decimal::parse(text));
}

RawArticle sample_article(int n) {
    RawArticle article;
    article.id = ArticleId::from_fields({"article", std::to_string(n)});
    article.source = "rss:wire";
    article.url = "https://example.org/" + std::to_string(n);
    article.title = "Äpfel & “quotes” 'n' \"more\" 📈";
    article.text = "line one\nline two\t{\"json\": true}";
    article.author = "A. Writer";
    article.symbols = {ticker("AAPL"), ticker("BRK.B"), ticker("BTC/USD")};
    article.published = at(n * 60);
    article.received = at(n * 60) + std::chrono::nanoseconds(1'234'567'891);
    article.story = ArticleId::from_fields({"story"});
    return article;
}

ScoredArticle sample_score(const RawArticle& article, std::string_view symbol) {
    ScoredArticle score;
    score.id = ScoreId::from_fields({article.id.to_string(), symbol});
    score.article = article.id;
    score.story = article.story;
    score.ticker = ticker(symbol);
    score.source = article.source;
    score.title = article.title;
    score.url = article.url;
    score.label = SentimentLabel::kPositive;
    score.score = 0.7342;
    score.confidence = 0.8123;
    score.positive = 0.1 + 0.2;  // Not a short decimal: every bit must survive.
    score.negative = 1.0 / 3.0;
    score.neutral = 5e-324;
    score.engine = "finbert";
    score.model = "a1b2c3";
    score.note = "ollama unreachable";
    score.published = article.published;
    score.received = article.received;
    score.scored = article.received + std::chrono::milliseconds(3);
    score.usable_from = article.received + std::chrono::milliseconds(4);
    return score;
}

Bar sample_bar(int n, std::string_view symbol) {
    Bar bar;
    bar.ticker = ticker(symbol);
    bar.timeframe = Timeframe::k1h;
    bar.start = at(n * 3600);
    bar.end = at((n + 1) * 3600);
    bar.open = decimal("645.57");
    bar.high = decimal("651.260000001");
    bar.low = decimal("0.000000001");
    bar.close = decimal("92.42");
    bar.volume = 9'007'199'254'740'991.0;
    bar.vwap = decimal("93.1");
    bar.trade_count = 123'456;
    bar.source = "replay";
    bar.revision = 0;
    bar.split_numerator = 7;
    bar.split_denominator = 1;
    bar.split_inferred = true;
    bar.dividend = decimal("0.47");
    return bar;
}

TradeSignal sample_signal(int n, std::string_view symbol) {
    TradeSignal signal;
    signal.id = SignalId::from_fields({"signal", std::to_string(n), symbol});
    signal.ticker = ticker(symbol);
    signal.time = at(n * 60);
    signal.direction = Direction::kShort;
    signal.strength = 0.1 + 0.2;
    signal.combined = -(0.1 + 0.2);
    signal.opinions = {{"momentum", Direction::kShort, 1.0 / 3.0, 0.5, 1.0 / 3.0, -0.1, 3600, "SMA 10 < SMA 30"},
                       {"news_driven", Direction::kFlat, 0, 0, 2.0 / 3.0, 0, 0, ""}};
    signal.trigger = "bar";
    signal.trigger_id = bar_id(sample_bar(n, symbol)).to_string();
    signal.evidence = {sample_article(n).id.to_string(), sample_article(n + 1).id.to_string()};
    signal.reference_price = decimal("92.42");
    signal.volatility = 0.2345678901234567;
    signal.settings_hash = "5e77";
    return signal;
}

RiskVerdict sample_verdict(const TradeSignal& signal, bool approved) {
    RiskVerdict verdict;
    verdict.id = VerdictId::from_fields({"verdict", signal.id.to_string()});
    verdict.signal = signal.id;
    verdict.ticker = signal.ticker;
    verdict.time = signal.time;
    verdict.approved = approved;
    verdict.reason = approved ? "" : "daily_loss_limit";
    verdict.quantity = approved ? decimal("12.5") : Decimal();
    verdict.checks = {{"kill_switch", true, "active"}, {"daily_loss_limit", approved, "-12.5 of -1000"}};
    return verdict;
}

Order sample_order(const RiskVerdict& verdict) {
    Order order;
    order.id = OrderId::from_fields({"order", verdict.id.to_string()});
    order.signal = verdict.signal;
    order.verdict = verdict.id;
    order.ticker = verdict.ticker;
    order.side = Side::kSell;
    order.type = OrderType::kLimit;
    order.leg = OrderLeg::kEntry;
    order.time_in_force = TimeInForce::kGtc;
    order.quantity = decimal("12.5");
    order.limit_price = decimal("92.4");
    order.stop_price = decimal("90");
    order.time = verdict.time;
    order.client_order_id = "tw-" + order.id.to_string();
    order.broker_order_id = "b-1";
    order.status = OrderStatus::kPartiallyFilled;
    order.filled_quantity = decimal("2.5");
    order.average_price = decimal("92.41");
    order.closed_at = verdict.time + std::chrono::hours(1);
    order.attempts = 2;
    order.reason = "why not";
    return order;
}

TradeExecution sample_fill(const Order& order, int n) {
    TradeExecution fill;
    fill.id = FillId::from_fields({order.id.to_string(), std::to_string(n)});
    fill.order = order.id;
    fill.signal = order.signal;
    fill.ticker = order.ticker;
    fill.leg = order.leg;
    fill.side = order.side;
    fill.quantity = decimal("2.5");
    fill.price = decimal("92.41");
    fill.reference_price = decimal("92.42");
    fill.commission = decimal("0.01");
    fill.fees = decimal("0.000000007");
    fill.slippage = decimal("0.025");
    fill.realized_pnl = decimal("-17.25");
    fill.position = decimal("-2.5");
    fill.time = order.time + std::chrono::minutes(n);
    fill.bar_time = order.time;
    fill.known_at = order.time + std::chrono::minutes(n + 1);
    fill.contributions = {{"momentum", -0.2}, {"news_driven", 1.0 / 3.0}};
    return fill;
}

TradeOutcome sample_outcome(const TradeExecution& opening, const TradeExecution& closing) {
    TradeOutcome outcome;
    outcome.id = OutcomeId::from_fields({opening.id.to_string(), closing.id.to_string()});
    outcome.ticker = opening.ticker;
    outcome.opening_signal = opening.signal;
    outcome.opening_fill = opening.id;
    outcome.closing_fill = closing.id;
    outcome.opened = opening.time;
    outcome.closed = closing.time;
    outcome.direction = Direction::kShort;
    outcome.quantity = decimal("2.5");
    outcome.entry_price = decimal("92.41");
    outcome.exit_price = decimal("90.01");
    outcome.gross_pnl = decimal("6");
    outcome.costs = decimal("0.02");
    outcome.net_pnl = decimal("5.98");
    outcome.credits = {{"momentum", decimal("3.986666667")}, {"news_driven", decimal("1.993333333")}};
    return outcome;
}

WeightAdjustment sample_adjustment(const TradeOutcome& outcome) {
    WeightAdjustment adjustment;
    adjustment.id = AdjustmentId::from_fields({outcome.id.to_string()});
    adjustment.time = outcome.closed;
    adjustment.closing_fill = outcome.closing_fill;
    adjustment.outcome = outcome.id;
    adjustment.before = {{"mean_reversion", 1.0 / 3.0}, {"momentum", 1.0 / 3.0}, {"news_driven", 1.0 / 3.0}};
    adjustment.after = {{"mean_reversion", 0.3}, {"momentum", 0.4000000000000001}, {"news_driven", 0.3}};
    adjustment.reward = {{"momentum", 0.5}, {"news_driven", -0.25}};
    adjustment.method = "exp3";
    adjustment.reason = "closed with a gain";
    return adjustment;
}

Chain store_chain(storage::Transaction& tx, int n, std::string_view symbol) {
    Chain chain;
    chain.signal = sample_signal(n, symbol);
    chain.verdict = sample_verdict(chain.signal);
    chain.order = sample_order(chain.verdict);
    chain.fill = sample_fill(chain.order);
    must(storage::insert_signal(tx, chain.signal));
    must(storage::insert_verdict(tx, chain.verdict));
    must(storage::upsert_order(tx, chain.order));
    must(storage::insert_trade(tx, chain.fill));
    return chain;
}

}  // namespace tradewind::test
