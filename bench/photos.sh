#!/bin/sh
# Fetch real photographs for the benchmarks: Debian's budgie-backgrounds (CC0), unpacked into
# build/photos. The package is in trixie; a machine on another suite asks the same Debian mirror it
# is configured for, through a private apt source in a temporary directory. Nothing is installed.
#
#   BENCH_MIRROR=URI  another Debian mirror
set -eu
cd "$(dirname "$0")/.."
photos=build/photos
package=budgie-backgrounds
suite=trixie

die() {
    echo "photos.sh: $*" >&2
    exit 1
}

if ls "$photos"/*.jpg >/dev/null 2>&1; then
    echo "$photos has $(ls "$photos"/*.jpg | wc -l) photographs already"
    exit 0
fi
command -v apt-get >/dev/null || die "needs apt-get (Debian)"
mirror=${BENCH_MIRROR:-$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' \
    'Created-By: Packages' | sed -n 's/^Debian|Debian|//p' | head -n 1)}
[ -n "$mirror" ] || die "no Debian mirror is configured in apt; set BENCH_MIRROR"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r "$keyring" ] || die "no $keyring (package debian-archive-keyring)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/package"
chmod 755 "$work"
echo "deb [signed-by=$keyring] $mirror $suite main" >"$work/sources.list"

apt() {
    apt-get -qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- \
        -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" \
        -o APT::Sandbox::User=root -o Acquire::Retries=1 -o Acquire::http::Timeout=30 "$@"
}

echo "asking $mirror ($suite) for $package"
apt update || die "cannot read the package list of $suite from $mirror"
(cd "$work/package" && apt download "$package") || die "cannot download $package from $mirror"
dpkg-deb -x "$work"/package/*.deb "$work/package/tree"
mkdir -p "$photos"
find "$work/package/tree" -name '*.jpg' -exec cp {} "$photos" \;
ls "$photos"/*.jpg >/dev/null 2>&1 || die "$package holds no JPEG"
echo "$photos has $(ls "$photos"/*.jpg | wc -l) photographs"
