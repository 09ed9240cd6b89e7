#!/usr/bin/env bash
# Build the image, run it as an operator would, and look at everything it promises.
#   docker/test.sh [--base] [--keep] [--no-build]
#     --base   make the base image with debootstrap first (no container registry needed)
#     --keep   leave the image in the store, build/containers (or the engine's)
#     --no-build   look at the image that is in the store from an earlier --keep
# With a Docker engine the image is built and run by it; else it is built by buildah and run in
# namespaces of its own, with the same restrictions (docker/run-confined.sh). Needs root then.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C # bytes, not letters, are compared

base_name=docker.io/library/debian:13-slim
image=localhost/mezzotint:test
max_mb=150
store=$PWD/build/containers
driver=
engine=
container=
server=
checks=0
told=0 # second of the last line
make_base=
no_build=
keep=
groups=() # control groups that the service joins
limits=() # or the options of docker run that do the same
work=$(mktemp -d)
port=18080
admin_port=18081

for option in "$@"; do
    case $option in
        --base) make_base=1 ;;
        --keep) keep=1 ;;
        --no-build) no_build=1 keep=1 ;;
        *) echo "test.sh: no option \"$option\"" >&2; exit 64 ;;
    esac
done

die() {
    echo "docker/test.sh: $*" >&2
    if [ -s "$work/log" ]; then
        grep -aE 'tests/.*:[FE]:| error:|Sanitizer' "$work/log" | head -n 40 >&2 || true
        tail -n 20 "$work/log" >&2
    fi
    exit 1
}

passed() {
    checks=$((checks + 1))
    echo "ok: $* ($((SECONDS - told)) s)"
    told=$SECONDS
}

finish() {
    stop_service || true
    unlimit
    if [ "$engine" = buildah ]; then
        [ -z "$container" ] || buildah rm "$container" >/dev/null || true
        [ -n "$keep" ] || buildah rmi --all --force >/dev/null 2>&1 || true
    fi
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# A store of our own, so that neither the machine's images are touched nor others seen.
buildah() {
    command nice buildah --storage-driver "$driver" --root "$store" --runroot "$store/run" "$@"
}

# Overlay mounts save copying the whole tree for each stage; not every container may make them.
choose_driver() {
    local probe
    driver=overlay
    if ! probe=$(buildah from scratch 2>/dev/null) || ! buildah mount "$probe" >/dev/null 2>&1; then
        driver=vfs
    fi
    [ -z "${probe-}" ] || buildah rm "$probe" >/dev/null 2>&1 || true
}

# What this machine's apt is told beyond the defaults: its clock may not suit Debian's signatures.
apt_conf() {
    if [ "$(apt-config shell v Acquire::Check-Valid-Until/b)" = "v='false'" ]; then
        echo 'Acquire::Check-Valid-Until "false";'
    fi
}

# The Debian mirror that apt is configured with, and its archive of security updates.
mirror() {
    apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' |
        sed -n "s/^Debian|$1|//p" | head -n 1 | sed 's|/$||'
}

# Without a registry: a minimal Debian under the name that the Dockerfile asks for. What the
# official slim image leaves out is left out here too.
import_base() {
    local root=$work/base
    nice debootstrap --variant=minbase trixie "$root" "$debian" >"$work/log" 2>&1 ||
        die "debootstrap failed"
    rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/usr/share/doc/* \
        "$root"/usr/share/man/* "$root"/usr/share/locale/* "$root"/usr/share/info/* "$root"/var/log/*
    local made
    made=$(buildah from scratch)
    buildah add -q "$made" "$root" / >/dev/null
    buildah commit -q --rm "$made" "$base_name" >/dev/null
    rm -rf "$root"
    passed "base image imported as $base_name"
}

# The newest security revision of libvips is what an image must be built from. A mirror that does
# not hold it yet (or no longer) may still test the build with the revision before.
vips_revision() {
    local pool=$debian/pool/main/v/vips/vips_8.16.1-1
    if ! curl -fsIo /dev/null "$pool+deb13u2.debian.tar.xz" &&
        curl -fsIo /dev/null "$pool+deb13u1.debian.tar.xz"; then
        echo "docker/test.sh: WARNING: the mirror lacks libvips 8.16.1-1+deb13u2; this test image" \
            "is built from +deb13u1, which must not be shipped" >&2
        echo "--build-arg VIPS_REVISION=1+deb13u1 --build-arg VIPS_DEBIAN_SHA256=$u1_sha256"
    fi
}
u1_sha256=2acd86c435b8ca9fe537c65d21c5f326814c9b10d244cafad5689e60bdb1dc37

# Every line with the second it came in.
stamp() {
    local line start=$SECONDS
    while IFS= read -r line; do
        printf '%4d %s\n' $((SECONDS - start)) "$line"
    done
}

# The steps of the build that took a while: seconds, and how the step begins.
print_steps() {
    awk '/STEP [0-9]+\/[0-9]+|^ *[0-9]+ #[0-9]+ \[/ { tell($1); at = $1; what = substr($0, 6, 90) }
        END { tell($1) }
        function tell(now) { if (what != "" && now - at >= 5) printf "%5d s  %s\n", now - at, what }' \
        "$work/log"
}

build_image() {
    # shellcheck disable=SC2046 # two options or none
    set -- -f docker/Dockerfile -t "$image" --build-arg "DEBIAN=$debian" \
        --build-arg "DEBIAN_SECURITY=$security" --build-arg "APT_CONF=$(apt_conf)" \
        --build-arg "REVISION=$(git rev-parse HEAD 2>/dev/null || echo unknown)" \
        --build-arg "CREATED=$(date -u +%FT%TZ)" $(vips_revision) \
        ${TESTS:+--build-arg "TESTS=$TESTS"} .
    local start=$SECONDS
    case $engine in
        docker) docker build "$@" 2>&1 | stamp >"$work/log" || die "the build failed" ;;
        buildah)
            buildah build --isolation chroot --format docker --pull-never "$@" 2>&1 |
                stamp >"$work/log" || die "the build failed"
            ;;
    esac
    print_steps
    passed "built in $((SECONDS - start)) s, its test suite included:" \
        "$(grep -E 'tests passed' "$work/log" | tail -n 1)"
}

# One value of the image's configuration, as a Go template.
config() {
    case $engine in
        docker) docker image inspect --format "{{$1}}" "$image" ;;
        buildah) buildah inspect --type image --format "{{.Docker.${1#.}}}" "$image" ;;
    esac
}

check_config() {
    local want
    while IFS='|' read -r field want; do
        [ "$(config "$field")" = "$want" ] || die "$field is $(config "$field"), not $want"
    done <<'EOF'
.Config.User|65532:65532
.Config.StopSignal|SIGTERM
.Config.Entrypoint|[/usr/bin/mezzotint]
.Config.Cmd|[serve]
.Config.Healthcheck.Test|[CMD /usr/bin/mezzotint healthcheck]
EOF
    config .Config.Labels >"$work/labels"
    grep -q 'org.opencontainers.image.revision' "$work/labels" || die "no OCI labels"
    passed "user, stop signal, entry point, health check and labels are configured"
}

# in_image COMMAND...: run in the image, with nothing of this machine.
in_image() {
    case $engine in
        docker) docker run --rm --network none --entrypoint "$1" "$image" "${@:2}" ;;
        buildah) docker/run-confined.sh "$root" "$@" ;;
    esac
}

check_files() {
    local mb
    case $engine in
        docker) mb=$(($(docker image inspect --format '{{.Size}}' "$image") / 1000000)) ;;
        buildah) mb=$(($(du -sx --apparent-size -B1 "$root" | cut -f 1) / 1000000)) ;;
    esac
    [ "$mb" -le $max_mb ] || die "the image has $mb MB, more than $max_mb"
    passed "$mb MB, at most $max_mb"

    local found
    # shellcheck disable=SC2016 # the inner shell's own; its first word shows that it ran at all
    found=$(in_image /bin/sh -c 'echo found; for p in cc gcc g++ ld make python3 perl5 curl wget; do
        command -v $p; done; find / -xdev -perm /6000 -type f 2>/dev/null; true')
    [ "$found" = found ] || die "the image holds: $found"
    passed "no compiler, no download tool, no set-user-id program"

    in_image /usr/bin/ldd /usr/bin/mezzotint >"$work/ldd"
    ! grep 'not found' "$work/ldd" || die "a shared object is missing"
    # What a trimmed libvips must not bring, and what is linked into the binary.
    ! grep -E 'Magick|poppler|openslide|matio|hdf5|cfitsio|nifti|OpenEXR|openjp|microhttpd|gnutls|ssl|crypto' \
        "$work/ldd" || die "shared objects that do not belong here"
    passed "$(grep -c '=>' "$work/ldd") shared objects, none that does not belong:" \
        "$(awk '/=>/ {print $1}' "$work/ldd" | sed 's/\.so.*//' | sort -u | tr '\n' ' ')"
    in_image /usr/bin/mezzotint version >"$work/version"
    grep -qx 'libmicrohttpd 1.0.10' "$work/version" || die "another libmicrohttpd"
    passed "$(grep -v '^loaded' "$work/version" | tr '\n' ' ')"
}

check_hardening() {
    case $engine in
        docker) docker create --name mezzotint-files "$image" >/dev/null
            docker cp mezzotint-files:/usr/bin/mezzotint "$work/binary"
            docker rm mezzotint-files >/dev/null ;;
        buildah) cp "$root/usr/bin/mezzotint" "$work/binary" ;;
    esac
    readelf -aW "$work/binary" >"$work/elf"
    objdump -d --no-show-raw-insn "$work/binary" >"$work/code"
    grep -q 'Type:.*DYN' "$work/elf" || die "not position independent"
    grep -q 'FLAGS_1.*NOW.*PIE' "$work/elf" || die "no immediate binding"
    grep -q GNU_RELRO "$work/elf" || die "no RELRO"
    grep -q 'GNU_STACK .* RW ' "$work/elf" || die "an executable stack"
    grep -q __stack_chk_fail "$work/elf" || die "no stack protector"
    grep -q '_chk@' "$work/elf" || die "no fortified functions"
    # The note in the header is missing, since Debian's C start files do not carry it.
    [ "$(uname -m)" != x86_64 ] || [ "$(grep -c endbr64 "$work/code")" -gt 100 ] ||
        die "no control-flow protection"
    passed "PIE, RELRO, immediate binding, stack protector, fortified, control-flow protection"
}

# confined NAME=VALUE...: serve in the image with this environment, in the control groups that
# `limit` has made. Becomes the service, so call it in a subshell.
confined() {
    # shellcheck disable=SC2016 # the inner shell's own
    exec env -i PATH="$PATH" "$@" sh -c '
        root=$1
        shift
        for group; do echo $$ >"$group/cgroup.procs"; done
        exec docker/run-confined.sh "$root" /usr/bin/mezzotint serve' sh "$root" "${groups[@]}"
}

# start_service NAME=VALUE...: with the environment given, all rights dropped, read-only root.
start_service() {
    local env=("MEZZOTINT_HTTP_PORT=$port" "MEZZOTINT_HTTP_ADMIN_PORT=$admin_port"
        "MEZZOTINT_HTTP_ADDRESS=127.0.0.1" "$@")
    case $engine in
        docker)
            docker run -d --rm --name mezzotint-test --network host --read-only --cap-drop ALL \
                --security-opt no-new-privileges "${limits[@]}" "${env[@]/#/--env=}" "$image" >/dev/null
            ;;
        buildah)
            (confined "${env[@]}") >"$work/log" 2>&1 &
            server=$!
            ;;
    esac
    for _ in $(seq 300); do
        curl -fso /dev/null "http://127.0.0.1:$admin_port/readyz" && return 0
        sleep 0.1
    done
    [ "$engine" = buildah ] || docker logs mezzotint-test >"$work/log" 2>&1
    die "the service is not ready after 30 s"
}

# The process of the service as this machine sees it: the child of the namespace's keeper.
service_pid() {
    case $engine in
        docker) docker inspect --format '{{.State.Pid}}' mezzotint-test ;;
        buildah) ps -o pid= --ppid "$server" | tr -d ' ' ;;
    esac
}

# stop_service: SIGTERM; its exit status, within 40 s.
stop_service() {
    local status=0
    if [ "$engine" = docker ]; then
        docker stop --time 40 mezzotint-test >/dev/null 2>&1 || true
    elif [ -n "$server" ]; then
        local pid
        pid=$(service_pid)
        [ -z "$pid" ] || kill -TERM "$pid"
        wait "$server" || status=$?
        server=
    fi
    return $status
}

# ask STATUS PATH [CURL-OPTION...]: the answer is in $work/answer.
ask() {
    local got
    got=$(curl -sS -o "$work/answer" -w '%{http_code}' --max-time 60 "${@:3}" \
        "http://127.0.0.1:$port$2") || die "no answer from $2"
    [ "$got" = "$1" ] || die "$2: status $got, not $1: $(head -c 300 "$work/answer")"
}

check_answers() {
    local photo format magic n=0
    for photo in "${photos[@]:0:3}"; do
        while read -r format magic; do
            ask 200 "/v1/resize?width=640&format=$format" --data-binary "@$photo"
            head -c 12 "$work/answer" | grep -qaP "$magic" || die "$format: another format came back"
            cp "$work/answer" "$work/small.$format"
            ask 200 "/v1/info" --data-binary "@$work/small.$format"
            python3 -c 'import json,sys; got=json.load(open(sys.argv[1])); sys.exit(got["width"] != 640)' \
                "$work/answer" || die "$format: not 640 wide: $(cat "$work/answer")"
            n=$((n + 1))
        done <<'EOF'
jpeg ^\xff\xd8\xff
png ^\x89PNG
webp ^RIFF....WEBP
gif ^GIF8
tiff ^(II|MM)
avif ^....ftypavif
EOF
    done
    passed "$n photographs resized and read back, three in each of six formats"
    ask 200 "/v1/resize?width=640&format=jxl" --data-binary "@${photos[0]}"
    case $(head -c 12 "$work/answer" | od -An -tx1 | tr -d ' \n') in
        ff0a* | 0000000c4a584c20*) ;; # a bare codestream, or a container (ISO/IEC 18181-2)
        *) die "jxl: another format came back" ;;
    esac
    ask 200 "/v1/text?text=Mezzotint&format=png" --data-binary "@${photos[0]}"
    ask 422 "/v1/text?text=a&font=Nobody%20Has%20It" --data-binary "@${photos[0]}"
    ! grep -q Fontconfig "$work/log" || die "fontconfig complains: $(grep -m 1 Fontconfig "$work/log")"
    passed "JPEG XL written; text written with a font of the image, refused with another (422)"
    ask 415 /v1/resize?width=9 --data-binary "@README.md"
    ask 400 /v1/resize?widht=9 --data-binary "@${photos[0]}"
    ask 200 /readyz
    passed "text is no image (415), a typo is named (400)"
}

check_confinement() {
    local pid
    pid=$(service_pid)
    local status=/proc/$pid/status
    for line in 'Uid:\s65532\s65532\s65532' 'CapEff:\s0000000000000000' 'CapPrm:\s0000000000000000' \
        'CapBnd:\s0000000000000000' 'NoNewPrivs:\s1'; do
        grep -qP "^$line" "$status" || die "not so: $line: $(grep "^${line%%:*}" "$status")"
    done
    grep -q '^[^ ]* [^ ]* / ro\|^[^ ]* / [^ ]* ro' "/proc/$pid/mounts" || die "the root can be written"
    passed "user 65532, no capabilities, no new privileges, read-only root"
    [ "$(in_image /usr/bin/env MEZZOTINT_HTTP_ADMIN_PORT=$admin_port MEZZOTINT_HTTP_ADDRESS=127.0.0.1 \
        /usr/bin/mezzotint healthcheck >/dev/null; echo $?)" = 0 ] || die "the health check fails"
    passed "the health check is content"
}

# The seccomp profile of the container tools (Docker's, in essence), which only an engine or buildah
# can load: every format is written and read below it.
check_seccomp() {
    local profiled=
    if [ $engine = buildah ]; then
        buildah run --isolation chroot --cap-drop ALL -e MEZZOTINT_HTTP_PORT=$port \
            -e MEZZOTINT_HTTP_ADMIN_PORT=$admin_port "$container" -- /usr/bin/mezzotint serve \
            >"$work/log" 2>&1 &
        profiled=$!
    else
        start_service
    fi
    for _ in $(seq 300); do
        curl -fso /dev/null "http://127.0.0.1:$admin_port/readyz" && break
        sleep 0.1
    done
    local pid
    pid=$(ss -Hltnp "sport = :$port" | sed -n 's/.*pid=\([0-9]*\).*/\1/p' | head -n 1)
    grep -qP '^Seccomp:\s2' "/proc/$pid/status" || die "no seccomp filter"
    local format
    for format in jpeg png webp gif tiff avif; do
        ask 200 "/v1/resize?width=320&format=$format" --data-binary "@${photos[0]}"
        cp "$work/answer" "$work/profiled"
        ask 200 "/v1/rotate?angle=90&format=png" --data-binary "@$work/profiled"
    done
    kill -TERM "$pid"
    [ -z "$profiled" ] || wait "$profiled" || true
    passed "six formats written and read under the container tools' seccomp profile"
}

metric() {
    curl -fsS "http://127.0.0.1:$admin_port/metrics" | awk -v name="$1" '$1 == name {print $2}'
}

# becomes METRIC VALUE: within 20 s.
becomes() {
    for _ in $(seq 400); do
        [ "$(metric "$1")" = "$2" ] && return 0
        sleep 0.05
    done
    return 1
}

check_signals() {
    kill -HUP "$(service_pid)"
    ask 200 /v1/info --data-binary "@${photos[0]}"
    # A request that is being worked on when the signal comes is answered.
    curl -sS -o "$work/last" -w '%{http_code}' --data-binary "@${photos[0]}" \
        "http://127.0.0.1:$port/v1/blur?sigma=20" >"$work/last_status" &
    local last=$!
    becomes mezzotint_workers_busy 1 || die "the worker does not begin"
    local start=$SECONDS
    stop_service || die "SIGTERM: the exit status is not 0"
    wait "$last" || die "the request in flight was cut off"
    [ "$(cat "$work/last_status")" = 200 ] || die "the request in flight: $(cat "$work/last_status")"
    passed "SIGHUP kept it, SIGTERM drained it in $((SECONDS - start)) s with a request in flight"
}

check_scaling() {
    start_service MEZZOTINT_WORKERS_COUNT=4 MEZZOTINT_WORKERS_SPARE=0
    becomes mezzotint_workers 4 ||
        die "MEZZOTINT_WORKERS_COUNT=4 gave $(metric mezzotint_workers) workers"
    stop_service || die "SIGTERM: the exit status is not 0"
    passed "MEZZOTINT_WORKERS_COUNT=4 gives 4 workers"
}

# limit CPUS_PERCENT MB: what the next service may use, by control groups of v1 or v2. False: this
# machine lets nobody make any (tests/unit/service/test_budget.c tries made-up ones anyhow).
limit() {
    local at=/sys/fs/cgroup name=mezzotint-test-$$
    case $engine in
        docker)
            limits=(--cpus "$(($1 / 100)).$(($1 % 100))" --memory "${2}m")
            return
            ;;
    esac
    if [ -d $at/memory ] && mkdir $at/memory/$name $at/cpu/$name 2>/dev/null; then
        groups=("$at/memory/$name" "$at/cpu/$name")
        echo $(($2 * 1000000)) >$at/memory/$name/memory.limit_in_bytes
        echo 100000 >$at/cpu/$name/cpu.cfs_period_us
        echo $(($1 * 1000)) >$at/cpu/$name/cpu.cfs_quota_us
    elif grep -qs memory $at/cgroup.subtree_control && mkdir $at/$name 2>/dev/null; then
        groups=("$at/$name")
        echo $(($2 * 1000000)) >$at/$name/memory.max
        echo "$(($1 * 1000)) 100000" >$at/$name/cpu.max
    else
        return 1
    fi
}

unlimit() {
    local group
    for group in "${groups[@]}"; do
        for _ in $(seq 50); do rmdir "$group" 2>/dev/null && break; sleep 0.1; done
    done
    groups=()
    limits=()
}

# One worker a CPU of the quota, as far as this machine has cores.
check_quota() {
    local cores percent want n
    cores=$(nproc)
    for percent in 50 100 150 400; do
        want=$(((percent + 99) / 100))
        [ "$want" -le "$cores" ] || want=$cores
        if ! limit "$percent" 400; then
            echo "note: no control groups can be made here; unit tests try made-up ones"
            return 0
        fi
        start_service MEZZOTINT_WORKERS_SPARE=0
        becomes mezzotint_workers "$want" && sleep 0.5 # one too many would have come by now
        n=$(metric mezzotint_workers)
        [ "$n" = "$want" ] || die "$percent % of a CPU gave $n workers, not $want"
        stop_service || die "SIGTERM: the exit status is not 0"
        unlimit
    done
    passed "0.5, 1, 1.5 and 4 CPUs give a worker each, at most $cores"
    limit 100 64
    local status=0
    start_and_fail || status=$?
    unlimit
    [ "$status" = 78 ] && [ "$(wc -l <"$work/log")" = 1 ] ||
        die "64 MB: $status: $(cat "$work/log")"
    passed "too little memory: $(cat "$work/log")"
}

start_and_fail() {
    case $engine in
        docker) docker run --rm "${limits[@]}" "$image" >"$work/log" 2>&1 ;;
        buildah) (confined) >"$work/log" 2>&1 ;;
    esac
}

check_refusals() {
    local status=0
    in_image /usr/bin/mezzotint serve --set workers.cuont=4 >"$work/line" 2>&1 || status=$?
    [ "$status" = 78 ] && [ "$(wc -l <"$work/line")" = 1 ] || die "a typo: $status: $(cat "$work/line")"
    passed "a typo stops the start: $(cat "$work/line")"
}

if timeout 10 docker info >/dev/null 2>&1; then engine=docker; else engine=buildah; fi
[ $engine = docker ] || [ "$(id -u)" = 0 ] || die "without a Docker engine this needs root"
debian=$(mirror Debian)
security=$(mirror Debian-Security)
: "${debian:=http://deb.debian.org/debian}" "${security:=http://deb.debian.org/debian-security}"
bench/photos.sh >/dev/null
photos=(build/photos/*.jpg)

if [ $engine = buildah ]; then mkdir -p "$store" && choose_driver; fi
if [ -n "$make_base" ] && [ $engine = buildah ]; then import_base; fi
[ -n "$no_build" ] || build_image
if [ $engine = buildah ]; then
    container=$(buildah from --pull-never "$image")
    root=$(buildah mount "$container")
fi
check_config
check_files
check_hardening
start_service
check_answers
check_confinement
check_signals
check_seccomp
check_scaling
check_quota
check_refusals
echo "docker/test.sh: $checks checks passed in $SECONDS s with $engine"
