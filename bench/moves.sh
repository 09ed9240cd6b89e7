#!/bin/sh
# JPEGs turned, flipped and cut without loss, in one thread: coefficients moved as bits against
# libjpeg's coefficient arrays. CPU time, medians, both taking turns; fails where bytes differ.
#
#   bench/moves.sh [--smoke] [ROUNDS]      by default 3
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"
[ -x "$build/bench_moves" ] || die "$build/bench_moves is not built"
rounds=${1:-${smoke:+1}}
if [ -n "$smoke" ]; then
    choose_picture 2688 1600
    set -- "$picture"
else
    set -- "$photos"/*.jpg
fi
"$build/bench_moves" "${rounds:-3}" "$@"
