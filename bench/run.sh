#!/bin/sh
# Compare this service with five others, each in its own world's best dress: set them up, measure
# them by turns in one run, write bench/results (a page, charts, the numbers). About 20 minutes on two
# cores, the first time some more for setting up. A run that was cut goes on where it stopped.
#
#   bench/run.sh [--servers A,B] [--workloads A,B] [--seconds S] [--rounds N] [--fresh]
#   bench/run.sh --smoke     ten seconds, no network: this service and a peer that is set up already
#
#   --fresh      forget what was measured of this commit
#   --results D  write the page somewhere else than bench/results
#   BENCH_BUILD  a build directory to use instead of building build/release
set -eu
cd "$(dirname "$0")/.."
export PYTHONPYCACHEPREFIX="$PWD/build/bench/pycache" # not into the source tree
peers="go express-sharp express-jimp flask-uwsgi django-uwsgi"
build=${BENCH_BUILD:-build/release}
results=bench/results
servers="mezzotint $peers"
smoke=
fresh=
options=

die() {
    echo "run.sh: $*" >&2
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
        --smoke) smoke=1; shift ;;
        --fresh) fresh=1; shift ;;
        --servers) servers=$(echo "$2" | tr ',' ' '); shift 2 ;;
        --results) results=$2; shift 2 ;;
        --workloads | --seconds | --rounds) options="$options $1 $2"; shift 2 ;;
        *) die "no option $1; the first lines of this file say what there is" ;;
    esac
done

# A peer is set up again when its lock file is newer than the last time.
set_up() {
    stamp=build/peers/$1/done
    newest=$(find "bench/peers/$1" -type f -newer "$stamp" 2>/dev/null || echo never)
    [ -e "$stamp" ] && [ -z "$newest" ] && return
    echo "setting up $1"
    "bench/peers/$1/setup.sh" || die "cannot set up $1"
    touch "$stamp"
}

build_tools() {
    [ -n "${BENCH_BUILD:-}" ] && return
    cmake --preset release >/dev/null
    cmake --build --preset release --target mezzotint bench_flood bench_pulse bench_picture -- --quiet
}

# Drawn pictures, a second or two of each; any failure is the exit status.
run_smoke() {
    out=$(mktemp -d)
    trap 'rm -rf "$out"' EXIT
    for tool in mezzotint bench_flood bench_pulse bench_picture; do
        [ -x "$build/$tool" ] || die "$build/$tool is not built (set BENCH_BUILD)"
    done
    "$build/bench_picture" jpeg 1600 1200 >"$out/photo.jpg"
    "$build/bench_picture" png 800 600 >"$out/alpha.png"
    both=mezzotint
    for peer in $peers; do
        [ -e "build/peers/$peer/done" ] && both=mezzotint,$peer && break
    done
    python3 bench/compare.py --smoke --out "$out" --build "$build" --servers "$both" \
        --workloads photo6-720,png-720 --seconds 0.5 --rounds 1 --pings 25
    python3 bench/report.py "$out" "$out/results" "$build" >"$out/said" || die "no report"
    head -c 5 "$out/results/responsiveness.svg" | grep -q '<svg' || die "no chart"
}

if [ -n "$smoke" ]; then
    run_smoke
    exit
fi

./scripts/deps.sh build bench
build_tools
bench/photos.sh
bench/inputs.sh
for server in $servers; do
    [ "$server" = mezzotint ] || set_up "$server"
done
run=build/bench/runs/$(git rev-parse --short HEAD)
[ -z "$fresh" ] || rm -rf "$run"
# shellcheck disable=SC2086 # a list of words on purpose
python3 bench/compare.py --out "$run" --build "$build" \
    --servers "$(echo "$servers" | tr ' ' ',')" $options
python3 bench/report.py "$run" "$results" "$build"
