"""Compares core's Decimal with Python's decimal module over generated cases: parsing, rounding, products, quotients."""

import decimal
import os
import random
import subprocess
import sys

import oracle

ROUNDINGS = {
    "half-even": decimal.ROUND_HALF_EVEN,
    "toward-zero": decimal.ROUND_DOWN,
    "floor": decimal.ROUND_FLOOR,
    "ceiling": decimal.ROUND_CEILING,
}
UNIT = decimal.Decimal("1e-9")
LEAST, GREATEST = decimal.Decimal(-(2**63)) * UNIT, decimal.Decimal(2**63 - 1) * UNIT
CASES = 60_000

driver = os.environ.get("TRADEWIND_DECIMAL_DRIVER")
if not driver:
    oracle.skip("TRADEWIND_DECIMAL_DRIVER is not set")
decimal.getcontext().prec = 200
source = random.Random(20240703)


def value():
    raw = source.choice((0, 1, -1, 5, 10**9, -(10**9), 2**63 - 1, -(2**63))) if source.random() < 0.1 else (
        source.getrandbits(source.randint(1, 62)) * source.choice((1, -1)))
    return decimal.Decimal(raw) * UNIT


def printed(number):
    """The shortest plain text, as core prints it, or `limit`."""
    if not LEAST <= number <= GREATEST:
        return "limit"
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def rounded(number, rounding, digits=9):
    return number.quantize(decimal.Decimal(1).scaleb(-digits), rounding=ROUNDINGS[rounding])


def case():
    kind, rounding = source.choice(("multiply", "divide", "round", "parse")), source.choice(list(ROUNDINGS))
    a, b = value(), value()
    if kind == "multiply":
        return f"multiply {rounding} {a:f} {b:f}", printed(rounded(a * b, rounding))
    if kind == "divide":
        return f"divide {rounding} {a:f} {b:f}", "invalid" if b == 0 else printed(rounded(a / b, rounding))
    if kind == "round":
        digits = source.randint(0, 9)
        result = printed(rounded(a, rounding, digits))
        # Rounding out of range is a broken invariant there: not asked.
        return (f"round {rounding} {a:f} {digits}", result) if result != "limit" else case()
    shift = source.randint(-6, 6)
    number = a.scaleb(shift)
    text = f"{a:f}e{shift}"
    if number != rounded(number, "half-even") and abs(number) <= GREATEST:
        return f"parse - {text} -", "lossy"
    return f"parse - {text} -", printed(number)


cases = [case() for _ in range(CASES)]
done = subprocess.run([driver], input="\n".join(line for line, _ in cases) + "\n", capture_output=True, text=True, check=True)
answers = done.stdout.splitlines()
wrong = [(line, answer, wanted) for (line, wanted), answer in zip(cases, answers, strict=True) if answer != wanted]
print(f"{CASES} cases, {len(wrong)} differ")
for line in wrong[:20]:
    print(*line, sep=" | ")
sys.exit(1 if wrong else 0)
