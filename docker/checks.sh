# shellcheck shell=bash disable=SC2034,SC2154 # sourced by docker/test.sh, after docker/engine.sh
# What docker/test.sh looks at in an image. A check that fails ends the script (die).

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

check_files() {
    local mb
    case $engine in
        docker) mb=$(($(docker image inspect --format '{{.Size}}' "$image") / 1000000)) ;;
        buildah) mb=$(($(du -sx --apparent-size -B1 "$root" | cut -f 1) / 1000000)) ;;
    esac
    [ "$mb" -le "$max_mb" ] || die "the image has $mb MB, more than $max_mb"
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
    local program=(/usr/bin/mezzotint healthcheck)
    (confined) >/dev/null || die "the health check fails"
    passed "the health check is content"
}

# The seccomp profile of the container tools (Docker's, in essence), which only an engine or buildah
# can load: every format is written and read below it.
check_seccomp() {
    if [ "$engine" = buildah ]; then
        buildah run --isolation chroot --cap-drop ALL -e "MEZZOTINT_HTTP_PORT=$port" \
            -e "MEZZOTINT_HTTP_ADMIN_PORT=$admin_port" "$container" -- /usr/bin/mezzotint serve \
            >"$work/log" 2>&1 &
        server=$!
        wait_ready
    else
        start_service
    fi
    local pid format
    pid=$(ss -Hltnp "sport = :$port" | sed -n 's/.*pid=\([0-9]*\).*/\1/p' | head -n 1)
    grep -qP '^Seccomp:\s2' "/proc/$pid/status" || die "no seccomp filter"
    for format in jpeg png webp gif tiff avif; do
        ask 200 "/v1/resize?width=320&format=$format" --data-binary "@${photos[0]}"
        cp "$work/answer" "$work/profiled"
        ask 200 "/v1/rotate?angle=90&format=png" --data-binary "@$work/profiled"
    done
    kill -TERM "$pid"
    wait "$server" || true
    server=
    passed "six formats written and read under the container tools' seccomp profile"
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

# The root is read-only all along. Here libvips would rather use a file for every picture that it must
# hold whole, but there is no folder for it either.
check_temporary() {
    start_service TMPDIR=/nonexistent VIPS_DISC_THRESHOLD=1
    ask 200 "/v1/resize?width=640&format=png&interlace=true" --data-binary "@${photos[0]}"
    cp "$work/answer" "$work/interlaced"
    local way
    for way in rotate?angle=90 rotate?angle=33 "blur?sigma=3&format=webp" "convert?format=tiff"; do
        ask 200 "/v1/$way" --data-binary "@$work/interlaced"
        ask 200 "/v1/$way" --data-binary "@${photos[0]}"
    done
    stop_service || die "SIGTERM: the exit status is not 0"
    passed "no temporary folder is needed, nor one that can be written"
}

check_scaling() {
    start_service MEZZOTINT_WORKERS_COUNT=4 MEZZOTINT_WORKERS_SPARE=0
    becomes mezzotint_workers 4 ||
        die "MEZZOTINT_WORKERS_COUNT=4 gave $(metric mezzotint_workers) workers"
    stop_service || die "SIGTERM: the exit status is not 0"
    passed "MEZZOTINT_WORKERS_COUNT=4 gives 4 workers"
}

# One worker a CPU of the quota, as far as this machine has cores.
check_quota() {
    local cores percent want n
    cores=$(env -u OMP_NUM_THREADS nproc) # which would tell that instead
    for percent in 50 100 150 400; do
        want=$(((percent + 99) / 100))
        [ "$want" -le "$cores" ] || want=$cores
        limit "$percent" 400
        start_service MEZZOTINT_WORKERS_SPARE=0
        becomes mezzotint_workers "$want" && sleep 0.5 # one too many would have come by now
        n=$(metric mezzotint_workers)
        [ "$n" = "$want" ] || die "$percent % of a CPU gave $n workers, not $want"
        stop_service || die "SIGTERM: the exit status is not 0"
        unlimit
    done
    passed "0.5, 1, 1.5 and 4 CPUs give a worker each, at most $cores"
}

# The least memory that one worker is said to need is refused when it lacks a megabyte; with it, photographs
# are worked on and the kernel ends nobody. (Control groups count in pages, hence the one more.)
check_memory() {
    limit 100 64
    refuses 78 "64 MB of memory are too little for 1 worker"
    unlimit
    passed "too little memory: $(cat "$work/line")"
    local least
    least=$(sed -n 's/.*: \([0-9]*\) MB are needed.*/\1/p' "$work/line")
    limit 100 $((least - 1))
    refuses 78 "$least MB are needed"
    unlimit
    limit 100 256
    refuses 78 "too little for 20 workers" MEZZOTINT_WORKERS_COUNT=20
    unlimit
    limit 100 $((least + 1))
    start_service
    local photo
    for photo in "${photos[@]:0:3}"; do
        ask 200 "/v1/resize?width=800" --data-binary "@$photo"
        ask 200 "/v1/thumbnail?size=200&format=webp" --data-binary "@$photo"
    done
    becomes 'mezzotint_workers_lost_total{cause="crash"}' 0 || die "a worker was lost"
    stop_service || die "SIGTERM: the exit status is not 0"
    unlimit
    passed "$((least - 1)) MB are refused, and workers asked for beyond it; with $((least + 1)) MB photographs are answered"
}

# What follows ends a start with one line and the exit status of docs/operations-guide.md.

check_taken_port() {
    start_service
    refuses 78 "cannot listen on 127.0.0.1 port $admin_port: Address already in use" MEZZOTINT_HTTP_PORT=0
    refuses 78 "cannot listen on 127.0.0.1 port $port: Address already in use"
    ask 200 /v1/info --data-binary "@${photos[0]}"
    stop_service || die "SIGTERM: the exit status is not 0"
    passed "a port that is taken: $(cat "$work/line")"
    refuses 78 "cannot listen on 192.0.2.1" MEZZOTINT_HTTP_ADDRESS=192.0.2.1
    passed "an address of another machine: $(cat "$work/line")"
}

check_missing_fonts() {
    mkdir -m 755 "$work/empty"
    local mounts=("$work/empty:/usr/share/fonts:ro")
    refuses 78 "no font is installed"
    passed "fonts hidden by a mount: $(cat "$work/line")"
}

check_settings() {
    mkdir -m 755 "$work/settings"
    printf '[workers]\ncuont = 4\n' >"$work/settings/typo.ini"
    printf '[workers]\ncount = 4\n' >"$work/settings/secret.ini"
    chmod 644 "$work/settings/typo.ini"
    chmod 600 "$work/settings/secret.ini"
    local mounts=("$work/settings:/mnt:ro") program
    program=(/usr/bin/mezzotint check-config --config /mnt/typo.ini)
    refuses 78 'there is no setting "workers.cuont"'
    program=(/usr/bin/mezzotint serve --config /mnt/secret.ini)
    refuses 78 "cannot read /mnt/secret.ini: Permission denied"
    program=(/usr/bin/mezzotint serve --config /mnt/nothing.ini)
    refuses 78 "cannot read /mnt/nothing.ini: No such file or directory"
    program=(/usr/bin/mezzotint serve --config /mnt/typo.ini)
    refuses 78 "the nearest is workers.count (from /mnt/typo.ini line 2)"
    passed "a typo in a settings file: $(cat "$work/line")"
    program=(/usr/bin/mezzotint serve)
    refuses 78 "the nearest is workers.count (from environment MEZZOTINT_WORKERS_CUONT)" \
        MEZZOTINT_WORKERS_CUONT=4
    refuses 78 'workers.count = "many"' MEZZOTINT_WORKERS_COUNT=many
    refuses 78 "presets.folder /nowhere cannot be read" MEZZOTINT_PRESETS_FOLDER=/nowhere
    refuses 78 "assets.folder = /nowhere cannot be read" MEZZOTINT_ASSETS_FOLDER=/nowhere
    passed "other settings that cannot be used, each by its name"
    program=(/usr/bin/mezzotint sreve)
    refuses 64 'there is no command "sreve"'
    passed "a wrong command line: $(cat "$work/line")"
}
