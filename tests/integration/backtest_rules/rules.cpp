#include "integration/backtest_rules/rules.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "backtest/outputs.hpp"
#include "market/session_calendar.hpp"

namespace tradewind::backtest::rules {
namespace {

using Row = std::map<std::string, std::string>;

std::vector<Row> rows_of(const std::string& csv) {
    std::istringstream lines(csv);
    std::vector<std::string> names;
    std::vector<Row> rows;
    for (std::string text; std::getline(lines, text);) {
        std::vector<std::string> values(1);
        for (const char c : text) {
            if (c == ',') {
                values.emplace_back();
            } else {
                values.back() += c;
            }
        }
        if (names.empty()) {
            names = values;
            continue;
        }
        Row& row = rows.emplace_back();
        for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = i < values.size() ? values[i] : "";
    }
    return rows;
}

Decimal dec(const std::string& text) {
    return text.empty() ? Decimal() : Decimal::parse(text).value();
}
Timestamp at(const std::string& text) {
    return parse_timestamp(text).value();
}
Decimal times(Decimal a, Decimal b) {
    return multiply(a, b, Rounding::kHalfEven);
}
Decimal bps_of(Decimal value, Decimal bps) {
    return multiply_divide(value, bps, Decimal::from_int(10'000), Rounding::kHalfEven);
}
bool in_session(const Bar& bar) {
    return market::SessionCalendar::of(bar.ticker).overlaps_session(bar.start, bar.end);
}

/// Bars of one ticker, found by their start.
class BarBook {
public:
    explicit BarBook(const std::vector<Bar>& bars) {
        for (const Bar& bar : bars) own_[bar.ticker.to_string()].emplace(bar.start, &bar);
    }
    [[nodiscard]] const Bar* find(const std::string& symbol, Timestamp start) const {
        const auto& bars = own_.at(symbol);
        const auto found = bars.find(start);
        return found == bars.end() ? nullptr : found->second;
    }
    /// The first bar at or after `time` that has room for a share.
    [[nodiscard]] const Bar* first_fit(const std::string& symbol, Timestamp time, double volume_cap) const {
        const auto& bars = own_.at(symbol);
        for (auto bar = bars.lower_bound(time); bar != bars.end(); ++bar) {
            if (in_session(*bar->second) && bar->second->volume * volume_cap >= 1) return bar->second;
        }
        return nullptr;
    }

private:
    std::map<std::string, std::map<Timestamp, const Bar*>> own_;
};

/// What a market, limit or stop order gets in a bar before slippage; nothing where the bar doesn't meet it.
std::optional<Decimal> reference_in(const Row& order, const Bar& bar, bool triggered) {
    const bool buy = order.at("side") == "buy";
    if (order.at("type") == "market" || triggered) return bar.open;
    if (order.at("type") == "limit") {
        const Decimal limit = dec(order.at("limit_price"));
        if (buy ? bar.low >= limit : bar.high <= limit) return std::nullopt;
        return buy ? std::min(limit, bar.open) : std::max(limit, bar.open);
    }
    const Decimal stop = dec(order.at("stop_price"));
    if (buy ? bar.high < stop : bar.low > stop) return std::nullopt;
    return buy ? std::max(stop, bar.open) : std::min(stop, bar.open);
}

void check_costs(const Row& trade, const Row& order, const BacktestOptions& options, Findings& findings) {
    const auto& costs = options.settings.costs;
    const Decimal quantity = dec(trade.at("quantity"));
    const Decimal price = dec(trade.at("price"));
    const Decimal reference = dec(trade.at("reference_price"));
    const Decimal commission =
        bps_of(times(quantity, price), costs.commission_bps) + times(quantity, costs.commission_per_share);
    if (dec(trade.at("commission")) != commission) findings.push_back("commission of " + trade.at("trade_id"));
    const Decimal slip = order.at("type") == "limit" ? Decimal() : bps_of(reference, costs.slippage_bps);
    const Decimal worse = trade.at("side") == "buy" ? reference + slip : reference - slip;
    if (price != worse) findings.push_back("slipped price of " + trade.at("trade_id"));
    if (dec(trade.at("slippage")) != times((price - reference).abs(), quantity))
        findings.push_back("slippage of " + trade.at("trade_id"));
}

}  // namespace

Evidence gather(const BacktestResult& result, const BacktestOptions& options) {
    Evidence evidence{equity_csv(result.record),
                      orders_csv(result.record),
                      trades_csv(result.record),
                      adjustments_csv(result.record),
                      signals_jsonl(result.record),
                      {},
                      {},
                      options};
    const auto recording = load_recording(options.recording).value();
    for (const Instant& instant : recording.instants) {
        evidence.bars.insert(evidence.bars.end(), instant.bars.begin(), instant.bars.end());
        evidence.articles.insert(evidence.articles.end(), instant.articles.begin(), instant.articles.end());
    }
    return evidence;
}

Findings check_conservation(const Evidence& evidence) {
    struct Move {
        Timestamp time;
        bool fill;
        std::string symbol;
        Decimal quantity, cash;
    };
    Findings findings;
    std::vector<Move> moves;
    for (const Row& row : rows_of(evidence.trades)) {
        const Decimal value = times(dec(row.at("quantity")), dec(row.at("price")));
        const bool buy = row.at("side") == "buy";
        const Decimal quantity = dec(row.at("quantity"));
        moves.push_back({at(row.at("time")), true, row.at("symbol"), buy ? quantity : -quantity,
                         (buy ? -value : value) - dec(row.at("commission")) - dec(row.at("fees"))});
    }
    for (const Row& row : rows_of(evidence.adjustments)) {
        moves.push_back({at(row.at("time")), false, row.at("symbol"), dec(row.at("quantity")), dec(row.at("cash"))});
    }
    std::ranges::stable_sort(moves, {}, [](const Move& move) { return std::pair(move.time, move.fill); });
    std::map<Timestamp, std::vector<const Bar*>> ends;
    for (const Bar& bar : evidence.bars) ends[bar.end].push_back(&bar);
    const auto lines = rows_of(evidence.equity);
    if (lines.size() != ends.size()) findings.emplace_back("not one line of equity for each bar's end");
    Decimal cash = evidence.options.cash;
    std::map<std::string, Decimal> position;
    std::map<std::string, Decimal> last;
    auto move = moves.begin();
    auto end = ends.begin();
    for (const Row& line : lines) {
        const Timestamp now = at(line.at("time"));
        for (; move != moves.end() && (move->fill ? move->time < now : move->time <= now); ++move) {
            position[move->symbol] += move->quantity;
            cash += move->cash;
        }
        for (; end != ends.end() && end->first <= now; ++end) {
            for (const Bar* bar : end->second) last[bar->ticker.to_string()] = bar->close;
        }
        Decimal value;
        for (const auto& [symbol, quantity] : position) value += times(quantity, last[symbol]);
        if (dec(line.at("cash")) != cash) findings.push_back("cash at " + line.at("time"));
        if (dec(line.at("position_value")) != value) findings.push_back("position value at " + line.at("time"));
        if (dec(line.at("equity")) != cash + value) findings.push_back("equity at " + line.at("time"));
    }
    return findings;
}

Findings check_fills(const Evidence& evidence) {
    Findings findings;
    const BarBook book(evidence.bars);
    std::map<std::string, Row> orders;
    for (Row& row : rows_of(evidence.orders)) orders.emplace(row.at("order_id"), std::move(row));
    std::set<std::string> exits;
    for (const auto& [id, order] : orders) {
        if (order.at("leg") == "exit") exits.insert(order.at("signal_id"));
    }
    std::map<std::pair<std::string, Timestamp>, Decimal> taken;
    std::map<std::string, const Bar*> first_fill;
    for (const Row& trade : rows_of(evidence.trades)) {
        const std::string& id = trade.at("trade_id");
        const Row& order = orders.at(trade.at("order_id"));
        const Bar* bar = book.find(trade.at("symbol"), at(trade.at("bar_time")));
        if (bar == nullptr) {
            findings.push_back("no such bar: " + id);
            continue;
        }
        if (bar->start < at(order.at("time"))) findings.push_back("filled in a bar that had begun: " + id);
        if (!in_session(*bar)) findings.push_back("filled outside the session: " + id);
        const bool again = first_fill.contains(trade.at("order_id"));
        const auto reference = reference_in(order, *bar, again && order.at("type") == "stop");
        if (!reference) {
            findings.push_back("the bar doesn't meet the order: " + id);
        } else if (dec(trade.at("reference_price")) != *reference) {
            findings.push_back("reference price of " + id);
        }
        // An entry that reverses waits for its exit, however many bars that takes.
        const bool waits = exits.contains(order.at("signal_id"));
        if (order.at("type") == "market" && order.at("leg") == "entry" && !again && !waits) {
            const double cap = evidence.options.settings.fills.volume_cap.to_double();
            const Bar* first = book.first_fit(trade.at("symbol"), at(order.at("time")), cap);
            if (first == nullptr || bar->start > first->start) findings.push_back("not in its first bar: " + id);
        }
        first_fill.emplace(trade.at("order_id"), bar);
        taken[{trade.at("symbol"), bar->start}] += dec(trade.at("quantity"));
        check_costs(trade, order, evidence.options, findings);
        // Where a bar touches both, the stop comes before the target.
        if (order.at("leg") != "target") continue;
        for (const auto& [other_id, other] : orders) {
            const bool sibling = other.at("leg") == "stop" && other.at("signal_id") == order.at("signal_id") &&
                                 other.at("time") == order.at("time");
            if (sibling && reference_in(other, *bar, false))
                findings.push_back("the target was filled before the stop: " + id);
        }
    }
    for (const auto& [place, quantity] : taken) {
        const Bar* bar = book.find(place.first, place.second);
        const auto volume = Decimal::from_double(bar->volume).value();
        if (quantity > times(volume, evidence.options.settings.fills.volume_cap))
            findings.push_back("more than the volume's share of " + place.first);
    }
    return findings;
}

Findings check_positions(const Evidence& evidence) {
    struct Lot {
        Decimal quantity, price;
    };
    Findings findings;
    std::map<std::string, std::deque<Lot>> lots;
    std::map<std::string, int> sides;
    for (const Row& trade : rows_of(evidence.trades)) {
        auto& own = lots[trade.at("symbol")];
        int& held = sides[trade.at("symbol")];
        const int side = trade.at("side") == "buy" ? 1 : -1;
        const Decimal price = dec(trade.at("price"));
        Decimal left = dec(trade.at("quantity"));
        Decimal realised;
        while (!left.is_zero() && !own.empty() && held == -side) {
            const Decimal part = std::min(left, own.front().quantity);
            const Decimal gain = times(part, price) - times(part, own.front().price);
            realised += held > 0 ? gain : -gain;
            own.front().quantity -= part;
            left -= part;
            if (own.front().quantity.is_zero()) own.pop_front();
        }
        if (!left.is_zero()) {
            own.push_back({left, price});
            held = side;
        }
        Decimal position;
        for (const Lot& lot : own) position += lot.quantity;
        if (held < 0) position = -position;
        if (dec(trade.at("position")) != position) findings.push_back("position after " + trade.at("trade_id"));
        // Parts of a lot are rounded one by one.
        if ((dec(trade.at("realized_pnl")) - realised).abs() > Decimal::from_raw(20))
            findings.push_back("realised profit of " + trade.at("trade_id"));
    }
    return findings;
}

Findings check_times(const Evidence& evidence) {
    Findings findings;
    std::set<Timestamp> ends;
    for (const Bar& bar : evidence.bars) ends.insert(bar.end);
    std::set<Timestamp> arrivals;
    const Duration latency = evidence.options.settings.news.assumed_latency;
    for (const RawArticle& article : evidence.articles) arrivals.insert(article.published + latency);
    std::istringstream lines(evidence.signals);
    for (std::string line; std::getline(lines, line);) {
        const auto signal = nlohmann::json::parse(line);
        const Timestamp time = at(signal.at("time"));
        const bool fits = signal.at("trigger") == "bar" ? ends.contains(time) : arrivals.contains(time);
        if (!fits) findings.push_back("a decision at " + signal.at("time").get<std::string>());
    }
    return findings;
}

}  // namespace tradewind::backtest::rules
