# The Debian 13 userland: where it is, whether it is needed, and how it is built.

PACKAGE_LIST=$ROOT/packaging/debian-packages.txt
NPM_VERSION=11
# In the userland only: how it is entered where namespaces are refused.
USERLAND_EXTRAS=proot

packages() { sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "$PACKAGE_LIST"; }

# A userland's name: it changes with what the userland is made of.
userland_id() {
    local hash
    hash=$({ packages; echo "$USERLAND_EXTRAS npm $NPM_VERSION layout 1"; } | sha256sum)
    echo "${hash:0:12}"
}

# Sets MODE (native, namespace, proot), UL (the userland's folder, empty if native), UL_ID, and
# LINKED_TO: the userland whose loader the program is linked to, so that it runs on the host itself.
choose_mode() {
    UL_ID=$(userland_id)
    UL=
    LINKED_TO=${TRADEWIND_LINKED_TO:-}
    if [[ -r /.tradewind-userland ]] || has_packages; then
        MODE=native
    elif can_use_namespaces; then
        MODE=namespace
        UL=$CACHE/userland-$UL_ID
    else
        MODE=proot
        UL=$(open_cache)/userland-$UL_ID
        LINKED_TO=$UL
    fi
}

has_packages() {
    local VERSION_ID='' ID=''
    source /etc/os-release 2>/dev/null || return 1
    [[ $ID == debian && $VERSION_ID == 13 ]] || return 1
    local missing
    # shellcheck disable=SC2046
    missing=$(dpkg-query -W -f '${db:Status-Status}\n' $(packages) 2>&1 | grep -vcx installed || true)
    [[ $missing == 0 ]]
}

can_use_namespaces() {
    local as_user=()
    if (( EUID )); then as_user=(--user --map-root-user); fi
    unshare "${as_user[@]}" --mount mount --bind /tmp /tmp 2>/dev/null
}

# Without mounts a path is walked from the host's root, so servers that the tests start as another
# user must be able to walk to the userland; root's own cache folder usually forbids that.
open_cache() {
    local folder=$CACHE
    if (( EUID == 0 )); then
        until [[ -d $folder ]]; do folder=$(dirname -- "$folder"); done
        if ! setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$folder" 2>/dev/null; then
            echo /var/cache/tradewind
            return
        fi
    fi
    echo "$CACHE"
}

how_entered() {
    case $MODE in
        native) echo "this machine's own packages" ;;
        namespace) echo "entered by a mount namespace" ;;
        proot) echo "entered by proot, as this machine refuses namespaces and mounts (about a third slower)" ;;
    esac
}

prepare_userland() {
    choose_mode
    if [[ $MODE == native || -e $UL/.tradewind-userland ]]; then return; fi
    need_mmdebstrap
    mkdir -p -- "$(dirname -- "$UL")"
    exec {lock}>"$(dirname -- "$UL")/userland.lock"
    if ! flock --nonblock "$lock"; then
        say "waiting for another ./dev that is building the userland"
        flock "$lock"
    fi
    if [[ ! -e $UL/.tradewind-userland ]]; then
        say "this machine lacks Debian 13 with the packages of packaging/debian-packages.txt:"
        say "building that userland once in $UL ($(how_entered))"
        build_userland
    fi
    exec {lock}>&-
}

need_mmdebstrap() {
    local wanted=()
    command -v mmdebstrap >/dev/null || wanted+=(mmdebstrap)
    # Without being root, mmdebstrap works in a user namespace of its own.
    if (( EUID )) && ! command -v newuidmap >/dev/null; then wanted+=(uidmap); fi
    if [[ ! -e /usr/share/keyrings/debian-archive-keyring.gpg ]]; then wanted+=(debian-archive-keyring); fi
    (( ${#wanted[@]} )) || return 0
    command -v apt-get >/dev/null ||
        fail "this machine has neither ${wanted[*]} nor apt-get" "install ${wanted[*]} with its package manager"
    if (( EUID )); then
        fail "${wanted[*]} is not installed on this machine" "sudo apt-get install ${wanted[*]}, then run this again"
    fi
    say "installing ${wanted[*]} on this machine (the only thing ever installed on it)"
    step "Installing ${wanted[*]}" install_packages "${wanted[@]}" ||
        fail "${wanted[*]} could not be installed" "apt-get update && apt-get install ${wanted[*]}; see why that fails"
}

install_packages() {
    local install=(apt-get install -y --no-install-recommends)
    "${install[@]}" "$@" 2>/dev/null || { apt-get update && "${install[@]}" "$@"; }
}

# The mirror this machine itself uses for Debian.
debian_mirror() {
    if [[ -n ${TRADEWIND_DEBIAN_MIRROR:-} ]]; then
        echo "$TRADEWIND_DEBIAN_MIRROR"
        return
    fi
    local ID='' VERSION_CODENAME=''
    source /etc/os-release 2>/dev/null || true
    [[ $ID == debian ]] || return 1
    local lists=()
    local file
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
        if [[ -r $file ]]; then lists+=("$file"); fi
    done
    (( ${#lists[@]} )) || return 1
    awk -v codename="$VERSION_CODENAME" -f "$ROOT/scripts/mirror.awk" "${lists[@]}"
}

# What the host's apt was told about reaching its mirrors (proxy, certificates, clocks).
apt_options() {
    apt-config dump 2>/dev/null |
        grep -iE '^Acquire::(https?(::[^ ]*)?::(Proxy|Proxy-Auto-Detect|Verify|CaInfo|Timeout)[^ ]*|Check-(Valid-Until|Date)|Retries) ' |
        grep -v '""' || true
}

build_userland() {
    local mirror building
    mirror=$(debian_mirror) && [[ -n $mirror ]] ||
        fail "this machine's apt names no Debian mirror" \
            "TRADEWIND_DEBIAN_MIRROR=URL ./dev ..., with the URL of a mirror that carries Debian 13 (trixie)"
    rm -rf -- "$(dirname -- "$UL")"/building-*
    building=$(dirname -- "$UL")/building-$$
    local next="see the message above; a mirror that carries Debian 13 can be named in TRADEWIND_DEBIAN_MIRROR"
    step "Debian 13 with $(packages | wc -l) packages" debootstrap_into "$building" "$mirror" ||
        fail "the userland could not be built from $mirror" "$next"
    step "npm $NPM_VERSION" install_npm "$building" ||
        fail "npm $NPM_VERSION could not be installed from the npm registry" \
            "check that npm's registry is reachable (npm config get registry), then run this again"
    echo "$UL_ID" >"$building/.tradewind-userland"
    rm -rf -- "$UL"
    mv -T -- "$building" "$UL"
}

# debootstrap_into FOLDER MIRROR
debootstrap_into() {
    local options=() option
    while IFS= read -r option; do
        if [[ -n $option ]]; then options+=("--aptopt=$option"); fi
    done < <(apt_options)
    options+=(
        --variant=minbase
        "--include=$(packages | paste -sd, -),$USERLAND_EXTRAS"
        --dpkgopt=force-unsafe-io
        '--aptopt=APT::Sandbox::User "root"'    # the cache folder is rarely open to apt's own user
        '--dpkgopt=path-exclude=/usr/share/man/*'
        '--dpkgopt=path-exclude=/usr/share/doc/*'
        '--dpkgopt=path-exclude=/usr/share/locale/*'
        # No cluster of its own: the tests start servers in folders of theirs.
        '--essential-hook=mkdir -p "$1/etc/postgresql-common" && echo "create_main_cluster = false" >"$1/etc/postgresql-common/createcluster.conf"'
        --customize-hook='rm -rf "$1/var/cache/apt" "$1/var/lib/apt/lists"'
    )
    if (( EUID == 0 )); then
        mmdebstrap --mode=root --format=directory "${options[@]}" trixie "$1" "$2"
    else
        mkdir -p -- "$1"
        TMPDIR=/tmp mmdebstrap --mode=unshare --format=tar "${options[@]}" trixie - "$2" |
            tar --extract --no-same-owner --exclude='./dev/*' --directory "$1"
    fi || return
    # Places for the host's files to be shown at (scripts/enter.sh), the root itself being read-only.
    local file
    for file in resolv.conf hosts passwd group ssl/certs/ca-certificates.crt; do
        if [[ -L $1/etc/$file ]]; then rm -- "$1/etc/$file"; fi
        touch -- "$1/etc/$file"
    done
    mkdir -p -- "$1/.host"
    # proot's own copy of its loader is for its owner only, and our servers run as somebody else.
    if [[ $MODE == proot ]]; then
        # What is linked to the userland's loader by its path on the host finds it inside as well.
        mkdir -p -- "$1$(dirname -- "$UL")"
        ln -sT / "$1$UL"
        keep_proot_loader "$1"
    fi
}

install_npm() {
    UL=$1 UL_WRITABLE=1 in_userland npm install --global --no-audit --no-fund "npm@$NPM_VERSION"
}
