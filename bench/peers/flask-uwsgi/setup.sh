#!/bin/sh
# Install exactly what requirements.txt names, with its hashes, into build/peers/flask-uwsgi/venv.
set -eu
cd "$(dirname "$0")"
to=../../../build/peers/flask-uwsgi
mkdir -p "$to"
python3 -m venv "$to/venv"
"$to/venv/bin/pip" install --quiet --require-hashes -r requirements.txt
