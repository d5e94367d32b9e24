#pragma once

#include <span>
#include <string_view>

/// Every metric of the house, in one place: name, what it counts, unit, labels. `/metrics` prints them in
/// Prometheus text. Each carries the label `service` besides those named here.
namespace tradewind::telemetry {

struct MetricSpec {
    std::string_view name;
    std::string_view help;
    std::span<const double> buckets = {};  ///< Upper bounds in the metric's unit; histograms only.
};

inline constexpr double kLatencyBuckets[] = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                             0.1,    0.25,    0.5,    1,     2.5,    5,     10,   30};
/// A strategy takes well under a microsecond where nothing is in its way.
inline constexpr double kEvaluationBuckets[] = {1e-7, 2.5e-7, 5e-7, 1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 1e-4, 1e-3, 1e-2};

namespace metric {

// News and sentiment.
inline constexpr MetricSpec kArticlesFetched{"tradewind_articles_fetched_total", "New articles, by source"};
inline constexpr MetricSpec kArticlesDuplicate{"tradewind_articles_duplicate_total", "Articles seen before, by source"};
inline constexpr MetricSpec kFetchErrors{"tradewind_fetch_errors_total", "Polls that failed, by source"};
inline constexpr MetricSpec kFinbert{"tradewind_finbert_total", "Articles scored by FinBERT"};
inline constexpr MetricSpec kOllama{"tradewind_ollama_total", "Articles scored by Ollama"};
inline constexpr MetricSpec kLexicon{"tradewind_lexicon_total", "Articles scored by the lexicon"};
inline constexpr MetricSpec kSentimentDuration{"tradewind_sentiment_duration_seconds",
                                               "Time to score one article, by engine", kLatencyBuckets};

// Deciding.
inline constexpr MetricSpec kBars{"tradewind_bars_total", "Bars taken in"};
inline constexpr MetricSpec kBarsRefused{"tradewind_bars_refused_total", "Bars refused, by reason"};
inline constexpr MetricSpec kSignals{"tradewind_signals_total", "Signals emitted, by direction"};
inline constexpr MetricSpec kStrategyEvaluation{"tradewind_strategy_evaluation_seconds",
                                                "Time to evaluate all strategies for one event", kEvaluationBuckets};
inline constexpr MetricSpec kRejections{"tradewind_rejections_total", "Signals denied by risk, by check"};
inline constexpr MetricSpec kOrders{"tradewind_orders_total", "Orders submitted, by leg"};
inline constexpr MetricSpec kTradesExecuted{"tradewind_trades_executed_total", "Fills applied, by side"};
inline constexpr MetricSpec kFillLatency{"tradewind_fill_latency_seconds", "Order submitted to fill applied",
                                         kLatencyBuckets};
inline constexpr MetricSpec kWeight{"tradewind_strategy_weight", "Weight in the ensemble, by strategy"};
inline constexpr MetricSpec kAdjustments{"tradewind_weight_adjustments_total", "Weight changes, by method"};
inline constexpr MetricSpec kEquity{"tradewind_equity", "Equity in account currency, for display"};

// Streams.
inline constexpr MetricSpec kMessagesPublished{"tradewind_messages_published_total", "Messages published, by stream"};
inline constexpr MetricSpec kMessagesConsumed{"tradewind_messages_consumed_total",
                                              "Messages whose effect is stored, by stream and group"};
inline constexpr MetricSpec kMessagesDuplicate{"tradewind_messages_duplicate_total",
                                               "Redeliveries that the inbox absorbed, by stream and group"};
inline constexpr MetricSpec kMessagesDead{"tradewind_messages_dead_lettered_total",
                                          "Messages given up, by stream and group"};
inline constexpr MetricSpec kLag{"tradewind_stream_lag", "Messages neither read nor acknowledged, by stream and group"};
inline constexpr MetricSpec kHandlerDuration{"tradewind_handler_duration_seconds",
                                             "Message read to effect stored, by stream and group", kLatencyBuckets};

// Gateway and network.
inline constexpr MetricSpec kHttpRequests{"tradewind_http_requests_total", "Requests answered, by route and status"};
inline constexpr MetricSpec kHttpDuration{"tradewind_http_request_seconds", "Request read to answer ready, by route",
                                          kLatencyBuckets};
inline constexpr MetricSpec kHttpConnections{"tradewind_http_connections", "Open connections"};
inline constexpr MetricSpec kWebSocketClients{"tradewind_websocket_clients", "Open WebSocket sessions"};
inline constexpr MetricSpec kWebSocketDropped{"tradewind_websocket_dropped_total",
                                              "WebSocket sessions closed because they read too slowly"};

// Traces.
inline constexpr MetricSpec kSpansSent{"tradewind_spans_sent_total", "Spans that the collector took"};
inline constexpr MetricSpec kSpansDropped{"tradewind_spans_dropped_total",
                                          "Spans that did not fit the queue or could not be delivered"};

// The process.
inline constexpr MetricSpec kLogLines{"tradewind_log_lines_total", "Log lines, by level"};

}  // namespace metric
}  // namespace tradewind::telemetry
