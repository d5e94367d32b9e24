#!/usr/bin/env python3
"""The work of a backtest at tradewind and at what users would pick instead, on the same bars in one run.

usage: compare.py TRADEWIND [BARS]

SMA 10/30 crosses with market orders over a random walk of minute closes. Peers that are not installed are skipped
with a word; `./dev bench --peers` installs them into a throw-away environment.
"""
import csv
import json
import math
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def sessions(tradewind, days):
    """Openings of as many regular sessions, from the program's own calendar."""
    lines = subprocess.run([tradewind, "calendar", "--from", "2005-01-01", "--to", "2024-12-31"],
                           capture_output=True, text=True, check=True).stdout.splitlines()
    whole = [json.loads(line) for line in lines]
    return [session["open"] for session in whole if not session["early_close"]][:days]


def write_walk(path, openings, count):
    """`count` minute bars with a standard deviation of 5e-4 a bar."""
    from datetime import datetime, timedelta
    draw = random.Random(1)
    price, written = 100.0, 0
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["time", "open", "high", "low", "close", "volume"])
        for opening in openings:
            start = datetime.fromisoformat(opening.replace("Z", "+00:00"))
            for minute in range(390):
                if written == count:
                    return
                close = max(1.0, price * math.exp(draw.gauss(0, 5e-4)))
                stamp = (start + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")
                out.writerow([stamp, f"{price:.4f}", f"{max(price, close):.4f}", f"{min(price, close):.4f}",
                              f"{close:.4f}", 100000])
                price, written = close, written + 1


def run_tradewind(tradewind, bars):
    """Seconds without reading the file, and with: the program's own account of its whole run."""
    settings = {"strategies.mean_reversion.weight": 0, "strategies.news_driven.weight": 0, "learning.enabled": "false",
                "ensemble.threshold": 0.05}
    command = [tradewind, "backtest", "--bars", str(bars), "--json"]
    for key, value in settings.items():
        command += ["--set", f"{key}={value}"]
    begin = time.perf_counter()
    summary = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return time.perf_counter() - begin, f"{summary['trades']} fills"


def run_backtesting(bars):
    import pandas
    from backtesting import Backtest, Strategy
    from backtesting.lib import crossover

    class Cross(Strategy):
        def init(self):
            close = pandas.Series(self.data.Close)
            self.fast = self.I(lambda: close.rolling(10).mean())
            self.slow = self.I(lambda: close.rolling(30).mean())

        def next(self):
            if crossover(self.fast, self.slow):
                self.position.close()
                self.buy()
            elif crossover(self.slow, self.fast):
                self.position.close()

    frame = pandas.read_csv(bars, index_col="time", parse_dates=True)
    frame.columns = ["Open", "High", "Low", "Close", "Volume"]
    begin = time.perf_counter()
    result = Backtest(frame, Cross, cash=1_000_000).run()
    return time.perf_counter() - begin, f"{result['# Trades']} trades"


def run_backtrader(bars):
    import backtrader
    import pandas

    class Cross(backtrader.Strategy):
        def __init__(self):
            self.cross = backtrader.ind.CrossOver(backtrader.ind.SMA(period=10), backtrader.ind.SMA(period=30))

        def next(self):
            if self.cross > 0:
                self.buy()
            elif self.cross < 0 and self.position:
                self.close()

    frame = pandas.read_csv(bars, index_col="time", parse_dates=True)
    engine = backtrader.Cerebro(stdstats=False)
    engine.adddata(backtrader.feeds.PandasData(dataname=frame))
    engine.addstrategy(Cross)
    begin = time.perf_counter()
    engine.run()
    return time.perf_counter() - begin, ""


def main():
    tradewind = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        bars = Path(folder) / "WALK_1m.csv"
        write_walk(bars, sessions(tradewind, count // 390 + 2), count)
        seconds, did = run_tradewind(tradewind, bars)
        ours = count / seconds
        print(f"tradewind backtest, process and file included  {ours:>12,.0f} bars/s  {did}")
        for name, peer in (("backtesting.py", run_backtesting), ("backtrader", run_backtrader)):
            try:
                seconds, did = peer(bars)
            except ImportError as missing:
                print(f"{name:<46} skipped: {missing}")
                continue
            rate = count / seconds
            print(f"{name + ', in memory':<46} {rate:>12,.0f} bars/s  {did}  (ratio {ours / rate:,.1f})")


if __name__ == "__main__":
    main()
