#!/bin/sh
# Does memory stay flat? Mixed requests, and the proportional set size of front and workers all the
# while; the slope is that of a straight line through the last 80 % of the samples.
#
#   bench/soak.sh [--smoke] [REQUESTS]
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"
requests=${1:-${smoke:+600}}
requests=${requests:-50000}
steps=${smoke:+10}
steps=${steps:-50}
"$build/bench_picture" jpeg 1280 960 >"$work/a.jpg"
"$build/bench_picture" png 640 480 >"$work/b.png"
"$build/bench_picture" jpeg 320 240 >"$work/c.jpg"
start_server workers.count=2 workers.recycle_jobs=0 queue.deadline_ms=120000

pss() {
    sed -n 's/^Pss:[ \t]*\([0-9]*\) kB/\1/p' "/proc/$1/smaps_rollup" 2>/dev/null
}

sample() {
    workers=0
    for pid in $(ps -o pid= --ppid "$server"); do
        workers=$((workers + $(pss "$pid" || echo 0)))
    done
    echo "$1 $(pss "$server") $workers" | tee -a "$work/series"
}

echo "# requests front_kb workers_kb"
sample 0
for step in $(seq "$steps"); do
    "$build/bench_flood" -p "$port" -c 4 -n $((requests / steps)) \
        -t '/v1/resize?width=320&format=jpeg' -t '/v1/resize?width=200&height=200&fit=cover&format=webp' \
        -t '/v1/rotate?angle=90&format=jpeg' -t '/v1/blur?sigma=2&format=jpeg' \
        -t '/v1/crop?width=50%25&height=50%25&format=png' -t '/v1/info' \
        -t '/v1/grayscale?format=jpeg' -t '/v1/plan?plan=%7B%22steps%22%3A%5B%7B%22op%22%3A%22resize%22%2C%22width%22%3A99%7D%5D%7D' -t '/v1/sharpen?format=webp' \
        -t '/v1/rotate?angle=12&format=jpeg' -t '/v1/flip?format=jpeg' \
        "$work/a.jpg" "$work/b.png" "$work/c.jpg" >"$work/flood" ||
        die "an answer was neither 200 nor 503: $(cat "$work/flood")"
    sample $((step * (requests / steps)))
done
awk '{ x[NR] = $1; f[NR] = $2; w[NR] = $3 }
    function slope(y, from,   i, n, sx, sy, sxx, sxy) {
        for (i = from; i <= NR; i++) { n++; sx += x[i]; sy += y[i]; sxx += x[i] * x[i]; sxy += x[i] * y[i] }
        return (n * sxy - sx * sy) / (n * sxx - sx * sx) * 1000
    }
    END { from = int(NR / 5) + 1
        printf "slope over the last 80 %%: front %.2f, workers %.2f kB per 1000 requests\n", slope(f, from), slope(w, from) }' \
    "$work/series"
