#!/bin/bash
# Quality of the planar engine's resize on real photographs: PSNR of Y, Cb and Cr against a float
# reference, beside libvips'. Fails when a photograph is more than 0.3 dB below libvips.
#
#   bench/psnr.sh [--smoke] [WIDTH...]      by default 720 and 200
. "$(dirname "$0")/lib.sh"

[ -x "$build/bench_psnr" ] || die "$build/bench_psnr is not built"
if [ -n "$smoke" ]; then
    choose_picture 800 600
    set -- 200
    files=$picture
else
    files=$(ls "$photos"/*.jpg) || die "no photographs (bench/photos.sh fetches some)"
    [ $# -gt 0 ] || set -- 720 200
fi
status=0
for width in "$@"; do
    for how in "80 jpeg" "95 jpeg" "80 webp"; do
        echo "# width $width quality $how"
        # shellcheck disable=SC2086 # lists of words on purpose
        "$build/bench_psnr" "$width" $how $files || status=1
    done
done
exit $status
