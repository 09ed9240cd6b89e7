#!/bin/sh
# Install exactly what package-lock.json names into build/peers/express-jimp.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=$here/../../../build/peers/express-jimp
mkdir -p "$to"
cp "$here/package.json" "$here/package-lock.json" "$to"
cd "$to"
npm ci --omit=dev --no-audit --no-fund --silent
