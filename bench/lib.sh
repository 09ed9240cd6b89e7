# Shared by the scripts of this folder; sourced, not run. Loopback only.
#
# BENCH_BUILD: the build directory (default build/release), with mezzotint and the bench_* tools.

cd "$(dirname "$0")/.." || exit 1
build=${BENCH_BUILD:-build/release}
photos=build/photos
work=$(mktemp -d)
server=

die() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

for tool in mezzotint bench_flood bench_inprocess bench_picture bench_pulse; do
    [ -x "$build/$tool" ] || die "$build/$tool is not built (set BENCH_BUILD)"
done

stop_server() {
    if [ -n "$server" ]; then
        kill -TERM "$server" 2>/dev/null
        wait "$server"
        server_status=$?
        server=
        [ "$server_status" = 0 ] || echo "$(basename "$0"): the server ended with $server_status" >&2
    fi
}

finish() {
    stop_server
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# start_server SECTION.KEY=VALUE...: sets server (pid), port, admin_port.
start_server() {
    sets=
    for set in "$@"; do
        sets="$sets --set $set"
    done
    # shellcheck disable=SC2086 # a list of words on purpose
    "$build/mezzotint" serve --set http.port=0 --set http.admin_port=0 --set log.level=warn $sets \
        >"$work/ready" 2>"$work/log" &
    server=$!
    for _ in $(seq 600); do
        grep -q '^mezzotint ready' "$work/ready" && break
        kill -0 "$server" 2>/dev/null || die "the server did not start: $(cat "$work/log")"
        sleep 0.1
    done
    port=$(sed -n 's/^mezzotint ready http:[^ ]*:\([0-9]*\) admin .*/\1/p' "$work/ready")
    admin_port=$(sed -n 's/.* admin http:[^ ]*:\([0-9]*\)$/\1/p' "$work/ready")
    [ -n "$port" ] && [ -n "$admin_port" ] || die "no ready line: $(cat "$work/ready" "$work/log")"
}

# picture: a real photograph when there is one, else a drawn one; sets picture.
choose_picture() {
    picture=$(ls "$photos"/*.jpg 2>/dev/null | head -n 1)
    if [ -z "$picture" ] || [ -n "$smoke" ]; then
        picture=$work/drawn.jpg
        "$build/bench_picture" jpeg "${1:-3840}" "${2:-2160}" >"$picture"
        [ -n "$smoke" ] || echo "# no photographs in $photos (bench/photos.sh fetches some): a drawn picture"
    fi
}

# field NAME < line of bench_flood
field() {
    tr ' ' '\n' | grep -A1 "^$1\$" | tail -n 1
}

smoke=
if [ "$1" = --smoke ]; then
    smoke=1
    shift
fi
