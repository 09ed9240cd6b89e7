#!/bin/sh
# What does HTTP cost? Images a second over HTTP (two workers, four connections) against the same
# jobs run by two threads of one process, turn by turn on the same machine. Goal: ratio >= 0.93.
#
#   bench/overhead.sh [--smoke] [ROUNDS] [JOBS]
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"
rounds=${1:-${smoke:+1}}
rounds=${rounds:-5}
jobs=${2:-${smoke:+20}}
jobs=${jobs:-200}
choose_picture
start_server workers.count=2 queue.deadline_ms=120000

over_http() {
    "$build/bench_flood" -p "$port" -c 4 -n "$1" -t '/v1/resize?width=720&format=jpeg&quality=80' \
        "$picture" >"$work/http" || die "not all answers were 200: $(cat "$work/http")"
    field rate <"$work/http"
}

in_process() {
    "$build/bench_inprocess" "$picture" 2 "$1" resize width=720 format=jpeg quality=80 \
        >"$work/direct" || die "a job failed in process"
    field rate <"$work/direct"
}

over_http 8 >"$work/warm"
for round in $(seq "$rounds"); do
    direct=$(in_process "$jobs")
    http=$(over_http "$jobs")
    grep -q status_503 "$work/http" && die "the queue was full: $(cat "$work/http")"
    echo "$direct $http" >>"$work/rounds"
    echo "round $round: in process $direct images/s, over HTTP $http images/s"
done
awk '{ print $2 / $1 }' "$work/rounds" | sort -n >"$work/ratios"
awk '{ r[NR] = $1 } END { printf "ratio: median %.3f, lowest %.3f, highest %.3f (goal 0.93)\n",
    NR % 2 ? r[(NR + 1) / 2] : (r[NR / 2] + r[NR / 2 + 1]) / 2, r[1], r[NR] }' "$work/ratios"
