#!/usr/bin/env bash
# The Debian package under a real systemd: a Debian of its own (debootstrap), booted in a namespace
# container without a network, where the unit is enabled, restarted, killed and stopped under load.
#   docker/test-systemd.sh [BUILD-DIRECTORY]      needs root; some minutes
# MEZZOTINT_TREE: a folder for that Debian; kept and used again when it is named.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$(realpath "${1:-build/release}")
work=$(mktemp -d)
tree=${MEZZOTINT_TREE:-$work/tree}
trap 'rm -rf "$work"' EXIT

die() {
    echo "docker/test-systemd.sh: $*" >&2
    exit 1
}

[ "$(id -u)" = 0 ] || die "needs root"
if [ ! -e "$tree/etc/os-release" ]; then
    # shellcheck disable=SC2016 # apt's own placeholders
    mirror=$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' |
        sed -n 's/^Debian|Debian|//p' | head -n 1)
    nice debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,curl bookworm "$tree" \
        "${mirror%/}" >"$work/log" 2>&1 || die "debootstrap failed: $(tail -n 3 "$work/log")"
    cp -r /etc/apt/sources.list* /etc/apt/apt.conf.d "$tree/etc/apt/"
fi
(cd "$work" && cpack -G DEB --config "$build/CPackConfig.cmake" >"$work/log" 2>&1) ||
    die "cpack failed: $(cat "$work/log")"
rm -f "$tree/etc/mezzotint/mezzotint.ini"
mv "$work"/mezzotint_*.deb "$tree/srv/mezzotint.deb"
nice chroot "$tree" sh -c 'apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install \
    --reinstall --no-install-recommends -y -o Dpkg::Options::=--force-confmiss /srv/mezzotint.deb' >"$work/log" 2>&1 ||
    die "the package does not install: $(tail -n 5 "$work/log")"
"$build/bench_picture" jpeg 1600 1200 >"$tree/srv/picture.jpg"

# What runs in there, as a unit that the boot starts; its verdict is a file.
cat >"$tree/srv/checks.sh" <<'EOF'
set -u
exec >/srv/result 2>&1
url=http://127.0.0.1:8080

end() {
    echo "$*"
    [ "$*" = "all is well" ] || journalctl -u mezzotint -n 300 --no-pager | grep -v '"event":"request"' | tail -n 30
    systemctl --no-block poweroff
    exit 0
}
post() {
    curl -sS -m 30 -o /srv/out -w '%{http_code}' --data-binary @/srv/picture.jpg \
        "$url/v1/resize?width=320&format=jpeg"
}
# A number that systemd tells of the unit.
show() { systemctl show -P "$1" mezzotint.service; }

systemctl enable --now mezzotint.socket mezzotint-admin.socket || end "the sockets do not start"
[ "$(show ActiveState)" = inactive ] || end "the service runs before anybody asks"
[ "$(post)" = 200 ] || end "the first request does not start it"
echo "ok: socket activation, first request answered"

pid=$(show MainPID)
grep -q '^NoNewPrivs:.1' "/proc/$pid/status" || end "it may gain privileges"
grep -q '^Seccomp:.2' "/proc/$pid/status" || end "no system call filter"
grep -q '^CapEff:.0000000000000000$' "/proc/$pid/status" || end "it has capabilities"
[ "$(stat -c %u "/proc/$pid")" != 0 ] || end "it is root"
echo "ok: a user of its own, no capability, a system call filter"

# Under load: nobody is refused by a restart or a reload, since the sockets stay.
: >/srv/codes
while [ ! -e /srv/stop ]; do post >>/srv/codes; echo >>/srv/codes; done &
load=$!
sleep 2
systemctl restart mezzotint || end "it does not restart"
[ "$(show MainPID)" != "$pid" ] || end "restart did nothing"
sleep 1
sed -i 's/^; count = auto/count = 1/' /etc/mezzotint/mezzotint.ini
pid=$(show MainPID)
systemctl reload mezzotint || end "it does not reload"
sleep 2
[ "$(show MainPID)" = "$pid" ] || end "reload restarted it"
curl -sS http://127.0.0.1:8081/metrics | grep -x 'mezzotint_workers 2' >/dev/null ||
    end "one worker and one spare were asked for: $(curl -sS http://127.0.0.1:8081/metrics | grep '^mezzotint_workers ')"
touch /srv/stop
wait "$load"
[ "$(sort -u /srv/codes)" = 200 ] || end "under load: $(sort /srv/codes | uniq -c | tr '\n' ' ')"
echo "ok: restart and reload under load, $(wc -l </srv/codes) requests, none failed"

kill -KILL "$pid"
for _ in $(seq 100); do [ "$(show MainPID)" != "$pid" ] && [ "$(show ActiveState)" = active ] && break; sleep 0.1; done
[ "$(post)" = 200 ] || end "it does not come back after SIGKILL"
echo "ok: back after SIGKILL"

systemctl stop mezzotint.service mezzotint.socket mezzotint-admin.socket
[ "$(show Result)" = success ] && [ "$(show ExecMainStatus)" = 0 ] || end "it does not stop cleanly"
echo 'count = nonsense' >>/etc/mezzotint/mezzotint.ini
! systemctl start mezzotint.service 2>/dev/null; sleep 2
[ "$(show ExecMainStatus)" = 78 ] && [ "$(show NRestarts)" = 0 ] || end "a bad setting: $(show ExecMainStatus), $(show NRestarts) restarts"
echo "ok: clean stop; a bad setting stops the start for good, with status 78"
end "all is well"
EOF
rm -f "$tree/srv/stop" "$tree/srv/result"
cat >"$tree/etc/systemd/system/checks.service" <<'EOF'
[Unit]
After=multi-user.target
[Service]
ExecStart=/bin/sh /srv/checks.sh
EOF
mkdir -p "$tree/etc/systemd/system/multi-user.target.wants"
ln -sf ../checks.service "$tree/etc/systemd/system/multi-user.target.wants/checks.service"
timeout 300 systemd-nspawn --quiet --directory "$tree" --boot --register=no --keep-unit \
    --private-network >"$work/boot" 2>&1 </dev/null || true
cat "$tree/srv/result" 2>/dev/null || die "nothing ran: $(tail -n 5 "$work/boot")"
grep -qx 'all is well' "$tree/srv/result"
