"""What the oracles share: finding the program and the data, running it, comparing, and skipping with a word."""

import os
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(os.environ.get("TRADEWIND_SOURCE_DIR", "."))
SHARED = pathlib.Path(os.environ.get("TRADEWIND_SHARED", SOURCE / ".." / "shared"))
TOLERANCE = 1e-10


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def need(*modules):
    """Imports modules, or skips the oracle."""
    import importlib

    try:
        return [importlib.import_module(module) for module in modules]
    except ImportError as error:
        skip(f"{error}; install it for {sys.executable} or set TRADEWIND_ORACLE_PYTHON")


def tradewind(*arguments, text=None):
    """Standard output of the program under test."""
    command = os.environ.get("TRADEWIND_BINARY", "tradewind")
    done = subprocess.run([command, *map(str, arguments)], input=text, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{arguments}: exit {done.returncode}: {done.stderr}")
    return done.stdout


def bar_files():
    """Real bars, where this machine has them."""
    folders = ("data/bars/daily", "data/bars/minute", "data/replay/hourly-2014-2016", "data/replay/aapl-minute-2014-06")
    return [path for folder in folders for path in sorted((SHARED / folder).glob("*.csv"))]


class Comparison:
    """Gathers the worst error per name, relative to max(1, |expected|)."""

    def __init__(self):
        self.worst = {}
        self.count = 0
        self.failures = []

    def check(self, name, actual, expected, where):
        self.count += 1
        error = abs(actual - expected) / max(1.0, abs(expected))
        self.worst[name] = max(self.worst.get(name, 0.0), error)
        if not error <= TOLERANCE:
            self.failures.append(f"{where}: {name} is {actual!r}, expected {expected!r}")

    def fail(self, message):
        self.failures.append(message)

    def finish(self):
        for name, error in sorted(self.worst.items()):
            print(f"{name:32} worst error {error:.1e}")
        print(f"{self.count} values compared, {len(self.failures)} beyond {TOLERANCE:g}")
        for failure in self.failures[:20]:
            print(failure)
        sys.exit(1 if self.failures or self.count == 0 else 0)
