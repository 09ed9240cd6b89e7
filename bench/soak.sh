#!/bin/sh
# Does memory stay flat? Mixed requests, and the proportional set size (PSS) and the anonymous memory
# of front and workers all the while; the slope is that of a straight line through the last 80 % of
# the samples. Anonymous memory is what can leak: pages of files, which PSS also counts, come and go
# as the kernel pleases.
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

# kilobytes FIELD PID
kilobytes() {
    sed -n "s/^$1:[ \t]*\([0-9]*\) kB/\1/p" "/proc/$2/smaps_rollup" 2>/dev/null
}

sample() {
    pss=0
    anonymous=0
    for pid in $(ps -o pid= --ppid "$server"); do
        pss=$((pss + $(kilobytes Pss "$pid" || echo 0)))
        anonymous=$((anonymous + $(kilobytes Anonymous "$pid" || echo 0)))
    done
    echo "$1 $(kilobytes Pss "$server") $(kilobytes Anonymous "$server") $pss $anonymous" |
        tee -a "$work/series"
}

echo "# requests front_pss_kb front_anonymous_kb workers_pss_kb workers_anonymous_kb"
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
awk '{ for (i = 1; i <= 5; i++) y[i, NR] = $i }
    function slope(column, from,   i, n, sx, sy, sxx, sxy) {
        for (i = from; i <= NR; i++) {
            n++; sx += y[1, i]; sy += y[column, i]
            sxx += y[1, i] * y[1, i]; sxy += y[1, i] * y[column, i]
        }
        return (n * sxy - sx * sy) / (n * sxx - sx * sx) * 1000
    }
    END { from = int(NR / 5) + 1
        printf "slope over the last 80 %%, kB per 1000 requests: front PSS %.2f anonymous %.2f, workers PSS %.2f anonymous %.2f\n",
            slope(2, from), slope(3, from), slope(4, from), slope(5, from) }' \
    "$work/series"
