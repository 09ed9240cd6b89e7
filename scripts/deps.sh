#!/usr/bin/env bash
# Install the Debian packages that are missing, by name, and say so.
#   scripts/deps.sh [build] [test] [fleet] [container] [bench]      without arguments: build and test
# DEPS_WITHOUT: names to leave out, for a machine that has another make of them.
set -euo pipefail

# CMake configures the tests together with the program, so their libraries are among these.
build="build-essential cmake ninja-build pkg-config python3 python3-yaml
    libmicrohttpd-dev libvips-dev libpng-dev libjpeg62-turbo-dev libdeflate-dev libzimg-dev
    libwebp-dev liblcms2-dev libpango1.0-dev libfontconfig-dev fonts-dejavu-core libjansson-dev
    libinih-dev check libsubunit-dev libcurl4-gnutls-dev"
test="clang-14 clang-format-14 clang-tidy-14 libclang-rt-14-dev cppcheck universal-ctags curl
    python3-jsonschema"
# To prove the fleet; and to build and run the image without a container engine, or boot a systemd.
fleet="haproxy prometheus curl procps systemd python3-yaml python3-jsonschema"
container="buildah debootstrap debian-archive-keyring systemd-container curl procps iproute2"
# For bench/run.sh; a Go or Node that is there already is taken instead of Debian's.
bench="curl libvips-tools libjemalloc2 python3-venv python3-dev"
command -v go >/dev/null || bench+=" golang-go"
command -v npm >/dev/null || bench+=" nodejs npm"

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

wanted=""
for group in "${@:-build test}"; do
    for name in $group; do
        case $name in
            build) wanted+=" $build" ;;
            test) wanted+=" $test" ;;
            fleet) wanted+=" $fleet" ;;
            container) wanted+=" $container" ;;
            bench) wanted+=" $bench" ;;
            *) echo "deps.sh: no group \"$name\"; there are build, test, fleet, container, bench" >&2; exit 64 ;;
        esac
    done
done

missing=()
for package in $wanted; do
    [[ " ${DEPS_WITHOUT-} " == *" $package "* ]] || is_installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "installing with apt: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
as_root apt-get update -qq
as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
