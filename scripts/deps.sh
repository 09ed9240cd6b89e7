#!/usr/bin/env bash
# Install what is missing, by Debian package name.
set -eu
need="build-essential pkg-config libvips-dev libjpeg62-turbo-dev libpng-dev check libsubunit-dev"
missing=$(for p in $need; do dpkg -s "$p" >/dev/null 2>&1 || echo "$p"; done)
[ -z "$missing" ] && exit 0
echo "installing:" $missing
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
