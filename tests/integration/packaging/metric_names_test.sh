#!/usr/bin/env bash
# Every metric that the alerts and the dashboard of packaging/ ask for is one that the program serves.
set -euo pipefail
cd "$1"
known=$(grep -oE '"tradewind_[a-z_]+"' src/telemetry/metric_names.hpp | tr -d '"' | sort -u)
asked=$(grep -ohE 'tradewind_[a-z_]+' packaging/prometheus/rules.yaml packaging/grafana/tradewind.json |
    sed -E 's/_(bucket|sum|count)$//' | sort -u)
unknown=$(comm -13 <(echo "$known") <(echo "$asked"))
[[ $(wc -w <<<"$asked") -gt 10 ]] || { echo "found too few metrics in packaging/"; exit 1; }
[[ -z $unknown ]] || { printf 'not in metric_names.hpp:\n%s\n' "$unknown"; exit 1; }
