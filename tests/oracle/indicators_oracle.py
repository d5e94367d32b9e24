"""Compares `tradewind indicators` with TA-Lib 0.8 or later, over random walks and, where present, real bars."""

import csv
import io
import math

import oracle

talib, np = oracle.need("talib", "numpy")
if tuple(int(part) for part in talib.__ta_version__.split()[0].split(b".")[:2]) < (0, 8):
    oracle.skip("TA-Lib before 0.8 loses digits in its deviations and can't serve as an oracle")

PERIODS = (2, 5, 14, 50, 200)


def expected(high, low, close, volume):
    columns = {"obv": talib.OBV(close, volume)}
    for n in PERIODS:
        for name, function in (("sma", talib.SMA), ("ema", talib.EMA), ("wma", talib.WMA), ("rsi", talib.RSI),
                               ("roc", talib.ROC), ("mom", talib.MOM), ("stddev", talib.STDDEV)):
            columns[f"{name}:{n}"] = function(close, n)
        for name, function in (("atr", talib.ATR), ("adx", talib.ADX), ("cci", talib.CCI), ("willr", talib.WILLR)):
            columns[f"{name}:{n}"] = function(high, low, close, n)
        for k in (1, 2.5):
            bands = talib.BBANDS(close, n, k, k)
            columns |= {f"bbands:{n}:{k}.{part}": band for part, band in zip(("upper", "middle", "lower"), bands)}
    for periods in ((12, 26, 9), (5, 35, 5), (26, 12, 9), (2, 3, 1)):
        name = "macd:" + ":".join(map(str, periods))
        columns |= {f"{name}.{part}": line for part, line in zip(("macd", "signal", "histogram"), talib.MACD(close, *periods))}
    for k, d, slow in ((14, 3, 3), (5, 3, 1), (1, 1, 1), (20, 5, 4)):
        lines = talib.STOCH(high, low, close, k, slow, 0, d, 0)
        columns |= {f"stoch:{k}:{d}:{slow}.{part}": line for part, line in zip(("k", "d"), lines)}
    return columns


def compare(comparison, label, text):
    rows = list(csv.DictReader(io.StringIO(text)))
    high, low, close, volume = (np.array([float(row[key]) for row in rows]) for key in ("high", "low", "close", "volume"))
    columns = expected(high, low, close, volume)
    names = sorted({name.rsplit(".", 1)[0] if name.split(".")[-1].isalpha() else name for name in columns})
    output = list(csv.DictReader(io.StringIO(oracle.tradewind("indicators", "--bars", "-", *names, text=text))))
    for name, values in columns.items():
        kind = name.split(":")[0]
        for index, (row, value) in enumerate(zip(output, values, strict=True)):
            if (row[name] == "") != math.isnan(value):
                comparison.fail(f"{label} row {index}: {name} is {row[name]!r}, expected {value!r}")
            elif row[name]:
                comparison.check(kind, float(row[name]), float(value), f"{label} row {index} ({name})")


def random_walk(seed, scale):
    random = np.random.default_rng(seed)
    close = scale * np.exp(np.cumsum(random.normal(0, 0.01, 1500)))
    spread = close * np.abs(random.normal(0, 0.005, (2, len(close))))
    lines = ["time,open,high,low,close,volume"]
    for i, price in enumerate(close):
        # Now and then a bar that did not move at all.
        up, down = (0, 0) if i % 17 == 0 else (spread[0][i], spread[1][i])
        lines.append(f"{i},{price!r},{float(price + up)!r},{float(price - down)!r},{float(price)!r},{int(random.integers(0, 10**6))}")
    return "\n".join(lines) + "\n"


comparison = oracle.Comparison()
for seed, scale in enumerate((100.0, 0.00002, 250000.0)):
    compare(comparison, f"walk {seed}", random_walk(seed, scale))
for path in oracle.bar_files():
    compare(comparison, path.name, path.read_text().replace("Date,", "date,"))
comparison.finish()
