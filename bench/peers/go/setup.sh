#!/bin/sh
# Build what go.mod and go.sum pin into build/peers/go; libvips is the system's (libvips-dev).
set -eu
cd "$(dirname "$0")"
to=$(cd ../../.. && pwd)/build/peers/go
mkdir -p "$to"
GOCACHE=$to/cache GOMODCACHE=$to/modules go build -mod=readonly -modcacherw -o "$to/server" .
