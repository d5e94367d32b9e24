"""Recomputes what `tradewind backtest --out` wrote from the bars, by rules written down anew: where and at what price each
order could fill, every commission, realised profits, positions, cash and equity. Intraday bars with raw prices; early
closes are not known here, so that a bar touches the session where it overlaps 9:30 to 16:00 in New York.
"""

import bisect
import collections
import csv
import datetime as dt
import decimal
import sys
import tempfile
import types
from decimal import Decimal as D
from zoneinfo import ZoneInfo

import oracle

decimal.getcontext().prec = 50
NINTH = D("1e-9")
NEW_YORK = ZoneInfo("America/New_York")


def time(text):
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))


def ninth(value):
    return value.quantize(NINTH, rounding=decimal.ROUND_HALF_EVEN)


def check(condition, *what):
    if not condition:
        sys.exit(f"different: {' '.join(map(str, what))}")


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


class Bar:
    def __init__(self, row, length):
        self.start = time(row.get("ts_utc") or row["time"])
        self.end = self.start + length
        self.open, self.high, self.low, self.close, self.volume = (
            D(row[name]) for name in ("open", "high", "low", "close", "volume"))

    def in_session(self):
        day = self.start.astimezone(NEW_YORK).date()
        opening = dt.datetime.combine(day, dt.time(9, 30), NEW_YORK)
        closing = dt.datetime.combine(day, dt.time(16, 0), NEW_YORK)
        return self.end > opening and self.start < closing


def load_bars(paths):
    bars = {}
    for path in paths:
        name = path.split("/")[-1].split(".")[0]
        symbol, frame = name.split("_")
        length = {"1h": dt.timedelta(hours=1), "1m": dt.timedelta(minutes=1)}[frame]
        own = [Bar(row, length) for row in rows(path)]
        bars[symbol] = [bar for bar in own if bar.high <= 5 * bar.low]
    return bars


def check_orders(orders, trades):
    filled = collections.defaultdict(D)
    value = collections.defaultdict(D)
    for trade in trades:
        check(trade["order_id"] in orders, "trade without order", trade)
        order = orders[trade["order_id"]]
        check(order["symbol"] == trade["symbol"] and order["side"] == trade["side"], "trade unlike its order", trade)
        filled[trade["order_id"]] += D(trade["quantity"])
        value[trade["order_id"]] += D(trade["quantity"]) * D(trade["price"])
    for name, order in orders.items():
        check(D(order["quantity"]) > 0, "empty order", order)
        check(D(order["filled_quantity"]) == filled[name], "filled quantity", order, filled[name])
        check((order["status"] == "filled") <= (filled[name] > 0), "status", order)
        if filled[name]:
            check(abs(D(order["average_price"]) - value[name] / filled[name]) <= NINTH, "average price", order)
        else:
            check(order["average_price"] == "", "average price of nothing", order)


def check_fills(orders, trades, bars, splits, arguments):
    taken = collections.defaultdict(D)
    first_fill = {}
    for trade in trades:
        order = orders[trade["order_id"]]
        own = bars[trade["symbol"]]
        starts = [bar.start for bar in own]
        at = bisect.bisect_left(starts, time(trade["bar_time"]))
        check(at < len(own) and own[at].start == time(trade["bar_time"]), "no such bar", trade)
        bar = own[at]
        decided = time(order["time"])
        check(bar.start >= decided, "filled in a bar that had begun", trade, order)
        check(bar.in_session(), "filled outside the session", trade)
        check(bar.start <= time(trade["time"]) <= bar.end, "fill outside its bar", trade)
        quantity, price, reference = D(trade["quantity"]), D(trade["price"]), D(trade["reference_price"])
        taken[trade["symbol"], bar.start] += quantity
        buy = trade["side"] == "buy"
        check(D(trade["slippage"]) == ninth(abs(price - reference) * quantity), "slippage", trade)
        factor = D(1)  # a split after the decision restates the order's prices
        for when, ratio in splits[trade["symbol"]]:
            if decided < when <= bar.end:
                factor *= ratio
        if order["type"] == "limit":
            limit = ninth(D(order["limit_price"]) / factor)
            check(price == reference, "a limit slipped", trade)
            check(bar.low < limit if buy else bar.high > limit, "limit not traded through", trade, order)
            better = min(limit, bar.open) if buy else max(limit, bar.open)
            check(price == better, "limit price", trade, order)
        else:
            if order["type"] == "stop":
                stop = ninth(D(order["stop_price"]) / factor)
                reached = trade["order_id"] in first_fill or (bar.high >= stop if buy else bar.low <= stop)
                check(reached, "stop not reached", trade, order)
                expected = max(stop, bar.open) if buy else min(stop, bar.open)
            else:
                expected = bar.open
            check(trade["order_id"] in first_fill or reference == expected, "reference price", trade, order, expected)
            slip = arguments.slippage_bps / 10000
            worse = reference * (1 + slip if buy else 1 - slip)
            check(abs(price - worse) <= D("0.000001"), "slipped price", trade, worse)
        if order["type"] == "market" and trade["order_id"] not in first_fill:
            eligible = [b for b in own[bisect.bisect_left(starts, decided):at] if b.in_session() and b.volume > 0]
            check(not eligible, "could have filled earlier", trade, order, eligible and eligible[0].start)
        first_fill[trade["order_id"]] = bar.start
        commission = arguments.commission_bps / 10000 * price * quantity + arguments.commission_per_share * quantity
        check(abs(D(trade["commission"]) - commission) <= D("0.000000002"), "commission", trade, commission)
    for (symbol, start), quantity in taken.items():
        bar = next(bar for bar in bars[symbol] if bar.start == start)
        check(quantity <= arguments.volume_cap * bar.volume, "volume cap", symbol, start, quantity)


def check_positions(trades, splits):
    lots = collections.defaultdict(collections.deque)
    done = collections.defaultdict(int)
    for trade in trades:
        symbol, own = trade["symbol"], lots[trade["symbol"]]
        while done[symbol] < len(splits[symbol]) and splits[symbol][done[symbol]][0] <= time(trade["time"]):
            ratio = splits[symbol][done[symbol]][1]
            for lot in own:
                lot[0] *= ratio
            done[symbol] += 1
        sign = 1 if trade["side"] == "buy" else -1
        quantity, price = D(trade["quantity"]), D(trade["price"])
        left, cost = quantity, D(0)
        while left and own and own[0][1] == -sign:
            part = min(left, own[0][0])
            share = own[0][2] * part / own[0][0]
            cost += share * -sign  # what was paid for it
            own[0][2] -= share
            own[0][0] -= part
            left -= part
            if not own[0][0]:
                own.popleft()
        closed = quantity - left
        realised = (closed * price * -sign - cost) * 1 if closed else D(0)
        if left:
            own.append([left, sign, left * price])
        check(abs(D(trade["realized_pnl"]) - realised) <= D("0.00000001"), "realised", trade, realised)
        check(D(trade["position"]) == sum(lot[0] * lot[1] for lot in own), "position", trade)


def check_equity(out, trades, adjustments, bars, cash):
    """Lines stand at bars' ends, before fills of bars that start then, after adjustments up to them."""
    moves = []
    for trade in trades:
        sign = 1 if trade["side"] == "buy" else -1
        value = ninth(D(trade["quantity"]) * D(trade["price"]))
        moves.append((time(trade["time"]), 1, trade["symbol"], sign * D(trade["quantity"]),
                      -sign * value - D(trade["commission"]) - D(trade["fees"])))
    for each in adjustments:
        moves.append((time(each["time"]), 0, each["symbol"], D(each["quantity"] or 0), D(each["cash"] or 0)))
    moves.sort(key=lambda move: move[:2])
    closes = sorted((bar.end, symbol, bar.close) for symbol, own in bars.items() for bar in own)
    position, last = collections.defaultdict(D), {}
    at_move = at_close = 0
    lines = rows(f"{out}/equity.csv")
    check([time(line["time"]) for line in lines] == sorted({bar.end for own in bars.values() for bar in own}),
          "a line for each bar's end")
    for line in lines:
        now = time(line["time"])
        while at_move < len(moves) and (moves[at_move][0] < now or (moves[at_move][0] == now and moves[at_move][1] == 0)):
            _, _, symbol, quantity, amount = moves[at_move]
            position[symbol] += quantity
            cash += amount
            at_move += 1
        while at_close < len(closes) and closes[at_close][0] <= now:
            last[closes[at_close][1]] = closes[at_close][2]
            at_close += 1
        check(D(line["cash"]) == cash, "cash", line, cash)
        value = sum((ninth(quantity * last[symbol]) for symbol, quantity in position.items() if quantity), D(0))
        check(D(line["position_value"]) == value, "position value", line, value, dict(position))
        check(D(line["equity"]) == cash + value, "equity", line)
    return len(lines)


def check_run(recording, arguments, settings):
    with tempfile.TemporaryDirectory() as out:
        options = [f"--set={key}={value}" for key, value in settings.items()]
        oracle.tradewind("backtest", "--bars", recording, "--news", recording, "--out", out, "--json", *options)
        bars = load_bars(map(str, sorted(recording.glob("*_1?.csv"))))
        orders = {row["order_id"]: row for row in rows(f"{out}/orders.csv")}
        trades = rows(f"{out}/trades.csv")
        adjustments = rows(f"{out}/adjustments.csv")
        splits = splits_of(trades, adjustments)
        check_orders(orders, trades)
        check_fills(orders, trades, bars, splits, arguments)
        check_positions(trades, splits)
        lines = check_equity(out, trades, adjustments, bars, D(100000))
        print(f"{recording.name} {settings}: {len(orders)} orders, {len(trades)} trades, {lines} lines of equity")


def splits_of(trades, adjustments):
    """(time, ratio) per symbol, told by what they did to the position."""
    splits = collections.defaultdict(list)
    held = collections.defaultdict(D)
    events = [(time(row["time"]), 1, row) for row in trades] + [(time(row["time"]), 0, row) for row in adjustments]
    for when, is_trade, row in sorted(events, key=lambda event: event[:2]):
        if is_trade:
            held[row["symbol"]] = D(row["position"])
        elif row["kind"] == "split":
            splits[row["symbol"]].append((when, (held[row["symbol"]] + D(row["quantity"])) / held[row["symbol"]]))
            held[row["symbol"]] += D(row["quantity"])
    return splits


def main():
    folder = oracle.SHARED / "data/replay"
    if not folder.exists():
        oracle.skip(f"no recordings at {folder}")
    costs = types.SimpleNamespace(slippage_bps=D(2), volume_cap=D("0.1"), commission_bps=D(0), commission_per_share=D(0))
    hourly, minute = folder / "hourly-2014-2016", folder / "aapl-minute-2014-06"
    check_run(hourly, costs, {})
    check_run(hourly, costs, {"execution.order_type": "limit", "execution.limit_offset_bps": -20,
                              "execution.allow_short": "true"})
    check_run(hourly, costs, {"execution.allow_short": "true", "sizing.method": "fixed_fraction", "sizing.fraction": 0.3,
                              "exits.stop_loss_pct": 1, "exits.take_profit_pct": 1})
    check_run(hourly, costs, {"exits.time_stop": "2d", "ensemble.threshold": 0.05, "sizing.fractional": "true"})
    check_run(minute, costs, {"ensemble.threshold": 0.05, "execution.allow_short": "true", "risk.cooldown": "0s"})
    dear = types.SimpleNamespace(**(vars(costs) | {"slippage_bps": D(7), "commission_bps": D(3),
                                                   "commission_per_share": D("0.005")}))
    check_run(hourly, dear, {"costs.slippage_bps": 7, "costs.commission_bps": 3, "costs.commission_per_share": 0.005})
    scarce = types.SimpleNamespace(**(vars(costs) | {"volume_cap": D("0.00001")}))
    check_run(hourly, scarce, {"fills.volume_cap": "0.00001"})


main()
