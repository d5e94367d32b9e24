#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "core/time.hpp"

/// Every setting of the world around the decisions, with its default. Keys, types, ranges and descriptions stand in
/// settings_table.cpp, which `tradewind config schema` prints. Choices are kept as text that the table has already
/// checked.
namespace tradewind::config {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// One news feed to poll: a `[[news.sources]]` table.
struct NewsSource {
    std::string name;
    std::string url;
    Duration interval{};  ///< Zero: news.poll_interval.
    /// For any JSON over HTTP: where its articles stand, by the names of news::JsonPaths. Empty: a feed.
    std::map<std::string, std::string> json{};
    bool operator==(const NewsSource&) const = default;
};

struct DataSettings {
    std::string dir;  ///< Never empty once loaded.
};

struct StreamSettings {
    std::string url = "embedded";
    std::int64_t partitions = 1;
    std::int64_t batch = 64;
    std::int64_t max_deliveries = 5;
    Duration claim_after = seconds(30);
    std::int64_t keep = 10'000;
};

struct DatabaseSettings {
    std::string url = "embedded";
    std::int64_t connections = 4;
    bool durable = true;
};

struct AccountSettings {
    Decimal cash = Decimal::from_int(100'000);
};

struct NewsSettings {
    std::vector<NewsSource> sources;
    bool defaults = true;                ///< Read the shipped list of feeds where no source is configured.
    std::vector<std::string> sec_forms;  ///< Filings to read at EDGAR, e.g. 8-K; wants a contact in user_agent.
    Duration poll_interval = minutes(2);
    Duration dedupe_window = std::chrono::hours(72);
    std::string user_agent = "tradewind/0.1 (news fetcher)";
};

struct RedditSettings {
    std::vector<std::string> subreddits;
    std::string query;  ///< Search within them; empty: all that is new.
    std::string client_id;
    std::string client_secret;
    std::string base_url = "https://oauth.reddit.com";
    std::string token_url = "https://www.reddit.com/api/v1/access_token";
    std::string user_agent = "linux:tradewind:0.1";
    Duration poll_interval = minutes(1);
};

struct OllamaSettings {
    std::string url;
    std::string model = "qwen2.5:7b-instruct";
    Duration timeout = seconds(20);
};

struct SentimentSettings {
    std::string engine = "auto";
    std::string model_dir;
    double confidence_threshold = 0.6;
    std::int64_t batch = 16;
    std::int64_t threads = 1;
    OllamaSettings ollama;
};

struct AlpacaSettings {
    std::string key_id;
    std::string secret_key;
    bool paper = true;
    std::string feed = "iex";
    std::string trading_url;
    std::string data_url = "https://data.alpaca.markets";
    std::string stream_url = "wss://stream.data.alpaca.markets";
    double clock_speed = 0;  ///< 0: Alpaca itself, this machine's clock is the market's.
};

struct TradingSettings {
    bool live = false;
    std::string broker = "auto";
    Duration reconcile_interval = seconds(60);
};

struct GatewaySettings {
    std::string host = "127.0.0.1";
    std::int64_t port = 8000;
    std::string tls_certificate;  ///< PEM file of the certificate and its chain; empty: plain HTTP.
    std::string tls_key;
    std::vector<std::string> trusted_proxies;  ///< Addresses whose X-Forwarded-For is believed.
    std::vector<std::string> allowed_origins;
    std::string dashboard_dir;
    std::int64_t workers = 4;
    Duration snapshot_interval = seconds(60);
};

/// Where operators are told what happens. What each event goes to is set in the dashboard.
struct NoticeSettings {
    std::string webhook_url;     ///< Gets a POST for each notice; empty: none.
    std::string webhook_secret;  ///< Key of the signature over each POST.
    std::string smtp_url;        ///< smtp://host:587 or smtps://host; empty: no mail.
    std::string smtp_user;
    std::string smtp_password;
    std::string mail_from;
    std::vector<std::string> mail_to;
};

struct MetricsSettings {
    bool enabled = true;
    std::string host = "127.0.0.1";
    std::int64_t port = 9090;
};

struct TelemetrySettings {
    std::string log_level = "info";
    std::string log_format = "text";
    std::string otlp_url;  ///< OpenTelemetry collector (OTLP/HTTP); empty: no traces.
};

struct SimulationSettings {
    std::int64_t seed = 1;
    double speed = 60;
};

struct Settings {
    /// What decisions depend on (`strategies.*`, `risk.*`…), each as the canonical text of its value. The keys, and
    /// what may stand there, are the trading engines' own: see LoadOptions::decisions.
    std::map<std::string, std::string> decisions;
    DataSettings data;
    StreamSettings streams;
    DatabaseSettings database;
    AccountSettings account;
    NewsSettings news;
    RedditSettings reddit;
    SentimentSettings sentiment;
    AlpacaSettings alpaca;
    TradingSettings trading;
    GatewaySettings gateway;
    NoticeSettings notices;
    MetricsSettings metrics;
    TelemetrySettings telemetry;
    SimulationSettings simulation;
};

}  // namespace tradewind::config
