#!/bin/sh
# Make the two inputs that are not photographs as they came: into build/bench/inputs.
set -eu
cd "$(dirname "$0")/.."
photos=build/photos
to=build/bench/inputs
[ -s "$to/photo6.jpg" ] && [ -s "$to/alpha.png" ] && exit 0
mkdir -p "$to"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# 3000x2000, 4:2:0, quality 90.
vips thumbnail $photos/casa-mila.jpg "$to/photo6.jpg[Q=90,subsample_mode=on,optimize_coding,strip]" 3000

# 2048x1536 RGBA: a photograph cut out by an ellipse with a soft edge.
vips thumbnail $photos/tea-gardens.jpg "$work/rgb.v" 2048 --height 1536 --crop centre
vips mask_butterworth "$work/mask.v" 2048 1536 20 0.9 0.5 --optical --uchar
vips invert "$work/mask.v" "$work/alpha.v"
vips bandjoin "$work/rgb.v $work/alpha.v" "$to/alpha.png[compression=6,filter=all,strip]"
