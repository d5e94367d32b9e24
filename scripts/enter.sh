# Entering the userland. `enter CMD...` replaces this process by CMD, so its process id, signals,
# standard streams and exit status are the caller's own; `in_userland CMD...` comes back.

in_userland() ( enter "$@" )

enter() {
    userland_environment
    case $MODE in
        native) exec "$@" ;;
        namespace) enter_namespace "$@" ;;
        proot) enter_proot "$@" ;;
    esac
}

userland_environment() {
    export CCACHE_DIR=${CCACHE_DIR:-$CACHE/ccache}
    export CCACHE_BASEDIR=$ROOT CCACHE_NOHASHDIR=1 CCACHE_COMPILERCHECK=content
    export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    if [[ $MODE == proot ]]; then
        export TRADEWIND_LINKED_TO=$LINKED_TO
        # Leaks are looked for by tracing the process, which proot already does.
        export ASAN_OPTIONS=detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}
    fi
    if [[ $MODE != native ]]; then PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; fi
    # scripts/bin/tradewind builds the program where needed, then becomes it.
    export PATH=$ROOT/scripts/bin:${PATH#"$ROOT/scripts/bin:"}
}

# What of the host is shown in the userland, one path a line: every top folder that is not the
# system's own, what name look-ups and TLS need, and where the clone, the caller and its files are.
host_folders() {
    local top path
    for top in /*; do
        case $top in /bin | /boot | /dev | /etc | /lib* | /proc | /run | /sbin | /sys | /usr | /var | /lost+found) continue ;; esac
        if [[ -d $top && ! -L $top ]]; then echo "$top"; fi
    done
    for path in /var/tmp "$ROOT" "$PWD" "$CACHE" "${HOME:-}" "${TMPDIR:-}" "${TRADING_DATA__DIR:-}"; do
        case $path in /usr/local/* | /var/* | /run/*) if [[ -d $path ]]; then echo "$path"; fi ;; esac
    done
}

host_files() {
    local file
    for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
        if [[ -s $file ]]; then echo "$file"; fi
    done
    if (( EUID )); then printf '%s\n' /etc/passwd /etc/group; fi
    if [[ -s /etc/npmrc ]]; then echo /etc/npmrc; fi
    # Certificates that the environment names.
    for file in "${SSL_CERT_FILE:-}" "${CURL_CA_BUNDLE:-}" "${NODE_EXTRA_CA_CERTS:-}" "${NPM_CONFIG_CAFILE:-}"; do
        case $file in /etc/ssl/certs/ca-certificates.crt) ;; /etc/* | /usr/* | /var/*) if [[ -s $file ]]; then echo "$file"; fi ;; esac
    done
}

enter_namespace() {
    local as_user=() back=() folders files
    if (( EUID )); then
        as_user=(--user --map-root-user)
        back=(unshare --user "--map-user=$EUID" "--map-group=$(id -g)" --)
    fi
    mapfile -t folders < <(host_folders | sort -u)
    mapfile -t files < <(host_files | sort -u)
    exec unshare "${as_user[@]}" --mount -- /bin/bash "$ROOT/scripts/namespace.sh" "$UL" "$PWD" "${UL_WRITABLE:-}" \
        "${#folders[@]}" "${folders[@]}" "${#files[@]}" "${files[@]}" "${back[@]}" "$@"
}

enter_proot() {
    local binds=() path
    while IFS= read -r path; do binds+=(-b "$path"); done < <(
        printf '%s\n' /proc /dev /sys
        host_folders
        host_files
    )
    export PROOT_LOADER=$UL/.proot-loader
    if [[ ! -e $PROOT_LOADER ]]; then unset PROOT_LOADER; fi
    # proot loses count of a heap that several threads grow, and then fails every path that stands in
    # it. With this malloc takes its memory by mmap instead (ordinary pages where huge ones are lacking).
    export GLIBC_TUNABLES=glibc.malloc.hugetlb=2
    exec perl "$ROOT/scripts/known-calls.pl" "$(loader_of "$UL")" --library-path "$(libraries_of "$UL")" "$UL/usr/bin/proot" \
        -r "$UL" "${binds[@]}" -w "$PWD" "$@"
}

# libraries_of UL, loader_of UL
libraries_of() { echo "$1/usr/lib/$(uname -m)-linux-gnu"; }

loader_of() { compgen -G "$1/usr/lib/*-linux-gnu/ld-linux-*.so.?"; }

# proot writes its loader to /tmp for as long as it runs, executable by its owner only.
keep_proot_loader() {
    local tries
    (UL=$1 enter_proot /bin/sleep 30) &
    for tries in {1..100}; do
        if install -m 755 -- "/tmp/prooted-$!"-* "$1/.proot-loader" 2>/dev/null; then break; fi
        sleep 0.1
    done
    kill "$!"
    [[ -s $1/.proot-loader ]]
}

# Becomes the built tradewind. Where namespaces are refused it runs on the host itself, being linked
# to the userland's loader and libraries there, so that signals and files are the caller's as well.
run_tradewind() {
    local binary=$ROOT/build/release/src/app/tradewind
    export TRADING_DATA__DIR=${TRADING_DATA__DIR:-$ROOT/.tradewind}
    export TRADING_GATEWAY__DASHBOARD_DIR=${TRADING_GATEWAY__DASHBOARD_DIR:-$ROOT/dashboard/dist}
    if [[ $MODE == proot ]]; then
        userland_environment
        exec "$binary" "$@"
    fi
    enter "$binary" "$@"
}
