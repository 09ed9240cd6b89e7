#!/bin/sh
# Serve on 127.0.0.1:PORT (default 8084).
set -eu
# govips' README: fewer malloc arenas against fragmentation.
export MALLOC_ARENA_MAX=2
exec "$(dirname "$0")/../../../build/peers/go/server"
