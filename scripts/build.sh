# Building the program and the dashboard, and knowing cheaply that they are built.

# Compilers of the heaviest files take about 1.5 GB each.
jobs_here() {
    local by_memory
    by_memory=$(awk '/^MemTotal/ { print int($2 / 1500000) }' /proc/meminfo)
    local jobs
    jobs=$(nproc)
    if (( by_memory < jobs )); then jobs=$by_memory; fi
    echo $(( jobs > 0 ? jobs : 1 ))
}

# compile PRESET [TARGET...]
compile() {
    local preset=$1 flags=()
    shift
    if [[ ! -t 2 ]]; then flags=(--quiet); fi
    in_userland ninja -C "$ROOT/build/$preset" -j "$(jobs_here)" "${flags[@]}" "$@"
}

# What a build depends on besides the sources: rebuilt when it changes.
build_key() { echo "$UL_ID $LINKED_TO"; }

# configure PRESET
configure() {
    local folder=$ROOT/build/$1 flags=()
    if [[ -f $folder/build.ninja && $(cat "$folder/.userland" 2>/dev/null) == "$(build_key)" ]]; then return; fi
    if [[ $LINKED_TO ]]; then
        flags=("-DCMAKE_EXE_LINKER_FLAGS=-Wl,--dynamic-linker=$(loader_of "$LINKED_TO") -Wl,-rpath,$(libraries_of "$LINKED_TO")")
    fi
    if [[ -f $folder/CMakeCache.txt ]]; then flags+=(--fresh); fi
    step "Configuring ($1)" in_userland cmake -S "$ROOT" --preset "$1" "${flags[@]}" ||
        fail "CMake could not configure the build" "the message above names what is missing"
    build_key >"$folder/.userland"
}

# newer_than STAMP PATH...: is there no stamp, or was anything under the paths changed since?
newer_than() {
    local stamp=$1
    shift
    [[ ! -e $stamp || -n $(find "$@" -newer "$stamp" -print -quit 2>/dev/null) ]]
}

program_is_stale() {
    local stamp=$ROOT/build/release/.tradewind-built
    newer_than "$stamp" "$ROOT/src" "$ROOT/cmake" "$ROOT/CMakeLists.txt" "$ROOT/CMakePresets.json" ||
        [[ $(<"$stamp") != "$(build_key)" || ! -x $ROOT/build/release/src/app/tradewind ]]
}

build_program() {
    program_is_stale || return 0
    local folder=$ROOT/build/release
    mkdir -p -- "$folder"
    hold_lock "$ROOT/build/release.lock" "another ./dev that is building this clone"
    if program_is_stale; then
        # Stamped with the time before the build: what is edited meanwhile counts as newer.
        build_key >"$folder/.tradewind-building"
        configure release
        step "Building tradewind" compile release tradewind ||
            fail "tradewind does not build" "mend what the compiler names above, then run this again"
        mv -- "$folder/.tradewind-building" "$folder/.tradewind-built"
    fi
    drop_lock
}

# hold_lock FILE WHAT-IS-WAITED-FOR
hold_lock() {
    exec {held}>"$1"
    flock --nonblock "$held" && return
    say "waiting for $2"
    flock "$held"
}

drop_lock() { exec {held}>&-; }

# npm_install FOLDER: what its lock file names, once.
npm_install() {
    if ! newer_than "$1/node_modules/.installed" "$1/package.json" "$1/package-lock.json"; then return; fi
    step "npm packages of ${1#"$ROOT/"}" in_userland npm --prefix "$1" ci --no-audit --no-fund ||
        fail "npm could not install the packages of ${1#"$ROOT/"}" \
            "check that npm's registry is reachable (npm config get registry), then run this again"
    touch -- "$1/node_modules/.installed"
}

build_dashboard() {
    local folder=$ROOT/dashboard
    if [[ ! -f $folder/package.json ]]; then return; fi
    local sources=()
    local path
    for path in "$folder"/*; do
        case $path in */node_modules | */dist | */tests) ;; *) sources+=("$path") ;; esac
    done
    newer_than "$folder/dist/.built" "${sources[@]}" || return 0
    mkdir -p -- "$ROOT/build"
    hold_lock "$ROOT/build/dashboard.lock" "another ./dev that is building this dashboard"
    if newer_than "$folder/dist/.built" "${sources[@]}"; then
        npm_install "$folder"
        : >"$ROOT/build/dashboard-building"
        step "Building the dashboard" in_userland npm --prefix "$folder" run build ||
            fail "the dashboard does not build" "mend what is named above, then run this again"
        mv -- "$ROOT/build/dashboard-building" "$folder/dist/.built"
    fi
    drop_lock
}

# compare_with_peers: the same work by what users would pick instead, in Python, where the machine has one.
compare_with_peers() {
    local place=$ROOT/build/peers
    if ! command -v python3 >/dev/null || ! python3 -m venv "$place" 2>/dev/null; then
        say "peers skipped: this machine has no Python with venv"
        return
    fi
    if ! "$place/bin/pip" install --quiet backtesting backtrader; then
        say "peers skipped: pip could not install them"
        return
    fi
    printf '#!/bin/sh\nexec "%s" exec -- tradewind "$@"\n' "$ROOT/dev" >"$place/tradewind"
    chmod +x "$place/tradewind"
    "$place/tradewind" version >/dev/null
    "$place/bin/python" "$ROOT/bench/peers/compare.py" "$place/tradewind" "$@"
}

# run_benchmarks [NAME] [ARGS]
run_benchmarks() {
    local name='' program programs
    if [[ ${1:-} && $1 != -* ]]; then
        name=$1
        shift
    fi
    mapfile -t programs < <(find "$ROOT/build/release/bench" -type f -perm -u+x -name "*$name*_bench" | sort)
    (( ${#programs[@]} )) || fail "no benchmark's name contains '$name'" "ls bench"
    echo "machine: $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(uname -sr)"
    echo "commit:  $(in_userland git -C "$ROOT" describe --always --dirty 2>/dev/null || echo unknown)"
    for program in "${programs[@]}"; do
        echo "-- ${program##*/}"
        in_userland "$program" "$@"
    done
}

command_package() {
    prepare_userland
    build_program
    build_dashboard
    step "Packing" pack
}

pack() {
    local version name
    version=$(sed -n 's/^project(tradewind VERSION \([0-9.]*\).*/\1/p' "$ROOT/CMakeLists.txt")
    name=tradewind-$version-$(uname -m)
    local folder=$ROOT/dist/$name
    rm -rf -- "$folder"
    mkdir -p -- "$folder/bin" "$folder/share"
    in_userland objcopy --strip-debug "$ROOT/build/release/src/app/tradewind" "$folder/bin/tradewind"
    if [[ -d $ROOT/dashboard/dist ]]; then cp -R -- "$ROOT/dashboard/dist" "$folder/share/dashboard"; fi
    cp -R -- "$ROOT/packaging" "$folder/share/packaging"
    mkdir -p -- "$folder/share/models"
    cp -R -- "$ROOT/models/default" "$folder/share/models/default"
    cp -- "$ROOT/LICENSE" "$ROOT/README.md" "$folder/"
    tar --create --gzip --file "$ROOT/dist/$name.tar.gz" --directory "$ROOT/dist" "$name"
    say "wrote dist/$name.tar.gz (for Debian 13; share/packaging lists the packages it runs on)"
}
