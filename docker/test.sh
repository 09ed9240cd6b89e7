#!/usr/bin/env bash
# Build the image, run it as an operator would, and look at everything it promises.
#   docker/test.sh [--base] [--keep] [--no-build]
#     --base   make the base image with debootstrap first (no container registry needed)
#     --keep   leave the image in the store, build/containers (or the engine's)
#     --no-build   look at the image that is in the store from an earlier --keep
# With a Docker engine the image is built and run by it; else it is built by buildah and run in
# namespaces of its own, with the same restrictions (docker/run-confined.sh). Needs root then.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C # bytes, not letters, are compared

base_name=docker.io/library/debian:13-slim
image=localhost/mezzotint:test
max_mb=150
store=$PWD/build/containers
checks=0
told=0 # second of the last line
make_base=
no_build=
keep=
work=$(mktemp -d)
port=18080
admin_port=18081

for option in "$@"; do
    case $option in
        --base) make_base=1 ;;
        --keep) keep=1 ;;
        --no-build) no_build=1 keep=1 ;;
        *) echo "test.sh: no option \"$option\"" >&2; exit 64 ;;
    esac
done

die() {
    echo "docker/test.sh: $*" >&2
    if [ -s "$work/log" ]; then
        grep -aE 'tests/.*:[FE]:| error:|Sanitizer' "$work/log" | head -n 40 >&2 || true
        tail -n 20 "$work/log" >&2
    fi
    exit 1
}

passed() {
    checks=$((checks + 1))
    echo "ok: $* ($((SECONDS - told)) s)"
    told=$SECONDS
}

finish() {
    close_engine
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

. docker/engine.sh
. docker/checks.sh

# What this machine's apt is told beyond the defaults: its clock may not suit Debian's signatures.
apt_conf() {
    if [ "$(apt-config shell v Acquire::Check-Valid-Until/b)" = "v='false'" ]; then
        echo 'Acquire::Check-Valid-Until "false";'
    fi
}

# The Debian mirror that apt is configured with, and its archive of security updates.
mirror() {
    apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' |
        sed -n "s/^Debian|$1|//p" | head -n 1 | sed 's|/$||'
}

# Without a registry: a minimal Debian under the name that the Dockerfile asks for. What the
# official slim image leaves out is left out here too, and dpkg is told what it is told there: not to
# wait for the disk after each file.
import_base() {
    local made root
    made=$(buildah from scratch)
    root=$(buildah mount "$made")
    mkdir -p "$root/etc/dpkg/dpkg.cfg.d"
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/docker-apt-speedup"
    printf 'path-exclude /usr/share/%s/*\n' doc info locale man >"$root/etc/dpkg/dpkg.cfg.d/docker"
    nice debootstrap --variant=minbase trixie "$root" "$debian" >"$work/log" 2>&1 ||
        die "debootstrap failed"
    rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/usr/share/doc/* \
        "$root"/usr/share/man/* "$root"/usr/share/locale/* "$root"/usr/share/info/* "$root"/var/log/*
    buildah commit -q --rm "$made" "$base_name" >/dev/null
    passed "base image imported as $base_name"
}

# The newest security revision of libvips is what an image must be built from. A mirror that does
# not hold it yet (or no longer) may still test the build with the revision before.
vips_revision() {
    local pool=$debian/pool/main/v/vips/vips_8.16.1-1
    if ! curl -fsIo /dev/null "$pool+deb13u2.debian.tar.xz" &&
        curl -fsIo /dev/null "$pool+deb13u1.debian.tar.xz"; then
        echo "docker/test.sh: WARNING: the mirror lacks libvips 8.16.1-1+deb13u2; this test image" \
            "is built from +deb13u1, which must not be shipped" >&2
        echo "--build-arg VIPS_REVISION=1+deb13u1 --build-arg VIPS_DEBIAN_SHA256=$u1_sha256"
    fi
}
u1_sha256=2acd86c435b8ca9fe537c65d21c5f326814c9b10d244cafad5689e60bdb1dc37

# Every line with the second it came in.
stamp() {
    local line start=$SECONDS
    while IFS= read -r line; do
        printf '%4d %s\n' $((SECONDS - start)) "$line"
    done
}

# The steps of the build that took a while: seconds, and how the step begins.
print_steps() {
    awk '/STEP [0-9]+\/[0-9]+|^ *[0-9]+ #[0-9]+ \[/ { tell($1); at = $1; what = substr($0, 6, 90) }
        END { tell($1) }
        function tell(now) { if (what != "" && now - at >= 5) printf "%5d s  %s\n", now - at, what }' \
        "$work/log"
}

build_image() {
    # shellcheck disable=SC2046 # two options or none
    set -- -f docker/Dockerfile -t "$image" --build-arg "DEBIAN=$debian" \
        --build-arg "DEBIAN_SECURITY=$security" --build-arg "APT_CONF=$(apt_conf)" \
        --build-arg "REVISION=$(git rev-parse HEAD 2>/dev/null || echo unknown)" \
        --build-arg "CREATED=$(date -u +%FT%TZ)" $(vips_revision) \
        ${TESTS:+--build-arg "TESTS=$TESTS"} .
    local start=$SECONDS
    case $engine in
        docker) docker build "$@" 2>&1 | stamp >"$work/log" || die "the build failed" ;;
        buildah)
            buildah build --isolation chroot --format docker --pull-never "$@" 2>&1 |
                stamp >"$work/log" || die "the build failed"
            ;;
    esac
    print_steps
    passed "built in $((SECONDS - start)) s, its test suite included:" \
        "$(grep -E 'tests passed' "$work/log" | tail -n 1)"
}

choose_engine
debian=$(mirror Debian)
security=$(mirror Debian-Security)
: "${debian:=http://deb.debian.org/debian}" "${security:=http://deb.debian.org/debian-security}"
bench/photos.sh >/dev/null
photos=(build/photos/*.jpg)

if [ -n "$make_base" ] && [ "$engine" = buildah ]; then import_base; fi
[ -n "$no_build" ] || build_image
open_image
check_config
check_files
check_hardening
start_service
check_answers
check_confinement
check_signals
check_seccomp
check_temporary
check_scaling
if limit 100 400; then
    unlimit
    check_quota
    check_memory
else
    echo "note: no control groups can be made here; unit tests try made-up ones"
fi
check_taken_port
check_missing_fonts
check_settings
echo "docker/test.sh: $checks checks passed in $SECONDS s with $engine"
