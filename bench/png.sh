#!/bin/sh
# PNG to PNG, 2048x1536 RGBA to 720 wide, in one thread: our codec and zimg against libpng, zlib and
# libvips, stage by stage; with and without filters in the source.
#
#   bench/png.sh [--smoke] [ROUNDS] [FILE.png...]
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"
rounds=${1:-${smoke:+1}}
rounds=${rounds:-9}
[ $# -gt 0 ] && shift
choose_picture 2048 1536
for filter in all none; do
    "$build/bench_pngs" make "$picture" 2048 1536 $filter >"$work/rgba-filters-$filter.png" ||
        die "cannot make a PNG of $picture"
done
"$build/bench_pngs" run 720 "$rounds" "$work"/rgba-filters-*.png "$@"
