#!/bin/bash
# search.sh NAME SECONDS FOLDER BUILD SOURCE...: builds a fuzz target with clang, libFuzzer and the address and undefined
# behaviour sanitizers, and lets it search. A SOURCE is a module, or MODULE/FILE without its ending. What it learns stays
# in FOLDER; a finding is kept there and fails. With MINIMISE=1 it folds what was learnt into the kept corpus instead:
# inputs that reach nothing new are left out.
set -euo pipefail
name=$1 seconds=$2 folder=$3 build=$4
shift 4
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
mkdir -p -- "$folder/objects" "$folder/$name"
flags=(-std=c++23 -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -ffp-contract=off
       -include "$folder/prelude.hpp")
for include in "$build"/include/*; do flags+=(-I "$include"); done
sources=("$here/${name}_fuzz.cpp")
for source in core "$@"; do
    case $source in
        */*) sources+=("$root/src/$source.cpp") ;;
        *) sources+=("$root/src/$source"/*.cpp) ;;
    esac
    for generated in "$build/generated/${source%%/*}"/*.cpp; do
        if [[ -f $generated ]]; then sources+=("$generated"); fi
    done
done
mapfile -t sources < <(printf '%s\n' "${sources[@]}" | sort --unique)
# Newer than the file itself and than all headers.
compile() {
    local object
    object=$folder/objects/$(printf '%s' "$1" | sha256sum | cut -c1-16).o
    if [[ ! $object -nt $1 || ! $object -nt $newest_header ]]; then
        clang++ "${flags[@]}" -c "$1" -o "$object.new"
        mv -- "$object.new" "$object"
    fi
    objects+=("$object")
}
# Targets share objects, and several may be asked for at once.
exec {held}>"$folder/build.lock"
flock "$held"
prelude=$build/src/core/CMakeFiles/tradewind_pch.dir/cmake_pch.hxx  # Away from GCC's compiled one.
cmp --silent -- "$prelude" "$folder/prelude.hpp" || cp -- "$prelude" "$folder/prelude.hpp"
newest_header=$(find "$root/src" "$here" "$folder/prelude.hpp" -name '*.hpp' -printf '%T@ %p\n' | sort --numeric-sort | tail -n 1 | cut -d' ' -f2-)
objects=()
for source in "${sources[@]}"; do compile "$source"; done
clang++ -fsanitize=fuzzer,address,undefined "${objects[@]}" -o "$folder/search_$name" -lpugixml -licuuc -lssl -lcrypto
flock --unlock "$held"
if [[ ${MINIMISE:-} ]]; then
    rm -rf -- "$folder/least_$name"
    mkdir -- "$folder/least_$name"
    "$folder/search_$name" -merge=1 -max_len=16384 "$folder/least_$name" "$here/corpus/$name" "$folder/$name"
    find "$here/corpus/$name" -type f -delete
    exec cp -- "$folder/least_$name"/* "$here/corpus/$name/"
fi
exec "$folder/search_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
    -print_final_stats=1 -artifact_prefix="$folder/finding_${name}_" "$folder/$name" "$here/corpus/$name"
