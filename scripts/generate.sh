#!/usr/bin/env bash
# Write again what is generated from the tables: docs pages and the block of openapi.yaml.
#   scripts/generate.sh [BINARY]
set -euo pipefail
binary=$(realpath "${1:-$(dirname "$0")/../build/release/mezzotint}")
cd "$(dirname "$0")/.."

page() {
    "$binary" "${@:2}" >"$1.new"
    mv "$1.new" "$1"
    echo "wrote $1"
}

page docs/configuration.md print-config --markdown
page docs/operations.md operations --markdown
page docs/errors.md errors --markdown

# Between the two marks stands what the table says; everything else is written by hand.
"$binary" operations --openapi | python3 -c '
import re, sys
block = sys.stdin.read()
text = open("openapi.yaml").read()
marks = re.compile(r"(^ *# BEGIN GENERATED[^\n]*\n).*?(^ *# END GENERATED)", re.M | re.S)
if not marks.search(text):
    sys.exit("openapi.yaml has no # BEGIN GENERATED and # END GENERATED lines")
new = marks.sub(lambda found: found.group(1) + block + found.group(2), text)
open("openapi.yaml", "w").write(new)
print("wrote the generated block of openapi.yaml")
'
