#!/bin/bash
# How near the planar engine comes to the limit, entropy decoding alone, in one process and thread;
# and libvips beside it. CPU time, medians, all candidates taking turns on each photograph.
#
#   bench/limit.sh [--smoke] [ROUNDS] [PLAN]      by default 5 and resize?width=720&quality=80
. "$(dirname "$0")/lib.sh"

[ -x "$build/bench_engines" ] || die "$build/bench_engines is not built"
rounds=${1:-5}
plan=${2:-resize?width=720&quality=80}
if [ -n "$smoke" ]; then
    rounds=1
    choose_picture 800 600
    set -- "$picture"
else
    set -- "$photos"/*.jpg
fi
echo "# $plan, $rounds rounds, $(git rev-parse --short HEAD), $(date -u +%F)"
"$build/bench_engines" "$rounds" "$plan" "$@" | tee "$work/lines"
awk '/ratio/ { n++; ratio += $NF } { for (i = 2; i < NF; i++) if ($i == "planar") p += $(i + 1)
    else if ($i == "vips") v += $(i + 1) }
    END { if (n) printf "mean ratio to the limit %.3f over %d files; vips/planar %.2f\n", ratio / n, n, v / p }' \
    "$work/lines"
