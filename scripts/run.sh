#!/usr/bin/env bash
# Install what is missing, build a release and serve. Arguments go to the service:
#   scripts/run.sh --set http.port=9000
set -euo pipefail
cd "$(dirname "$0")/.."

./scripts/deps.sh build
echo "building build/release/mezzotint"
cmake --preset release >/dev/null
cmake --build --preset release --target mezzotint -- --quiet

binary=build/release/mezzotint
port=$("$binary" print-config "$@" | awk '$1 == "port" {print $3}')
photo=docs/images/before.jpg
[ -f "$photo" ] || photo=photo.jpg
[ "$port" = 0 ] && port=PORT
echo "once it is ready:"
echo "  curl --data-binary @$photo -o small.webp 'http://127.0.0.1:$port/v1/resize?width=800&format=webp'"
exec "$binary" serve "$@"
