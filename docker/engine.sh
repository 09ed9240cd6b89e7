# shellcheck shell=bash disable=SC2154 # sourced by docker/test.sh, which has the other variables
# How docker/test.sh builds and runs an image: by a Docker engine, or where there is none by buildah and
# in namespaces of its own, with the same restrictions (docker/run-confined.sh; needs root).

engine=
driver=
container=
root=  # buildah: where the image's files are
server= # buildah: who keeps the namespaces of the service

# What the next service runs with, besides the environment that is given to it.
settings=("MEZZOTINT_HTTP_PORT=$port" "MEZZOTINT_HTTP_ADMIN_PORT=$admin_port"
    MEZZOTINT_HTTP_ADDRESS=127.0.0.1)
program=(/usr/bin/mezzotint serve)
named=()  # of the container, for an engine
mounts=() # SOURCE:TARGET:ro, where the image has a TARGET
groups=() # control groups that it joins
limits=() # or the options of docker run that do the same

choose_engine() {
    if timeout 10 docker info >/dev/null 2>&1; then engine=docker; else engine=buildah; fi
    [ "$engine" = docker ] && return
    [ "$(id -u)" = 0 ] || die "without a Docker engine this needs root"
    mkdir -p "$store" && choose_driver
}

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

open_image() {
    [ "$engine" = buildah ] || return 0
    container=$(buildah from --pull-never "$image")
    root=$(buildah mount "$container")
}

close_engine() {
    stop_service || true
    unlimit
    [ "$engine" = buildah ] || return 0
    buildah rm --all >/dev/null 2>&1 || true # those of a build that was broken off as well
    [ -n "$keep" ] || buildah rmi --all --force >/dev/null 2>&1 || true
}

# One value of the image's configuration, as a Go template.
config() {
    case $engine in
        docker) docker image inspect --format "{{$1}}" "$image" ;;
        buildah) buildah inspect --type image --format "{{.Docker.${1#.}}}" "$image" ;;
    esac
}

# in_image COMMAND...: run in the image, with nothing of this machine.
in_image() {
    case $engine in
        docker) docker run --rm --network none --entrypoint "$1" "$image" "${@:2}" ;;
        buildah) docker/run-confined.sh "$root" "$@" ;;
    esac
}

# confined NAME=VALUE...: $program in the image with this environment, all rights dropped, read-only root.
# Becomes the program, so call it in a subshell.
confined() {
    local env=("${settings[@]}" "$@")
    case $engine in
        docker)
            exec docker run --rm "${named[@]}" --network host --read-only --cap-drop ALL \
                --security-opt no-new-privileges "${limits[@]}" "${mounts[@]/#/--volume=}" \
                "${env[@]/#/--env=}" --entrypoint "${program[0]}" "$image" "${program[@]:1}"
            ;;
        buildah)
            # shellcheck disable=SC2016 # the inner shell's own
            exec env -i PATH="$PATH" "${env[@]}" sh -c '
                while [ "$1" != -- ]; do
                    echo $$ >"$1/cgroup.procs"
                    shift
                done
                shift
                exec docker/run-confined.sh "$@"
            ' sh "${groups[@]}" -- "${mounts[@]/#/-v}" "$root" "${program[@]}"
            ;;
    esac
}

# start_service NAME=VALUE...: and wait until it is ready; what it writes is in $work/log.
start_service() {
    local named=(--name mezzotint-test)
    (confined "$@") >"$work/log" 2>&1 &
    server=$!
    wait_ready
}

wait_ready() {
    local status=0
    for _ in $(seq 1200); do
        curl -fso /dev/null "http://127.0.0.1:$admin_port/readyz" && return 0
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    kill -0 "$server" 2>/dev/null && die "the service is not ready after two minutes"
    wait "$server" || status=$?
    die "the service has ended with $status"
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
    local status=0 pid
    [ -n "$server" ] || return 0
    case $engine in
        docker) docker stop --time 40 mezzotint-test >/dev/null 2>&1 || true ;;
        buildah)
            pid=$(service_pid)
            [ -z "$pid" ] || kill -TERM "$pid"
            ;;
    esac
    wait "$server" || status=$?
    server=
    return $status
}

# refuses STATUS TEXT NAME=VALUE...: a start with this environment ends by itself with this exit status and
# one line that has the text, on standard error. The line is in $work/line.
refuses() {
    local status=0 program=(/usr/bin/timeout 120 "${program[@]}")
    (confined "${@:3}") >"$work/out" 2>"$work/line" || status=$?
    if [ "$status" != "$1" ] || [ -s "$work/out" ] || [ "$(wc -l <"$work/line")" != 1 ] ||
        ! grep -qF "$2" "$work/line"; then
        die "${program[*]:2} ${*:3}: exit status $status, not $1 and one line with \"$2\":" \
            "$(cat "$work/out" "$work/line")"
    fi
}

# ask STATUS PATH [CURL-OPTION...]: the answer is in $work/answer.
ask() {
    local got
    got=$(curl -sS -o "$work/answer" -w '%{http_code}' --max-time 60 "${@:3}" \
        "http://127.0.0.1:$port$2") || die "no answer from $2"
    [ "$got" = "$1" ] || die "$2: status $got, not $1: $(head -c 300 "$work/answer")"
}

metric() {
    curl -fsS "http://127.0.0.1:$admin_port/metrics" | awk -v name="$1" '$1 == name {print $2}'
}

# becomes METRIC VALUE: within a minute.
becomes() {
    for _ in $(seq 1200); do
        [ "$(metric "$1")" = "$2" ] && return 0
        sleep 0.05
    done
    return 1
}

# limit CPUS_PERCENT MB: what the next service may use, by control groups of v1 or v2. False: this
# machine lets nobody make any (tests/unit/service/test_budget.c tries made-up ones anyhow).
limit() {
    local at=/sys/fs/cgroup name=mezzotint-test-$$
    if [ "$engine" = docker ]; then
        limits=(--cpus "$(printf '%d.%02d' $(($1 / 100)) $(($1 % 100)))" --memory "$(($2 * 1000000))")
    elif [ -d $at/memory ] && mkdir $at/memory/$name $at/cpu/$name 2>/dev/null; then
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
