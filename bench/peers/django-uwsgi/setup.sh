#!/bin/sh
# Install exactly what requirements.txt names, with its hashes, into build/peers/django-uwsgi/venv.
set -eu
cd "$(dirname "$0")"
to=../../../build/peers/django-uwsgi
mkdir -p "$to"
python3 -m venv "$to/venv"
"$to/venv/bin/pip" install --quiet --require-hashes -r requirements.txt
