#!/bin/bash
# search.sh NAME SECONDS FOLDER BUILD MODULE...: builds a fuzz target with clang, libFuzzer and the address and undefined
# behaviour sanitizers, and lets it search. What it learns stays in FOLDER; a finding is kept there and fails.
set -euo pipefail
name=$1 seconds=$2 folder=$3 build=$4
shift 4
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
mkdir -p -- "$folder/objects" "$folder/$name"
cp -- "$build/src/core/CMakeFiles/tradewind_pch.dir/cmake_pch.hxx" "$folder/prelude.hpp"  # Away from GCC's compiled one.
flags=(-std=c++23 -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -ffp-contract=off
       -include "$folder/prelude.hpp")
for include in "$build"/include/*; do flags+=(-I "$include"); done
sources=("$here/${name}_fuzz.cpp")
for module in core "${@#tradewind::}"; do
    sources+=("$root/src/$module"/*.cpp "$build/generated/$module"/*.cpp)
done
compile() {
    local object
    object=$folder/objects/$(printf '%s' "$1" | sha256sum | cut -c1-16).o
    [[ $object -nt $1 ]] || clang++ "${flags[@]}" -c "$1" -o "$object"
    printf '%s\n' "$object"
}
objects=()
for source in "${sources[@]}"; do
    [[ -f $source ]] || continue
    objects+=("$(compile "$source")")
done
clang++ -fsanitize=fuzzer,address,undefined "${objects[@]}" -o "$folder/search_$name" -lpugixml -licuuc -lssl -lcrypto
"$folder/search_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 \
    -artifact_prefix="$folder/finding_${name}_" "$folder/$name" "$here/corpus/$name"
