#!/usr/bin/env bash
# Draw docs/images/operations.webp: every operation's example on one photograph. Look at it.
#   scripts/contact-sheet.sh [PHOTO]
set -euo pipefail
cd "$(dirname "$0")/.."
photo=${1:-build/photos/roman-colosseum.jpg}
sheet=docs/images/operations.webp

[ -f "$photo" ] || bench/photos.sh
cmake --preset release >/dev/null
cmake --build --preset release --target contact_sheet -- --quiet
mkdir -p docs/images
build/release/contact_sheet "$photo" "$sheet"
echo "wrote $sheet, $(stat -c %s "$sheet") bytes"
