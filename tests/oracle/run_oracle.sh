#!/bin/sh
# Runs an oracle with the Python at hand; 77 tells ctest that it was skipped.
python=${TRADEWIND_ORACLE_PYTHON:-python3}
if ! command -v "$python" >/dev/null 2>&1; then
    echo "skipped: no $python on this machine"
    exit 77
fi
exec "$python" "$@"
