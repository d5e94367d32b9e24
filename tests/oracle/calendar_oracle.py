"""Compares `tradewind calendar` with exchange_calendars' XNYS, session by session, 1993 to 2029."""

import json
import sys

import oracle

(calendars,) = oracle.need("exchange_calendars")
schedule = calendars.get_calendar("XNYS", start="1993-01-01", end="2029-12-31").schedule
expected = [(f"{date:%Y-%m-%d}", f"{row.open:%Y-%m-%dT%H:%M:%SZ}", f"{row.close:%Y-%m-%dT%H:%M:%SZ}")
            for date, row in schedule.iterrows()]
output = oracle.tradewind("calendar", "--from", "1993-01-01", "--to", "2029-12-31").splitlines()
actual = [(line["date"], line["open"], line["close"]) for line in map(json.loads, output)]
difference = sorted(set(expected) ^ set(actual))
print(f"{len(actual)} sessions, {len(difference)} differences")
for line in difference[:20]:
    print(line)
sys.exit(1 if difference else 0)
