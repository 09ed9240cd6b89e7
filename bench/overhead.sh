#!/bin/sh
# What does HTTP cost? Images a second over HTTP (two workers, four connections) against the same
# jobs run by two threads of one process, turn by turn on the same machine: each photograph 720 wide.
# Goal: median ratio >= 0.93. Then what an image over HTTP took of the cores, and who took it.
#
#   bench/overhead.sh [--smoke] [ROUNDS] [JOBS]      ROUNDS of JOBS per photograph (3 of 200)
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"
rounds=${1:-${smoke:+1}}
rounds=${rounds:-3}
jobs=${2:-${smoke:+20}}
jobs=${jobs:-200}
choose_picture
pictures=$picture
[ -n "$smoke" ] || [ ! -d "$photos" ] || pictures=$(ls "$photos"/*.jpg)
start_server workers.count=2 queue.deadline_ms=120000
over_http() {
    "$build/bench_flood" -p "$port" -c 4 -n "$1" -t '/v1/resize?width=720&format=jpeg&quality=80' \
        "$picture" >"$work/http" || die "not all answers were 200: $(cat "$work/http")"
    grep -q status_503 "$work/http" && die "the queue was full: $(cat "$work/http")"
    field rate <"$work/http"
}

in_process() {
    "$build/bench_inprocess" "$picture" 2 "$1" resize width=720 format=jpeg quality=80 \
        >"$work/direct" || die "a job failed in process"
    field rate <"$work/direct"
}

# CPU milliseconds so far of the processes given by id: user and system, in ticks (proc(5)).
cpu_ms() {
    for pid in "$@"; do
        sed 's/.*) //' "/proc/$pid/stat"
    done | awk -v hz="$(getconf CLK_TCK)" '{ sum += $12 + $13 } END { print sum * 1000 / hz }'
}

workers() {
    pgrep -P "$server"
}

# The line of one picture: bytes, median of the rounds in process, over HTTP, and of the ratios.
median_of() {
    sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

: >"$work/cpu"
: >"$work/ratios"
for picture in $pictures; do
    over_http 8 >"$work/warm"
    : >"$work/rounds"
    for _ in $(seq "$rounds"); do
        direct=$(in_process "$jobs")
        # shellcheck disable=SC2046 # a list of ids
        before="$(cpu_ms "$server") $(cpu_ms $(workers))"
        http=$(over_http "$jobs")
        # shellcheck disable=SC2046
        echo "$before $(cpu_ms "$server") $(cpu_ms $(workers)) $(field cpu_s <"$work/http")" >>"$work/cpu"
        echo "$direct $http" >>"$work/rounds"
    done
    ratio=$(awk '{ print $2 / $1 }' "$work/rounds" | median_of)
    echo "$ratio" >>"$work/ratios"
    printf '%-28s %8d bytes: in process %6.1f images/s, over HTTP %6.1f, ratio %.3f\n' \
        "$(basename "$picture")" "$(wc -c <"$picture")" \
        "$(awk '{ print $1 }' "$work/rounds" | median_of)" \
        "$(awk '{ print $2 }' "$work/rounds" | median_of)" "$ratio"
done
awk -v jobs="$jobs" '{ front += $3 - $1; workers += $4 - $2; client += $5 * 1000; n += jobs }
    END { printf "CPU of an image over HTTP: workers %.2f ms, front %.2f, client %.2f\n",
          workers / n, front / n, client / n }' "$work/cpu"
printf 'ratio: median %.3f, lowest %.3f, highest %.3f (goal 0.93)\n' "$(median_of <"$work/ratios")" \
    "$(sort -n "$work/ratios" | head -n 1)" "$(sort -n "$work/ratios" | tail -n 1)"
