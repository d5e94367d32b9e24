#include "backtest/outputs.hpp"

#include <fmt/core.h>
#include <fstream>
#include <nlohmann/json.hpp>

#include "backtest/report.hpp"

namespace tradewind::backtest {
namespace {

std::string text_of(const std::optional<Decimal>& value) {
    return value ? value->to_string() : std::string();
}
std::string text_of(const std::optional<Timestamp>& time) {
    return time ? format_timestamp(*time) : std::string();
}

nlohmann::ordered_json to_json(const StrategyOpinion& opinion) {
    return {{"strategy", opinion.strategy},
            {"direction", to_string(opinion.direction)},
            {"strength", opinion.strength},
            {"confidence", opinion.confidence},
            {"weight", opinion.weight},
            {"contribution", opinion.contribution},
            {"horizon_seconds", opinion.horizon_seconds},
            {"reason", opinion.reason}};
}

Status write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (file) return {};
    return fail(ErrorCode::kUnavailable, path.string() + ": can't be written",
                "is there space, and may you write there?");
}

}  // namespace

std::string equity_csv(const RunRecord& record) {
    std::string text = "time,equity,cash,position_value\n";
    for (const PortfolioSnapshot& line : record.equity) {
        text += fmt::format("{},{},{},{}\n", format_timestamp(line.time), line.equity.to_string(),
                            line.cash.to_string(), line.position_value.to_string());
    }
    return text;
}

std::string orders_csv(const RunRecord& record) {
    std::string text =
        "order_id,signal_id,time,symbol,side,type,leg,quantity,limit_price,stop_price,time_in_force,status,"
        "filled_quantity,average_price,closed_at,reason\n";
    for (const auto& [decided, last] : record.orders) {
        std::string reason = last.reason;  // ours, but free text: it must not break the columns
        for (char& c : reason) c = c == ',' || c == '\n' || c == '"' ? ';' : c;
        text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", decided.id.to_string(),
                            decided.signal.to_string(), format_timestamp(decided.time), decided.ticker.view(),
                            to_string(decided.side), to_string(decided.type), to_string(decided.leg),
                            decided.quantity.to_string(), text_of(decided.limit_price), text_of(decided.stop_price),
                            to_string(decided.time_in_force), to_string(last.status), last.filled_quantity.to_string(),
                            text_of(last.average_price), text_of(last.closed_at), reason);
    }
    return text;
}

std::string trades_csv(const RunRecord& record) {
    std::string text =
        "trade_id,order_id,signal_id,time,bar_time,symbol,side,quantity,price,reference_price,commission,fees,slippage,"
        "realized_pnl,position,leg\n";
    for (const TradeExecution& fill : record.fills) {
        text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", fill.id.to_string(),
                            fill.order.to_string(), fill.signal.to_string(), format_timestamp(fill.time),
                            format_timestamp(fill.bar_time), fill.ticker.view(), to_string(fill.side),
                            fill.quantity.to_string(), fill.price.to_string(), fill.reference_price.to_string(),
                            fill.commission.to_string(), fill.fees.to_string(), fill.slippage.to_string(),
                            fill.realized_pnl.to_string(), fill.position.to_string(), to_string(fill.leg));
    }
    return text;
}

std::string adjustments_csv(const RunRecord& record) {
    std::string text = "time,kind,symbol,quantity,cash\n";
    for (const auto& adjustment : record.adjustments) {
        text += fmt::format("{},{},{},{},{}\n", format_timestamp(adjustment.time), adjustment.kind,
                            adjustment.ticker.view(), adjustment.quantity.to_string(), adjustment.cash.to_string());
    }
    return text;
}

std::string signals_jsonl(const RunRecord& record) {
    std::string text;
    for (const TradeSignal& signal : record.signals) {
        nlohmann::ordered_json line{{"id", signal.id.to_string()},
                                    {"time", format_timestamp(signal.time)},
                                    {"symbol", signal.ticker.to_string()},
                                    {"direction", to_string(signal.direction)},
                                    {"strength", signal.strength},
                                    {"combined", signal.combined},
                                    {"trigger", signal.trigger},
                                    {"trigger_id", signal.trigger_id},
                                    {"reference_price", signal.reference_price.to_string()},
                                    {"volatility", signal.volatility},
                                    {"opinions", nlohmann::ordered_json::array()},
                                    {"evidence", signal.evidence},
                                    {"settings_hash", signal.settings_hash}};
        for (const StrategyOpinion& opinion : signal.opinions) line["opinions"].push_back(to_json(opinion));
        text += line.dump() + '\n';
    }
    return text;
}

Status write_outputs(const std::filesystem::path& folder, const BacktestResult& result) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return fail(ErrorCode::kUnavailable, fmt::format("{}: {}", folder.string(), error.message()),
                    "choose another folder for --out");
    }
    const RunRecord& record = result.record;
    for (const auto& [name, text] :
         {std::pair{"equity.csv", equity_csv(record)}, std::pair{"orders.csv", orders_csv(record)},
          std::pair{"trades.csv", trades_csv(record)}, std::pair{"adjustments.csv", adjustments_csv(record)},
          std::pair{"signals.jsonl", signals_jsonl(record)}, std::pair{"report.html", report_html(result)}}) {
        if (auto status = write_file(folder / name, text); !status) return status;
    }
    return {};
}

}  // namespace tradewind::backtest
