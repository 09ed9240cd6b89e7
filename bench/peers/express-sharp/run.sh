#!/bin/sh
# Serve on 127.0.0.1:PORT (default 8082). README.md says why it is set up like this.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
jemalloc=/usr/lib/$(uname -m)-linux-gnu/libjemalloc.so.2
[ -r "$jemalloc" ] && export LD_PRELOAD="$jemalloc"
physical=$(lscpu -p | grep -v '^#' | sort -u -t, -k 2,4 | wc -l)
[ "$physical" -gt 4 ] && export UV_THREADPOOL_SIZE="$physical"
export NODE_ENV=production NODE_PATH="$here/../../../build/peers/express-sharp/node_modules"
exec node "$here/server.js"
