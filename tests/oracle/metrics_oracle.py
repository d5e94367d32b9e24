"""Compares `tradewind metrics` with empyrical and SciPy over random and, where present, real returns."""

import csv
import json
import math
import pathlib
import tempfile
import warnings

import oracle

warnings.simplefilter("ignore")
empyrical, np, pd, stats = oracle.need("empyrical", "numpy", "pandas", "scipy.stats")


def expected(returns, periods, free, benchmark):
    moves = returns[returns != 0]
    excess = returns - free
    values = {
        "total_return": empyrical.cum_returns_final(returns),
        "cagr": empyrical.cagr(returns, annualization=periods),
        "volatility": empyrical.annual_volatility(returns, annualization=periods),
        "sharpe": empyrical.sharpe_ratio(returns, risk_free=free, annualization=periods),
        "sortino": empyrical.sortino_ratio(returns, required_return=free, annualization=periods),
        "calmar": empyrical.calmar_ratio(returns, annualization=periods),
        "max_drawdown": empyrical.max_drawdown(returns),
        "omega": excess[excess > 0].sum() / -excess[excess < 0].sum(),
        "tail_ratio": empyrical.tail_ratio(returns),
        "skew": stats.skew(returns, bias=False),
        "kurtosis": stats.kurtosis(returns, bias=False),
        "value_at_risk_95": empyrical.value_at_risk(returns, 0.05),
        "conditional_value_at_risk_95": empyrical.conditional_value_at_risk(returns, 0.05),
        "win_rate": (moves > 0).mean(),
        "best": returns.max(),
        "worst": returns.min(),
        "stability": empyrical.stability_of_timeseries(returns),
    }
    if benchmark is not None:
        common = returns.index.intersection(benchmark.index)
        own, other = returns[common], benchmark[common]
        values["beta"] = empyrical.beta(own, other, risk_free=free)
        values["alpha"] = empyrical.alpha(own, other, risk_free=free, annualization=periods)
        values["information_ratio"] = empyrical.excess_sharpe(own, other)
    return values


def check_drawdown(comparison, label, actual, curve):
    """Dates of the deepest episode, found the plain way."""
    depth = curve / np.maximum.accumulate(np.maximum(curve, 1)) - 1
    if depth.min() >= 0:
        return
    first = last = int(depth.values.argmin())
    while first > 0 and depth.iloc[first - 1] < 0:
        first -= 1
    while last + 1 < len(depth) and depth.iloc[last + 1] < 0:
        last += 1
    days = (depth.index[last] - depth.index[first]).days + 1
    wanted = [stamp(depth.index[first]), stamp(depth.index[last]), days]
    found = [actual[f"max_drawdown_{part}"] for part in ("start", "end", "days")]
    if wanted != found:
        comparison.fail(f"{label}: deepest drawdown {found}, expected {wanted}")


def stamp(time):
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def write(path, series, column):
    path.write_text(f"time,{column}\n" + "".join(f"{stamp(time)},{float(value)!r}\n" for time, value in series.items()))


def compare(comparison, folder, label, series, column, periods=252, free=0.0, benchmark=None):
    write(folder / "series.csv", series, column)
    arguments = ["metrics", "--periods-per-year", periods, "--risk-free", free]
    if benchmark is not None:
        write(folder / "benchmark.csv", benchmark, "return")
        arguments += ["--benchmark", folder / "benchmark.csv"]
    actual = json.loads(oracle.tradewind(*arguments, folder / "series.csv"))
    returns = series if column == "return" else series.pct_change().iloc[1:]
    for name, value in expected(returns, periods, free, benchmark).items():
        if (actual[name] is None) != (not math.isfinite(value)):
            comparison.fail(f"{label}: {name} is {actual[name]}, expected {value}")
        elif actual[name] is not None:
            comparison.check(name, actual[name], float(value), label)
    check_drawdown(comparison, label, actual, (1 + returns).cumprod() if column == "return" else series.iloc[1:] / series.iloc[0])


comparison = oracle.Comparison()
random = np.random.default_rng(7)
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    for seed in range(40):
        size = int(random.integers(4, 900))
        days = pd.date_range("2015-01-01 21:00", periods=size, freq="D", tz="UTC")
        returns = pd.Series(random.standard_t(4, size) * 0.01, index=days)
        benchmark = (returns * 0.3 + random.standard_t(4, size) * 0.01)[:: 1 + seed % 3]
        periods, free = (252, 365, 52, 12, 1638)[seed % 5], (0.0, 0.0001, -0.0002)[seed % 3]
        compare(comparison, folder, f"returns {seed}", returns, "return", periods, free, benchmark)
        compare(comparison, folder, f"equity {seed}", (1 + returns).cumprod() * 1e5, "equity", periods, free)
    for path in sorted((oracle.SHARED / "data/bars/daily").glob("*.csv")):
        with path.open() as file:
            rows = [(pd.Timestamp(row["date"], tz="UTC"), float(row["close"])) for row in csv.DictReader(file)]
        compare(comparison, folder, path.name, pd.Series(dict(rows)), "equity")
comparison.finish()
