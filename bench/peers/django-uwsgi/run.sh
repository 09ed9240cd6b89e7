#!/bin/sh
# Serve on 127.0.0.1:PORT (default 8086) with PROCESSES processes (default: the cores).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv=$here/../../../build/peers/django-uwsgi/venv
# Nothing is written into the source tree.
export PYTHONPYCACHEPREFIX="$venv/../pycache"
exec "$venv/bin/uwsgi" --ini "$here/../uwsgi.ini" --http "127.0.0.1:${PORT:-8086}" \
    --processes "${PROCESSES:-$(nproc)}" --venv "$venv" \
    --pythonpath "$here" --pythonpath "$here/.." --module app:app
