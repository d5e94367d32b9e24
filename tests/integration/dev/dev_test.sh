#!/usr/bin/env bash
# What ./dev promises and can be checked in a moment: dev_test.sh CLONE
set -euo pipefail
clone=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

check() { # check WHAT CMD...
    local what=$1
    shift
    if "$@"; then
        echo "ok: $what"
    else
        echo "FAILED: $what"
        failed=1
    fi
}

equal() { [[ $1 == "$2" ]] || { printf 'expected: %s\nfound:    %s\n' "$2" "$1"; return 1; }; }

for script in "$clone/dev" "$clone"/scripts/*.sh "$clone/scripts/bin/tradewind" "$clone/.ci/run"; do
    check "${script#"$clone/"} is well-formed" bash -n "$script"
done

help=$("$clone/dev" help)
for command in run test exec shell build bench fmt lint package help; do
    check "help names $command" grep -qE "^  $command( |\$)" <<<"$help"
done

status=0
"$clone/dev" no-such-command 2>"$scratch/error" || status=$?
check "an unknown command is wrong usage" equal "$status" 2
check "and says what to do" grep -q 'next: ./dev help' "$scratch/error"

# exec is transparent: directory, input, environment, arguments, status, process id.
cd "$scratch"
check "exec runs in the caller's directory" equal "$("$clone/dev" exec -- pwd)" "$scratch"
check "exec passes standard input" equal "$(echo news | "$clone/dev" exec -- cat)" news
check "exec passes the environment" equal "$(NEWS=good "$clone/dev" exec -- sh -c 'echo $NEWS')" good
check "exec passes arguments unchanged" equal "$("$clone/dev" exec -- printf '[%s]' 'a b' '' '*')" '[a b][][*]'
status=0
"$clone/dev" exec -- sh -c 'exit 7' || status=$?
check "exec passes the exit status" equal "$status" 7
"$clone/dev" exec -- sh -c 'echo $$' >pid &
wait $!
check "exec becomes the command, so signals reach it" equal "$(cat pid)" "$!"

# The mirror of a machine, as its apt sources say it.
cat >one-line.list <<'SOURCES'
deb [arch=amd64] http://tools.example/apt stable contrib
# deb http://old.example/debian bookworm main
deb cdrom:[Debian]/ bookworm main
deb [signed-by=/usr/share/keyrings/x.gpg] http://mirror.example/debian bookworm main contrib
SOURCES
cat >stanzas.sources <<'SOURCES'
Types: deb
URIs: http://vendor.example/debian
Suites: nodistro
Components: main

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb deb-src
# a comment
URIs: http://stanza.example/debian
Suites: bookworm bookworm-updates
Components: main
SOURCES
mirror_of() { awk -v codename=bookworm -f "$clone/scripts/mirror.awk" "$@"; }
check "a one-line source gives its mirror" equal "$(mirror_of one-line.list)" http://mirror.example/debian
check "a stanza gives its mirror" equal "$(mirror_of stanzas.sources)" http://stanza.example/debian
check "no Debian source gives none" equal "$(mirror_of /dev/null)" ''

exit "$failed"
