# What ./dev says: always to stderr, for stdout belongs to the program it runs.

say() { printf '\033[1mdev:\033[0m %s\n' "$*" >&2; }
if [[ ! -t 2 ]]; then say() { printf 'dev: %s\n' "$*" >&2; }; fi

# fail MESSAGE [WHAT-TO-DO-NEXT]
fail() {
    say "error: $1"
    if [[ -n ${2:-} ]]; then say "next: $2"; fi
    exit 1
}

usage_error() {
    say "error: $1"
    say "next: ./dev help lists the commands"
    exit 2
}

# step TITLE CMD...: runs CMD, output to stderr, and says how long it took.
step() {
    local title=$1 began=$EPOCHREALTIME status=0
    shift
    say "$title ..."
    "$@" >&2 </dev/null || status=$?
    local took
    took=$(seconds_since "$began")
    if (( status )); then
        say "$title: FAILED after $took s (exit $status)"
        return "$status"
    fi
    say "$title: done in $took s"
}

seconds_since() {
    local micros=$(( ${EPOCHREALTIME/[.,]/} - ${1/[.,]/} ))
    printf '%d.%d' $(( micros / 1000000 )) $(( micros % 1000000 / 100000 ))
}
