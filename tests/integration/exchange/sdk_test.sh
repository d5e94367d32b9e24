#!/bin/sh
# sdk_test.sh node|python|go TRADEWIND FOLDER: starts an exchange and runs one SDK's script against it. FOLDER keeps what
# was installed. Exit 77: skipped, and why.
set -eu
sdk=$1 tradewind=$2 folder=$3
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"

skip() {
  echo "skipped: $1"
  exit 77
}

case $sdk in
  node)
    command -v node >/dev/null && command -v npm >/dev/null || skip "no Node.js here"
    if [ ! -d "$folder/node_modules/@alpacahq/alpaca-trade-api" ]; then
      (cd "$folder" && timeout 120 npm install --no-audit --no-fund --no-save --prefix . @alpacahq/alpaca-trade-api@4.0.2 >npm.log 2>&1) ||
        skip "the npm registry can't be reached"
    fi
    ;;
  python)
    python=${TRADEWIND_SDK_PYTHON:-python3}
    "$python" -c 'import alpaca.trading' 2>/dev/null || skip "alpaca-py is not installed (TRADEWIND_SDK_PYTHON names another python)"
    ;;
  go)
    command -v go >/dev/null || skip "no Go here"
    cp "$here/sdk_go.go" "$folder/main.go"
    (cd "$folder" && { [ -f go.mod ] || go mod init sdk_go; } >go.log 2>&1 && timeout 200 go mod tidy >>go.log 2>&1 && timeout 300 go build -o sdk_go . >>go.log 2>&1) ||
      skip "the Go SDK can't be had or built here: $(tail -1 "$folder/go.log")"
    ;;
esac

rm -f "$folder/ready.json" # an earlier run's
"$tradewind" exchange --synthetic 7 --speed 60 --for 300s >"$folder/ready.json" 2>"$folder/exchange.log" &
exchange=$!
trap 'kill $exchange 2>/dev/null || true' EXIT INT TERM
tries=0
until grep -qs "}" "$folder/ready.json"; do
  tries=$((tries + 1))
  [ $tries -lt 300 ] && kill -0 $exchange || { cat "$folder/exchange.log"; exit 1; }
  sleep 0.1
done
ready=$(cat "$folder/ready.json")

case $sdk in
  node) SDK_DIR=$folder timeout 200 node "$here/sdk_node.mjs" "$ready" ;;
  python) timeout 200 "$python" "$here/sdk_python.py" "$ready" ;;
  go) timeout 200 "$folder/sdk_go" "$ready" ;;
esac
