#!/bin/sh
# Is the service there for others while it is full? The 99th percentile of GET /livez while every
# worker is busy and the queue is full (goal: below 10 ms), then 2000 uploads at once against
# queue.length=64: only 200 and 503, and the front's peak memory within docs/ARCHITECTURE.md's formula.
#
#   bench/livez.sh [--smoke] [SECONDS] [UPLOADS]
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"
seconds=${1:-${smoke:+2}}
seconds=${seconds:-10}
uploads=${2:-${smoke:+200}}
uploads=${uploads:-2000}
ulimit -n "$(ulimit -Hn)"
choose_picture 1920 1080

start_server workers.count=2 queue.length=8 queue.deadline_ms=600000
# As many connections as there are places: the queue stays full and nobody spins on refusals.
"$build/bench_flood" -p "$port" -c 10 -n 1000000 -t '/v1/resize?width=1600&format=webp&effort=6' \
    "$picture" >"$work/load" 2>&1 &
load=$!
sleep 1
# A probe every 20 ms, each on a connection of its own, as a load balancer would ask.
"$build/bench_pulse" -p "$port" -i 20 -n $((seconds * 50)) /livez >"$work/pulse" ||
    die "a probe was not answered: $(cat "$work/pulse")"
curl -s "http://127.0.0.1:$admin_port/metrics" |
    grep -E '^mezzotint_(workers_busy|queue_depth|admitted) ' | tr '\n' ' '
kill "$load"
wait "$load" 2>/dev/null
echo
cat "$work/pulse"
echo "livez: p99 $(field p99_ms <"$work/pulse") ms (goal 10)"
stop_server

buffer_mb=96
start_server workers.count=2 queue.length=64 queue.deadline_ms=600000 http.max_connections=4096 \
    "queue.buffer_mb=$buffer_mb"
"$build/bench_flood" -p "$port" -c "$uploads" -n "$uploads" \
    -t '/v1/resize?width=320&format=jpeg' "$picture" >"$work/flood" ||
    die "an upload was answered otherwise than by 200 or 503: $(cat "$work/flood")"
echo "uploads at once: $(cat "$work/flood")"
# A base of 10 MB, 64 KiB a connection, bodies, and a result a worker, here far below 1 MB.
peak_kb=$(sed -n 's/^VmHWM:[ \t]*\([0-9]*\) kB/\1/p' "/proc/$server/status")
peak_mb=$((peak_kb * 1024 / 1000000))
bound_mb=$((10 + uploads * 65536 / 1000000 + buffer_mb + 2))
echo "front peak memory: $peak_mb MB, at most $bound_mb by the formula"
[ "$peak_mb" -le "$bound_mb" ] || die "the front held more than the formula says"
