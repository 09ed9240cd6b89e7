#!/bin/sh
# Serve on 127.0.0.1:PORT (default 8083) with PROCESSES processes (default: the cores).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export NODE_ENV=production NODE_PATH="$here/../../../build/peers/express-jimp/node_modules"
exec node "$here/server.js"
