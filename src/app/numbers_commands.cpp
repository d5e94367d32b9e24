#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <fmt/core.h>
#include <format>

#include "app/commands.hpp"
#include "app/csv_table.hpp"
#include "app/metrics_json.hpp"
#include "app/output.hpp"
#include "market/named_indicator.hpp"
#include "market/session_calendar.hpp"

namespace tradewind::app {
namespace {

using std::chrono::year_month_day;
using Json = nlohmann::ordered_json;

constexpr std::initializer_list<std::string_view> kTimeColumns{"time", "ts_utc", "date", "timestamp"};

// ---- calendar

// The years that the calendar's rules are true to.
constexpr std::chrono::year kFirstYear{1993};
constexpr std::chrono::year kLastYear{2099};

Result<year_month_day> read_date(std::string_view text) {
    const auto time = text.size() == 10 ? parse_timestamp(text) : fail(ErrorCode::kParse, "");
    if (!time) {
        return fail(ErrorCode::kInvalidArgument, fmt::format("not a date: '{}'", text.substr(0, 40)),
                    "write it like 2024-07-03");
    }
    const year_month_day date = std::chrono::floor<std::chrono::days>(*time);
    if (date.year() < kFirstYear || date.year() > kLastYear) {
        return fail(ErrorCode::kInvalidArgument, fmt::format("no calendar for {}", text), "it covers 1993 to 2099");
    }
    return date;
}

Status print_calendar(const std::string& from, const std::string& to) {
    const auto first = read_date(from);
    if (!first) return std::unexpected(first.error());
    const auto last = read_date(to);
    if (!last) return std::unexpected(last.error());
    if (*last < *first) return fail(ErrorCode::kInvalidArgument, "--to lies before --from");
    for (const auto& session : market::SessionCalendar::nyse().between(*first, *last)) {
        const Json line{{"date", std::format("{}", session.date)},
                        {"open", format_timestamp(session.open)},
                        {"close", format_timestamp(session.close)},
                        {"early_close", session.early_close}};
        fmt::println("{}", line.dump());
    }
    return {};
}

// ---- indicators

struct BarColumns {
    std::size_t time, high, low, close;
    std::optional<std::size_t> volume;
};

Result<BarColumns> bar_columns(const CsvTable& table, bool needs_volume) {
    const auto time = table.find(kTimeColumns);
    const auto high = table.find({"high"});
    const auto low = table.find({"low"});
    const auto close = table.find({"close"});
    const auto volume = table.find({"volume"});
    if (!time || !high || !low || !close || (needs_volume && !volume)) {
        return table.wrong("the header must name time,open,high,low,close,volume");
    }
    return BarColumns{*time, *high, *low, *close, volume};
}

Result<std::vector<market::IndicatorBar>> read_bars(const CsvTable& table, const BarColumns& columns, bool needs_time) {
    std::vector<market::IndicatorBar> bars(table.rows());
    for (std::size_t row = 0; row < bars.size(); ++row) {
        auto& bar = bars[row];
        if (needs_time) {
            const auto start = table.time(row, columns.time);
            if (!start) return std::unexpected(start.error());
            bar.start = *start;
        }
        const auto take = [&](std::size_t column, double& out) -> Status {
            const auto value = table.number(row, column);
            if (!value) return std::unexpected(value.error());
            out = *value;
            return {};
        };
        auto status = take(columns.high, bar.high);
        if (status) status = take(columns.low, bar.low);
        if (status) status = take(columns.close, bar.close);
        if (status && columns.volume) status = take(*columns.volume, bar.volume);
        if (!status) return std::unexpected(status.error());
    }
    return bars;
}

class IndicatorTable {
public:
    Status add(std::string_view name) {
        auto indicator = market::make_indicator(name);
        if (!indicator) return std::unexpected(indicator.error());
        needs_time_ = needs_time_ || (*indicator)->needs_time();
        needs_volume_ = needs_volume_ || (*indicator)->needs_volume();
        for (const auto& column : (*indicator)->columns()) columns_.push_back(column);
        indicators_.push_back(std::move(*indicator));
        return {};
    }
    Status print(const CsvTable& table, bool json) {
        const auto columns = bar_columns(table, needs_volume_);
        if (!columns) return std::unexpected(columns.error());
        const auto bars = read_bars(table, *columns, needs_time_);
        if (!bars) return std::unexpected(bars.error());
        if (bars->empty()) return table.wrong("no bars below the header");
        if (!json) print_header();
        for (std::size_t row = 0; row < bars->size(); ++row) {
            const auto values = update((*bars)[row]);
            json ? print_json(table.at(row, columns->time), values) : print_row(table.at(row, columns->time), values);
        }
        return {};
    }

private:
    using Values = std::vector<std::optional<double>>;

    Values update(const market::IndicatorBar& bar) {
        Values values(columns_.size());
        std::span<std::optional<double>> rest(values);
        for (const auto& indicator : indicators_) {
            const auto width = indicator->columns().size();
            indicator->update(bar, rest.first(width));
            rest = rest.subspan(width);
        }
        return values;
    }
    void print_header() const {
        std::string line = "time";
        for (const auto& column : columns_) line += ',' + column;
        fmt::println("{}", line);
    }
    void print_row(std::string_view time, const Values& values) const {
        std::string line(time);
        for (const auto& value : values) {
            line += ',';
            if (value) fmt::format_to(std::back_inserter(line), "{:.17g}", *value);
        }
        fmt::println("{}", line);
    }
    void print_json(std::string_view time, const Values& values) const {
        Json line{{"time", time}};
        for (std::size_t i = 0; i < values.size(); ++i)
            line[columns_[i]] = values[i] ? Json(*values[i]) : Json(nullptr);
        fmt::println("{}", line.dump(-1, ' ', false, Json::error_handler_t::replace));
    }

    std::vector<std::unique_ptr<market::NamedIndicator>> indicators_;
    std::vector<std::string> columns_;
    bool needs_time_ = false;
    bool needs_volume_ = false;
};

Status print_indicators(const std::string& bars, const std::vector<std::string>& names, bool json) {
    IndicatorTable indicators;
    for (const auto& name : names) {
        if (auto status = indicators.add(name); !status) return status;
    }
    const auto table = CsvTable::read(bars);
    if (!table) return std::unexpected(table.error());
    return indicators.print(*table, json);
}

// ---- metrics

struct ReadSeries {
    market::ReturnSeries series;
    std::vector<std::string> times;  // of the series' rows, as read
};

Result<ReadSeries> read_series(const std::string& path) {
    const auto table = CsvTable::read(path);
    if (!table) return std::unexpected(table.error());
    const auto time = table->find(kTimeColumns);
    const auto equity = table->find({"equity"});
    const auto column = equity ? equity : table->find({"return", "returns"});
    if (!time || !column) return table->wrong("the header must name time,equity or time,return");
    if (table->rows() == 0) return table->wrong("no rows below the header");
    auto times = table->times(*time);
    if (!times) return std::unexpected(times.error());
    auto values = table->numbers(*column);
    if (!values) return std::unexpected(values.error());
    auto series = equity ? market::series_of_equity(*times, *values)
                         : market::series_of_returns(std::move(*times), std::move(*values));
    if (!series) return table->wrong(series.error().message);
    ReadSeries result{std::move(*series), {}};
    for (std::size_t row = table->rows() - result.series.times.size(); row < table->rows(); ++row) {
        result.times.emplace_back(table->at(row, *time));
    }
    return result;
}

struct MetricsRequest {
    std::string file;
    std::string benchmark;
    market::MetricsOptions options;
};

Status print_metrics(const MetricsRequest& request) {
    const auto& [periods, risk_free] = request.options;
    if (!(periods > 0) || !std::isfinite(periods)) {
        return fail(ErrorCode::kInvalidArgument, "--periods-per-year must be a positive number");
    }
    if (!std::isfinite(risk_free)) return fail(ErrorCode::kInvalidArgument, "--risk-free must be a number");
    const auto own = read_series(request.file);
    if (!own) return std::unexpected(own.error());
    std::optional<ReadSeries> benchmark;
    if (!request.benchmark.empty()) {
        auto read = read_series(request.benchmark);
        if (!read) return std::unexpected(read.error());
        benchmark = std::move(*read);
    }
    const auto metrics =
        market::compute_metrics(own->series, request.options, benchmark ? &benchmark->series : nullptr);
    auto object = to_json(metrics, benchmark.has_value());
    if (const auto& rows = metrics.max_drawdown_rows) {
        object["max_drawdown_start"] = own->times[rows->first];
        object["max_drawdown_end"] = own->times[rows->second];
    }
    fmt::println("{}", object.dump(-1, ' ', false, Json::error_handler_t::replace));
    return {};
}

int finish(const Status& status, bool json) {
    return status ? kDone : report(status.error(), json);
}

void add_calendar(CLI::App& root, int& status) {
    struct Options {
        std::string from, to;
    };
    auto* command = root.add_subcommand("calendar", "Print the New York Stock Exchange's sessions");
    auto options = std::make_shared<Options>();
    command->add_option("--from", options->from, "First date, YYYY-MM-DD")->required();
    command->add_option("--to", options->to, "Last date, included")->required();
    auto* json = command->add_flag("--json", "Errors as JSON too");
    command->footer("Example: tradewind calendar --from 2024-07-01 --to 2024-07-05");
    command->callback([=, &status] { status = finish(print_calendar(options->from, options->to), json->count() > 0); });
}

void add_indicators(CLI::App& root, int& status) {
    struct Options {
        std::string bars;
        std::vector<std::string> names;
    };
    auto* command =
        root.add_subcommand("indicators", "Compute technical indicators over a file of bars, by TA-Lib's definitions");
    auto options = std::make_shared<Options>();
    command->add_option("--bars", options->bars, "CSV time,open,high,low,close,volume; - is standard input")
        ->required();
    command
        ->add_option("NAME", options->names,
                     "sma:N ema:N wma:N rsi:N macd:F:S:SIG atr:N bbands:N:K stoch:K:D[:S] adx:N roc:N mom:N stddev:N "
                     "vwap obv cci:N willr:N")
        ->required();
    auto* json = command->add_flag("--json", "Print JSONL in place of CSV");
    command->footer("Example: tradewind indicators --bars AAPL_1h.csv sma:20 rsi:14 bbands:20:2.5");
    command->callback([=, &status] {
        status = finish(print_indicators(options->bars, options->names, json->count() > 0), json->count() > 0);
    });
}

void add_metrics(CLI::App& root, int& status) {
    auto* command = root.add_subcommand("metrics", "Compute performance metrics of an equity curve or of returns");
    auto request = std::make_shared<MetricsRequest>();
    command->add_option("FILE", request->file, "CSV time,equity or time,return; - is standard input")->required();
    command->add_option("--periods-per-year", request->options.periods_per_year, "Rows a year")->capture_default_str();
    command->add_option("--risk-free", request->options.risk_free, "Risk-free rate per period")->capture_default_str();
    command->add_option("--benchmark", request->benchmark, "CSV of the same form, for alpha and beta");
    auto* json = command->add_flag("--json", "Errors as JSON too");
    command->footer("Example: tradewind metrics --benchmark spy.csv equity.csv");
    command->callback([=, &status] { status = finish(print_metrics(*request), json->count() > 0); });
}

}  // namespace

void add_numbers_commands(CLI::App& root, int& status) {
    add_calendar(root, status);
    add_indicators(root, status);
    add_metrics(root, status);
}

}  // namespace tradewind::app
