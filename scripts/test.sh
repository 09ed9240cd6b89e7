#!/usr/bin/env bash
# Build what is there with every warning an error, and run the unit tests under ASan and UBSan.
set -u
cd "$(dirname "$0")/.." && ./scripts/deps.sh || exit 1
out=build/test; mkdir -p $out
flags="-g -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -I. -include base/ban.h"
passed=0; failed=0
for name in head body job; do
    if gcc $flags -fsanitize=address,undefined tests/unit/service/test_$name.c service/$name.c \
        base/*.c $(pkg-config --cflags --libs check) -lm -o $out/test_$name && $out/test_$name; then
        passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
if gcc $flags -fsyntax-only image/*.c image/ops/*.c $(pkg-config --cflags vips | sed 's/-I/-isystem /g'); then
    passed=$((passed + 1)); else failed=$((failed + 1)); fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
