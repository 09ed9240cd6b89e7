#!/usr/bin/env bash
# Build the Debian package, look into it, and serve from its unpacked tree.
#   docker/test-package.sh [BUILD-DIRECTORY]
set -euo pipefail
cd "$(dirname "$0")/.."
build=$(realpath "${1:-build/release}")
work=$(mktemp -d)
server=

finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

die() {
    echo "docker/test-package.sh: $*" >&2
    exit 1
}

(cd "$work" && cpack -G DEB --config "$build/CPackConfig.cmake" >"$work/log" 2>&1) ||
    die "cpack failed: $(cat "$work/log")"
package=$(ls "$work"/mezzotint_*.deb)
dpkg-deb -c "$package" >"$work/list"
for path in usr/bin/mezzotint lib/systemd/system/mezzotint.service \
    lib/systemd/system/mezzotint.socket lib/systemd/system/mezzotint-admin.socket \
    etc/mezzotint/mezzotint.ini usr/share/doc/mezzotint/operations-guide.md; do
    grep -qE " \./(usr/)?$path\$" "$work/list" || die "the package lacks $path"
done
! grep -E '/(test_|bench_|libmezz)' "$work/list" || die "files that do not belong into a package"
[ "$(dpkg-deb -f "$package" Package)" = mezzotint ] || die "another package name"
dpkg-deb -f "$package" Depends >"$work/depends"
for library in libvips42 libmicrohttpd12 libjansson4 libc6; do
    grep -q "$library" "$work/depends" || die "no dependency on $library: $(cat "$work/depends")"
done
mkdir "$work/control" && dpkg-deb -e "$package" "$work/control"
grep -qx /etc/mezzotint/mezzotint.ini "$work/control/conffiles" || die "the settings are no conffile"

dpkg-deb -x "$package" "$work/tree"
"$work/tree/usr/bin/mezzotint" check-config --config "$work/tree/etc/mezzotint/mezzotint.ini" \
    >/dev/null || die "the settings file is refused"
"$work/tree/usr/bin/mezzotint" serve --config "$work/tree/etc/mezzotint/mezzotint.ini" \
    --set http.port=0 --set http.admin_port=0 >"$work/ready" 2>"$work/log" &
server=$!
for _ in $(seq 300); do
    grep -q '^mezzotint ready' "$work/ready" && break
    sleep 0.1
done
url=$(awk '{print $3}' "$work/ready")
[ -n "$url" ] || die "it does not start: $(cat "$work/log")"
[ "$(curl -sS "$url/livez")" = alive ] || curl -fsS "$url/livez" >/dev/null || die "it is not alive"
kill -TERM "$server"
wait "$server" || die "SIGTERM: exit status $?"
server=
# The units, as systemd reads them, with the binary where it is now.
if command -v systemd-analyze >/dev/null; then
    mkdir "$work/units"
    cp docker/systemd/*.service docker/systemd/*.socket "$work/units"
    sed -i "s|^ExecStart=/usr|&@|; s|=/usr@|=$work/tree/usr|" "$work/units/mezzotint.service"
    systemd-analyze verify --man=no "$work"/units/* >"$work/verify" 2>&1 || true
    [ ! -s "$work/verify" ] || die "systemd finds fault: $(cat "$work/verify")"
    exposure=$(systemd-analyze security --offline=yes "docker/systemd/mezzotint.service" | tail -n 1)
fi
echo "ok: $(basename "$package"), $(dpkg-deb -f "$package" Installed-Size) kB installed; ${exposure-}"
