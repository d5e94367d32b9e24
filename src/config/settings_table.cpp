#include "config/settings_table.hpp"

#include <format>

namespace tradewind::config {

namespace {

class Table {
public:
    template <class T>
    Binding& add(std::string key, T& value, std::string description) {
        rows.push_back({std::move(key), Slot(&value), std::move(description), {}, {}, {}, false, Secrecy::kNone});
        return rows.back();
    }
    std::vector<Binding> rows;
};

void bind_infrastructure(Table& t, Settings& s) {
    t.add("data.dir", s.data.dir, "Folder of stores, recordings and models");
    t.add("data.grace", s.data.grace, "How late a bar may come beyond two timeframes before its ticker counts as stale")
        .decides();
    t.add("streams.url", s.streams.url, "`embedded` (in the store's file), or redis://[user:password@]host[:port][/db]")
        .secret(Secrecy::kUrlPassword);
    t.add("streams.partitions", s.streams.partitions,
          "Partitions by ticker of news:scored, market:bars, signals:generated")
        .range(1, 64);
    t.add("streams.batch", s.streams.batch, "Most messages a consumer takes at once").range(1, 10'000);
    t.add("streams.max_deliveries", s.streams.max_deliveries,
          "After so many deliveries a message goes to <stream>:dead")
        .range(1, 100);
    t.add("streams.claim_after", s.streams.claim_after,
          "Idle time after which another consumer may take a message over")
        .at_least(0.1);
    t.add("streams.keep", s.streams.keep, "Entries that trimming leaves in a stream at least").at_least(0);
    t.add("database.url", s.database.url, "`embedded` (SQLite in data.dir), sqlite:PATH, or postgresql://…")
        .secret(Secrecy::kUrlPassword);
    t.add("database.connections", s.database.connections, "Connections to PostgreSQL").range(1, 64);
    t.add("database.durable", s.database.durable, "Commits survive a power cut, not only a crash of the process");
    t.add("account.cash", s.account.cash, "Opening balance of simulated accounts, in account currency")
        .at_least(0)
        .decides();
    t.add("simulation.seed", s.simulation.seed, "Seed of the invented market and headlines").at_least(0);
    t.add("simulation.speed", s.simulation.speed, "Market seconds per second in the invented market")
        .range(0.001, 100'000);
}

void bind_strategies(Table& t, Settings& s, const std::vector<StrategySpec>& strategies) {
    t.add("universe.symbols", s.universe.symbols, "What may be traded; empty: the recording's, else the shipped list")
        .decides();
    t.add("strategies.timeframe", s.strategies.timeframe,
          "Bars that strategies decide on; `auto`: the smallest there is")
        .one_of({"auto", "1s", "1m", "5m", "15m", "1h", "1d"})
        .decides();
    for (const auto& spec : strategies) {
        auto& strategy = s.strategies.by_name[spec.name];
        const auto prefix = std::format("strategies.{}.", spec.name);
        t.add(prefix + "weight", strategy.weight, "Weight in the ensemble until learning says otherwise; relative")
            .range(0, 1'000'000)
            .decides();
        t.add(prefix + "enabled", strategy.enabled, "Whether it is asked at all").decides();
        for (const auto& parameter : spec.parameters) {
            auto& value = strategy.parameters[parameter.name];
            auto& row = t.add(prefix + parameter.name, value, parameter.description).decides();
            row.minimum = parameter.minimum;
            row.maximum = parameter.maximum;
        }
    }
}

void bind_decisions(Table& t, Settings& s) {
    t.add("ensemble.threshold", s.ensemble.threshold, "A signal is emitted where |combined| exceeds this")
        .range(0, 1)
        .decides();
    t.add("ensemble.normalise", s.ensemble.normalise, "Divide by the weights of those that hold an opinion, or of all")
        .one_of({"opining", "all"})
        .decides();
    t.add("learning.enabled", s.learning.enabled, "Whether closed trades move the weights").decides();
    t.add("learning.method", s.learning.method, "How weights move").one_of({"exp3", "thompson"}).decides();
    t.add("learning.rate", s.learning.rate, "Step size").range(0, 1).decides();
    t.add("learning.min_trades", s.learning.min_trades, "Closed trades before the first change").at_least(0).decides();
    t.add("learning.max_shift", s.learning.max_shift, "Most that a weight moves in one step").range(0, 1).decides();
    t.add("learning.weight_floor", s.learning.weight_floor, "No weight falls below this").range(0, 1).decides();
    t.add("sizing.method", s.sizing.method, "How big a position is")
        .one_of({"volatility_target", "fixed_fraction", "fixed_notional"})
        .decides();
    t.add("sizing.notional", s.sizing.notional, "Order value for fixed_notional").at_least(0).decides();
    t.add("sizing.fraction", s.sizing.fraction, "Share of equity for fixed_fraction").range(0, 1).decides();
    t.add("sizing.target_volatility", s.sizing.target_volatility, "Yearly volatility that one position may add")
        .range(0, 10)
        .decides();
    t.add("sizing.max_fraction", s.sizing.max_fraction, "Most of equity in one position by volatility_target")
        .range(0, 1)
        .decides();
    t.add("sizing.fractional", s.sizing.fractional, "Fractions of shares where the asset allows").decides();
    t.add("execution.order_type", s.execution.order_type, "Type of entry orders").one_of({"market", "limit"}).decides();
    t.add("execution.limit_offset_bps", s.execution.limit_offset_bps,
          "Limit price: so many basis points worse than the last close")
        .range(-10'000, 10'000)
        .decides();
    t.add("execution.allow_short", s.execution.allow_short, "Short signals open short positions").decides();
    t.add("execution.outside_session", s.execution.outside_session, "Decisions outside the session wait or are dropped")
        .one_of({"queue", "drop"})
        .decides();
    t.add("exits.enabled", s.exits.enabled, "Protective stop and take profit with every entry").decides();
    t.add("exits.stop_loss_pct", s.exits.stop_loss_pct, "Distance of the stop from the entry, percent; 0: none")
        .range(0, 100)
        .decides();
    t.add("exits.take_profit_pct", s.exits.take_profit_pct, "Distance of the target from the entry, percent; 0: none")
        .range(0, 10'000)
        .decides();
    t.add("exits.time_stop", s.exits.time_stop, "Close a position after this long; 0s: never").at_least(0).decides();
}

void bind_risk(Table& t, Settings& s) {
    t.add("risk.max_order_value", s.risk.max_order_value, "Largest order, in account currency").at_least(0).decides();
    t.add("risk.max_position_fraction", s.risk.max_position_fraction, "Largest position, share of equity")
        .range(0, 100)
        .decides();
    t.add("risk.max_gross_exposure", s.risk.max_gross_exposure, "Long plus short, share of equity")
        .range(0, 100)
        .decides();
    t.add("risk.max_net_exposure", s.risk.max_net_exposure, "Long less short, share of equity").range(0, 100).decides();
    t.add("risk.daily_loss_limit_pct", s.risk.daily_loss_limit_pct,
          "Loss since the session's start, realised and not, percent of equity; beyond it only exits")
        .range(0, 100)
        .decides();
    t.add("risk.max_orders_per_minute", s.risk.max_orders_per_minute, "Entry orders in any minute")
        .at_least(0)
        .decides();
    t.add("risk.cooldown", s.risk.cooldown, "Time without entries in a ticker after an exit").at_least(0).decides();
    t.add("risk.price_collar_pct", s.risk.price_collar_pct, "Most an order's price may be off the last one, percent")
        .range(0, 100)
        .decides();
    t.add("risk.reconcile_interval", s.risk.reconcile_interval, "How often the broker's account is compared with ours")
        .at_least(1);
    t.add("costs.commission_bps", s.costs.commission_bps, "Commission of order value, basis points")
        .range(0, 10'000)
        .decides();
    t.add("costs.commission_per_share", s.costs.commission_per_share, "Commission a share, in account currency")
        .at_least(0)
        .decides();
    t.add("costs.slippage_bps", s.costs.slippage_bps, "How much worse market and stop fills are, basis points")
        .range(0, 10'000)
        .decides();
    t.add("costs.borrow_rate_pct", s.costs.borrow_rate_pct, "Yearly cost of short positions, percent")
        .range(0, 1'000)
        .decides();
    t.add("fills.volume_cap", s.fills.volume_cap, "Most of a bar's volume that one order may take")
        .range(0, 1)
        .decides();
}

void bind_news(Table& t, Settings& s) {
    t.add("news.sources", s.news.sources, "Feeds: [[news.sources]] with name, url and optional interval");
    t.add("news.poll_interval", s.news.poll_interval, "Time between polls of a feed").at_least(1);
    t.add("news.assumed_latency", s.news.assumed_latency, "Published to received where a recording doesn't say")
        .at_least(0)
        .decides();
    t.add("news.dedupe_window", s.news.dedupe_window, "How long an article is remembered").at_least(1).decides();
    t.add("news.user_agent", s.news.user_agent, "How feeds see us; some ask for a contact address");
    t.add("reddit.subreddits", s.reddit.subreddits, "Listings to read; empty: none");
    t.add("reddit.client_id", s.reddit.client_id, "Reddit application id");
    t.add("reddit.client_secret", s.reddit.client_secret, "Reddit application secret").secret();
    t.add("reddit.base_url", s.reddit.base_url, "Where listings are read");
    t.add("reddit.token_url", s.reddit.token_url, "Where tokens are had");
    t.add("reddit.user_agent", s.reddit.user_agent, "Reddit wants platform:app:version (by /u/name)");
    t.add("reddit.poll_interval", s.reddit.poll_interval, "Time between polls of a listing").at_least(1);
    t.add("sentiment.engine", s.sentiment.engine, "`auto`: FinBERT where a model is there, else the lexicon")
        .one_of({"auto", "finbert", "lexicon"});
    t.add("sentiment.model_dir", s.sentiment.model_dir,
          "Model folder in Hugging Face's layout; empty: the shipped one");
    t.add("sentiment.confidence_threshold", s.sentiment.confidence_threshold, "Below this Ollama is asked").range(0, 1);
    t.add("sentiment.batch", s.sentiment.batch, "Texts scored at once").range(1, 1024);
    t.add("sentiment.threads", s.sentiment.threads, "Threads of the model").range(1, 256);
    t.add("sentiment.ollama.url", s.sentiment.ollama.url, "http://127.0.0.1:11434; empty: not asked");
    t.add("sentiment.ollama.model", s.sentiment.ollama.model, "Model with its tag");
    t.add("sentiment.ollama.timeout", s.sentiment.ollama.timeout, "Longest wait for an answer").at_least(0.1);
}

void bind_outside(Table& t, Settings& s) {
    t.add("trading.live", s.trading.live, "Trade with real money. Needs alpaca.paper = false too");
    t.add("trading.broker", s.trading.broker, "`auto`: Alpaca where there are keys, else the simulated broker")
        .one_of({"auto", "simulated", "alpaca"});
    t.add("alpaca.key_id", s.alpaca.key_id, "Key id; APCA_API_KEY_ID is read too").secret();
    t.add("alpaca.secret_key", s.alpaca.secret_key, "Secret key; APCA_API_SECRET_KEY is read too").secret();
    t.add("alpaca.paper", s.alpaca.paper, "Use the paper account");
    t.add("alpaca.feed", s.alpaca.feed, "Market data feed").one_of({"iex", "sip", "delayed_sip"});
    t.add("alpaca.trading_url", s.alpaca.trading_url, "Trading API; empty: Alpaca's paper or live host");
    t.add("alpaca.data_url", s.alpaca.data_url, "Market data API");
    t.add("alpaca.stream_url", s.alpaca.stream_url, "Market data WebSocket");
    t.add("gateway.host", s.gateway.host, "Address to listen on; only loopback is allowed yet");
    t.add("gateway.port", s.gateway.port, "Port; the next free one where it is busy, any free one for 0")
        .range(0, 65'535);
    t.add("gateway.allowed_origins", s.gateway.allowed_origins, "Further origins of the dashboard");
    t.add("gateway.dashboard_dir", s.gateway.dashboard_dir,
          "Folder of the built dashboard; empty: the one beside the program");
    t.add("gateway.workers", s.gateway.workers, "Threads that answer requests").range(1, 256);
    t.add("gateway.snapshot_interval", s.gateway.snapshot_interval, "Time between portfolio snapshots").at_least(1);
    t.add("metrics.enabled", s.metrics.enabled, "Serve /metrics, /health and /ready");
    t.add("metrics.host", s.metrics.host, "Address to listen on");
    t.add("metrics.port", s.metrics.port, "Port; the next free one where it is busy, any free one for 0")
        .range(0, 65'535);
    t.add("telemetry.log_level", s.telemetry.log_level, "Least level that is written")
        .one_of({"trace", "debug", "info", "warning", "error", "off"});
    t.add("telemetry.log_format", s.telemetry.log_format, "One line of text or one JSON object a line")
        .one_of({"text", "json"});
    t.add("telemetry.otlp_url", s.telemetry.otlp_url, "OTLP/HTTP collector for spans; empty: none");
}

}  // namespace

void add_strategy_defaults(Settings& settings, const std::vector<StrategySpec>& strategies) {
    for (const auto& spec : strategies) {
        auto& strategy = settings.strategies.by_name[spec.name];
        strategy.weight = spec.weight;
        for (const auto& parameter : spec.parameters) strategy.parameters[parameter.name] = parameter.value;
    }
}

std::vector<Binding> bind_settings(Settings& settings, const std::vector<StrategySpec>& strategies) {
    Table table;
    bind_infrastructure(table, settings);
    bind_strategies(table, settings, strategies);
    bind_decisions(table, settings);
    bind_risk(table, settings);
    bind_news(table, settings);
    bind_outside(table, settings);
    return std::move(table.rows);
}

}  // namespace tradewind::config
