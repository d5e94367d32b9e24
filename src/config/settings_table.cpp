#include "config/settings_table.hpp"

#include <fmt/core.h>

namespace tradewind::config {

namespace {

class Table {
public:
    template <class T>
    Binding& add(std::string key, T& value, std::string description) {
        rows.push_back({std::move(key), Slot(&value), std::move(description), {}, {}, {}, nullptr, Secrecy::kNone});
        return rows.back();
    }
    std::vector<Binding> rows;
};

void bind_infrastructure(Table& t, Settings& s) {
    t.add("data.dir", s.data.dir, "Folder of stores, recordings and models");
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
    t.add("account.cash", s.account.cash, "Opening balance of simulated accounts, in account currency").at_least(0);
    t.add("simulation.seed", s.simulation.seed, "Seed of the invented market and headlines").at_least(0);
    t.add("simulation.speed", s.simulation.speed, "Market seconds per second in the invented market")
        .range(0.001, 100'000);
}

void bind_decisions(Table& t, Settings& s, const std::vector<DecisionSpec>& decisions) {
    for (const auto& spec : decisions) {
        auto [value, added] = s.decisions.try_emplace(spec.key, spec.default_text);
        t.add(spec.key, value->second, spec.description).decision = &spec;
    }
}

void bind_news(Table& t, Settings& s) {
    t.add("news.sources", s.news.sources,
          "[[news.sources]] with name, url, optional interval; json.* paths where it is no feed");
    t.add("news.defaults", s.news.defaults, "Read the shipped list of feeds where no source is configured");
    t.add("news.sec_forms", s.news.sec_forms,
          "EDGAR's current filings to read: 8-K, 10-Q, 4; needs a contact in user_agent");
    t.add("news.poll_interval", s.news.poll_interval, "Time between polls of a feed").at_least(1);
    t.add("news.dedupe_window", s.news.dedupe_window, "How long an article is remembered").at_least(1);
    t.add("news.user_agent", s.news.user_agent, "How feeds see us; some ask for a contact address");
    t.add("reddit.subreddits", s.reddit.subreddits, "Listings to read; empty: none");
    t.add("reddit.query", s.reddit.query, "Search within the subreddits; empty: all that is new");
    t.add("reddit.client_id", s.reddit.client_id, "Reddit application id");
    t.add("reddit.client_secret", s.reddit.client_secret, "Reddit application secret").secret();
    t.add("reddit.base_url", s.reddit.base_url, "Where listings are read");
    t.add("reddit.token_url", s.reddit.token_url, "Where tokens are had");
    t.add("reddit.user_agent", s.reddit.user_agent, "Reddit wants platform:app:version (by /u/name)");
    t.add("reddit.poll_interval", s.reddit.poll_interval, "Time between polls of a listing").at_least(1);
    t.add("sentiment.engine", s.sentiment.engine,
          "`auto`: a model for live news, the word list for recordings and the invented market")
        .one_of({"auto", "finbert", "lexicon"});
    t.add("sentiment.model_dir", s.sentiment.model_dir,
          "Model folder in Hugging Face's layout; empty: the shipped one");
    t.add("sentiment.confidence_threshold", s.sentiment.confidence_threshold, "Below this Ollama is asked").range(0, 1);
    t.add("sentiment.batch", s.sentiment.batch, "Texts scored at once").range(1, 1024);
    t.add("sentiment.threads", s.sentiment.threads, "Threads of the model").range(1, 256);
    t.add("sentiment.ollama.url", s.sentiment.ollama.url, "http://127.0.0.1:11434; empty: not asked")
        .secret(Secrecy::kUrlPassword);
    t.add("sentiment.ollama.model", s.sentiment.ollama.model, "Model with its tag");
    t.add("sentiment.ollama.timeout", s.sentiment.ollama.timeout, "Longest wait for an answer").at_least(0.1);
}

void bind_notices(Table& t, Settings& s) {
    t.add("notices.webhook_url", s.notices.webhook_url, "Gets a signed POST for each notice; empty: none").secret();
    t.add("notices.webhook_secret", s.notices.webhook_secret, "Key of the signature over each POST").secret();
    t.add("notices.smtp_url", s.notices.smtp_url, "Mail server: smtp://host:587 or smtps://host; empty: no mail")
        .secret(Secrecy::kUrlPassword);
    t.add("notices.smtp_user", s.notices.smtp_user, "Name at the mail server; empty: no authentication");
    t.add("notices.smtp_password", s.notices.smtp_password, "Password at the mail server").secret();
    t.add("notices.mail_from", s.notices.mail_from, "Sender of notices");
    t.add("notices.mail_to", s.notices.mail_to, "Who gets notices by mail");
}

void bind_outside(Table& t, Settings& s) {
    t.add("trading.live", s.trading.live, "Trade with real money. Needs alpaca.paper = false too");
    t.add("trading.broker", s.trading.broker, "`auto`: Alpaca where there are keys, else the simulated broker")
        .one_of({"auto", "simulated", "alpaca"});
    t.add("trading.reconcile_interval", s.trading.reconcile_interval,
          "How often the broker's account is compared with ours")
        .at_least(1);
    t.add("alpaca.key_id", s.alpaca.key_id, "Key id; APCA_API_KEY_ID is read too").secret();
    t.add("alpaca.secret_key", s.alpaca.secret_key, "Secret key; APCA_API_SECRET_KEY is read too").secret();
    t.add("alpaca.paper", s.alpaca.paper, "Use the paper account");
    t.add("alpaca.feed", s.alpaca.feed, "Market data feed").one_of({"iex", "sip", "delayed_sip"});
    t.add("alpaca.trading_url", s.alpaca.trading_url, "Trading API; empty: Alpaca's paper or live host");
    t.add("alpaca.data_url", s.alpaca.data_url, "Market data API");
    t.add("alpaca.stream_url", s.alpaca.stream_url, "Market data WebSocket");
    t.add("alpaca.clock_speed", s.alpaca.clock_speed,
          "The URLs are a `tradewind exchange` at this --speed: its clock counts. 0: Alpaca")
        .range(0, 100'000);
    t.add("gateway.host", s.gateway.host, "Address to listen on; beyond loopback only with TLS or trusted proxies");
    t.add("gateway.tls_certificate", s.gateway.tls_certificate,
          "PEM file of the certificate and its chain; empty: plain HTTP");
    t.add("gateway.tls_key", s.gateway.tls_key, "PEM file of its key, readable by the owner only");
    t.add("gateway.trusted_proxies", s.gateway.trusted_proxies,
          "Addresses of proxies whose X-Forwarded-For is believed");
    t.add("gateway.port", s.gateway.port, "Port; the next free one where it is busy, any free one for 0")
        .range(0, 65'535);
    t.add("gateway.allowed_origins", s.gateway.allowed_origins, "Further origins of the dashboard");
    t.add("gateway.dashboard_dir", s.gateway.dashboard_dir,
          "Folder of the built dashboard; empty: the one beside the program");
    t.add("gateway.workers", s.gateway.workers, "Threads that answer requests").range(1, 256);
    t.add("gateway.snapshot_interval", s.gateway.snapshot_interval, "Time between portfolio snapshots").at_least(1);
    bind_notices(t, s);
    t.add("metrics.enabled", s.metrics.enabled, "Serve /metrics, /health and /ready");
    t.add("metrics.host", s.metrics.host, "Address to listen on");
    t.add("metrics.port", s.metrics.port, "Port; the next free one where it is busy, any free one for 0")
        .range(0, 65'535);
    t.add("telemetry.log_level", s.telemetry.log_level, "Least level that is written")
        .one_of({"trace", "debug", "info", "warning", "error", "off"});
    t.add("telemetry.log_format", s.telemetry.log_format, "One line of text or one JSON object a line")
        .one_of({"text", "json"});
    t.add("telemetry.otlp_url", s.telemetry.otlp_url,
          "OpenTelemetry collector, http://127.0.0.1:4318; empty: no traces")
        .secret(Secrecy::kUrlPassword);
}

}  // namespace

std::vector<Binding> bind_settings(Settings& settings, const std::vector<DecisionSpec>& decisions) {
    Table table;
    bind_infrastructure(table, settings);
    bind_decisions(table, settings, decisions);
    bind_news(table, settings);
    bind_outside(table, settings);
    return std::move(table.rows);
}

}  // namespace tradewind::config
