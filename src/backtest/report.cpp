#include "backtest/report.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/core.h>
#include <span>

#include "backtest/svg_chart.hpp"
#include "core/html.hpp"

namespace tradewind::backtest {
namespace {

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--ink:#1b2733;--dim:#5d6b78;--line:#d8dfe5;--ground:#fff;--gain:#0b7a4b;--loss:#b3261e;--mark:#1f5fbf}
@media(prefers-color-scheme:dark){:root{--ink:#e6ebf0;--dim:#93a1ad;--line:#33404b;--ground:#12181e;--gain:#4cc38a;--loss:#f2857b;--mark:#7db2ff}}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:64rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2.2rem 0 .6rem}p{margin:.2rem 0;color:var(--dim)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.6rem;margin-top:1.2rem}
.cards div{border:1px solid var(--line);border-radius:.5rem;padding:.5rem .7rem}
.cards b{display:block;font-size:1.15rem;font-variant-numeric:tabular-nums}.cards span{color:var(--dim);font-size:.85rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:.25rem .5rem;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child,.l{text-align:left}th{color:var(--dim);font-weight:600}
svg{width:100%;height:auto;display:block}.gain{color:var(--gain)}.loss{color:var(--loss)}code{font-size:.85em;word-break:break-all}
)";

std::string percent(const std::optional<double>& value) {
    return value ? fmt::format("{:+.2f} %", *value * 100) : std::string("not known");
}
std::string number(const std::optional<double>& value) {
    return value ? fmt::format("{:.2f}", *value) : std::string("not known");
}
std::string money(Decimal value) {
    return value.rounded(2, Rounding::kHalfEven).to_string();
}
std::string_view tone(Decimal value) {
    return value.sign() > 0 ? "gain" : value.sign() < 0 ? "loss" : "";
}

void card(std::string& html, std::string_view name, const std::string& value) {
    html += fmt::format("<div><span>{}</span><b>{}</b></div>", name, escape_html(value));
}

void add_figures(std::string& html, const BacktestResult& result) {
    const auto& metrics = result.metrics;
    html += "<div class=\"cards\">";
    card(html, "Total return", percent(metrics.total_return));
    card(html, "Buy and hold", percent(result.benchmark_return));
    card(html, "Final equity", money(result.final_equity));
    card(html, "Deepest drawdown", percent(metrics.max_drawdown));
    card(html, "Sharpe ratio", number(metrics.sharpe));
    card(html, "Sortino ratio", number(metrics.sortino));
    card(html, "Yearly growth", percent(metrics.cagr));
    card(html, "Volatility", percent(metrics.volatility));
    card(html, "Signals", std::to_string(result.record.signals.size()));
    card(html, "Orders", std::to_string(result.record.orders.size()));
    card(html, "Fills", std::to_string(result.record.fills.size()));
    card(html, "Closed trades", std::to_string(result.record.outcomes.size()));
    card(html, "Commission and fees", money(result.costs.commission + result.costs.fees));
    card(html, "Slippage", money(result.costs.slippage));
    html += "</div>";
}

void add_charts(std::string& html, const BacktestResult& result) {
    const auto& lines = result.record.equity;
    if (lines.size() < 2) return;
    std::vector<ChartPoint> equity;
    std::vector<ChartPoint> drawdown;
    double peak = result.initial_cash.to_double();
    for (const PortfolioSnapshot& line : lines) {
        const double value = line.equity.to_double();
        peak = std::max(peak, value);
        equity.push_back({line.time, value});
        drawdown.push_back({line.time, peak > 0 ? (value / peak - 1) * 100 : 0});
    }
    html += "<h2>Equity</h2>" + line_chart(equity, {.label = "Equity over time", .height = 260});
    html += "<h2>Below the peak, in percent</h2>" +
            line_chart(drawdown, {.label = "Drawdown over time", .height = 130, .filled = true});
}

void add_weights(std::string& html, const RunRecord& record) {
    if (record.weights.empty()) return;
    html +=
        "<h2>Weights learnt</h2><div class=\"scroll\"><table><tr><th>Strategy</th><th>At first</th><th>At "
        "last</th></tr>";
    for (const auto& [name, first] : record.weights.front().before) {
        html += fmt::format("<tr><td>{}</td><td>{:.3f}</td><td>{:.3f}</td></tr>", escape_html(name), first,
                            record.weights.back().after.at(name));
    }
    html += fmt::format("</table></div><p>{} adjustments.</p>", record.weights.size());
}

void add_trades(std::string& html, const RunRecord& record) {
    constexpr std::size_t kShown = 200;
    const auto count = std::min(kShown, record.outcomes.size());
    if (count == 0) return;
    html += fmt::format(
        "<h2>The last {} closed trades</h2><div class=\"scroll\"><table><tr><th>Closed</th>"
        "<th class=\"l\">Ticker</th><th class=\"l\">Direction</th><th>Quantity</th><th>Entry</th>"
        "<th>Exit</th><th>Net profit</th></tr>",
        count);
    for (const TradeOutcome& trade : std::span(record.outcomes).last(count)) {
        html += fmt::format(
            "<tr><td>{}</td><td class=\"l\">{}</td><td class=\"l\">{}</td><td>{}</td><td>{}</td><td>{}</td>"
            "<td class=\"{}\">{}</td></tr>",
            format_timestamp(trade.closed), trade.ticker.view(), to_string(trade.direction), trade.quantity.to_string(),
            money(trade.entry_price), money(trade.exit_price), tone(trade.net_pnl), money(trade.net_pnl));
    }
    html += "</table></div>";
}

void add_warnings(std::string& html, std::span<const LoadWarning> warnings) {
    constexpr std::size_t kShown = 100;
    if (warnings.empty()) return;
    html += fmt::format(
        "<h2>{} warnings about the data</h2><div class=\"scroll\"><table><tr><th>Where</th>"
        "<th class=\"l\">What</th></tr>",
        warnings.size());
    for (const LoadWarning& warning : warnings.first(std::min(kShown, warnings.size()))) {
        html += fmt::format("<tr><td>{}:{}</td><td class=\"l\">{}: {}</td></tr>", escape_html(warning.file), warning.line,
                            escape_html(warning.code), escape_html(warning.message));
    }
    html += "</table></div>";
}

}  // namespace

std::string report_html(const BacktestResult& result) {
    const auto bound = [](const std::optional<Timestamp>& time) { return time ? format_timestamp(*time) : "?"; };
    std::string html = fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Backtest {0}</title>"
        "<style>{1}</style></head><body><main><h1>Backtest</h1><p>{2} to {3}, {4} bars, {5} articles, opening cash "
        "{6}</p>"
        "<p>A simulation of the past. It promises nothing about what comes.</p>",
        result.run_id.to_string(), kStyle, bound(result.from), bound(result.to), result.bars, result.articles,
        money(result.initial_cash));
    add_figures(html, result);
    add_charts(html, result);
    add_weights(html, result.record);
    add_trades(html, result.record);
    add_warnings(html, result.warnings);
    html += fmt::format(
        "<h2>Identity</h2><p>Run <code>{}</code></p><p>Data <code>{}</code></p><p>Decisions <code>{}</code></p>"
        "<p>Settings <code>{}</code></p></main></body></html>\n",
        result.run_id.to_string(), result.data_hash, result.decision_hash, result.settings_hash);
    return html;
}

}  // namespace tradewind::backtest
