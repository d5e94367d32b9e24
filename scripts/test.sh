# The suites, and the checks of the sources.

command_test() {
    local deep=
    case ${1:-} in
        '') ;;
        --deep) deep=yes ;;
        *) usage_error "unknown option '$1' of test" ;;
    esac
    local began=$EPOCHREALTIME
    failures=()
    prepare_userland
    say "running in the Debian 13 userland: $(how_entered)"
    mkdir -p -- "$ROOT/build"
    configure release
    step "Building everything (release)" compile release ||
        fail "the release build failed" "mend what the compiler names above, then ./dev test"
    test_dashboard
    test_pure_modules asan
    if [[ $deep ]]; then test_pure_modules tsan; fi
    test_release "$deep"
    local took
    took=$(seconds_since "$began")
    if (( ${#failures[@]} )); then
        fail "failed after $took s: ${failures[*]}" \
            "one suite alone: ./dev exec -- ctest --test-dir build/release --output-on-failure -R NAME"
    fi
    say "every suite passed in $took s"
}

# suite NAME TITLE CMD...: a failure is remembered and the other suites still run.
suite() {
    local name=$1
    shift
    step "$@" || failures+=("$name")
}

test_dashboard() {
    local folder
    for folder in dashboard tests/e2e; do
        if [[ -f $ROOT/$folder/package.json ]]; then npm_install "$ROOT/$folder"; fi
    done
    if [[ ! -f $ROOT/dashboard/package.json ]]; then return; fi
    build_dashboard
    suite dashboard "Dashboard tests" in_userland npm --prefix "$ROOT/dashboard" test
}

# test_pure_modules PRESET: what decides, under the sanitizers that the preset names.
test_pure_modules() {
    configure "$1"
    if ! step "Building the pure modules' tests ($1)" compile "$1" pure_tests; then
        failures+=("$1 build")
        return
    fi
    suite "$1" "Pure modules under $1" in_userland ctest --test-dir "$ROOT/build/$1" --output-on-failure \
        --label-regex '^pure$' --parallel "$(nproc)"
}

# test_release DEEP: last, so that ctest's closing line about everything ends the run.
test_release() {
    local which=(--label-exclude '^deep$')
    if [[ $1 ]]; then which=(); fi
    local status=0
    say "Unit, integration and end-to-end tests ..."
    in_userland ctest --test-dir "$ROOT/build/release" --output-on-failure --parallel "$(nproc)" "${which[@]}" \
        </dev/null || status=$?
    if (( status )); then failures+=(release); fi
}

lint_cpp() {
    find "$ROOT/src" -name '*.cpp' -print0 |
        in_userland xargs -0 --max-args=4 "--max-procs=$(jobs_here)" clang-tidy -p "$ROOT/build/lint" --quiet
}

lint_dashboard() {
    if [[ ! -f $ROOT/dashboard/package.json ]]; then return; fi
    npm_install "$ROOT/dashboard"
    suite dashboard "Dashboard checks" in_userland npm --prefix "$ROOT/dashboard" run lint --if-present
}
