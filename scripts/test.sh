#!/usr/bin/env bash
# Everything the project checks of its code, from a clean clone on: installs what is missing, then one
# line a step with its time, and at the end "N passed, M failed" over all Check tests and other steps.
#   scripts/test.sh [STEP...]      without arguments: code; else e.g. "format house asan"
# "all" adds that the benchmarks run and that what is shipped does (package, three instances behind
# HAProxy), fuzzes the decoders a minute each, and lets clang-tidy's analyzer follow three times as many
# paths. Apart from it, since they need root, a Debian mirror and some minutes: "container" builds and
# tries the image ("all container" is what .ci/run asks for), "systemd" boots a Debian with the package.
# Logs are in build/logs/. The exit status is 0 only when nothing failed.
set -u
cd "$(dirname "$0")/.." || exit 1

code="format house release api cppcheck clang-tidy asan tsan fuzz"
all="$code bench fleet"
export fuzz_seconds=15 fuzz_decoder_seconds=15
tidy_nodes=75000
logs=build/logs
jobs=$(nproc)
passed=0
failed=0
mkdir -p "$logs"

export LSAN_OPTIONS="suppressions=$PWD/tests/support/lsan.supp:print_suppressions=0"
# Libraries without ThreadSanitizer are not judged: it cannot see how they synchronise. Nor how GLib
# before 2.76 hands a piece of memory from thread to thread, so there it takes each from malloc().
export TSAN_OPTIONS="ignore_noninstrumented_modules=1:second_deadlock_stack=1"
TSAN_OPTIONS+=":suppressions=$PWD/tests/support/tsan.supp:print_suppressions=0"
export UBSAN_OPTIONS="print_stacktrace=1"
# By default a process keeps 256 MB of freed memory from use, and pays a page fault for each page of it.
export ASAN_OPTIONS="quarantine_size_mb=32"

# told NAME STATUS SECONDS: one line, and one check.
told() {
    local name=$1 state=ok
    if [ "$2" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        state=FAILED
    fi
    printf '%-16s %-6s %4d s\n' "$name" "$state" "$3"
    if [ $state = FAILED ]; then tail -n 60 "$logs/$name.log"; return 1; fi
}

# step NAME COMMAND...: run it into its log; a step counts as one check.
step() {
    local name=$1 start=$SECONDS status=0
    shift
    "$@" >"$logs/$name.log" 2>&1 || status=$?
    told "$name" $status $((SECONDS - start))
}

# beside NAME COMMAND...: a step that takes only what the others leave of the cores; collect() waits.
behind=()
beside() {
    local name=$1
    shift
    (
        renice -n 19 -p $BASHPID >/dev/null
        start=$SECONDS status=0
        "$@" >"$logs/$name.log" 2>&1 || status=$?
        echo "$status $((SECONDS - start))" >"$logs/$name.told"
    ) &
    behind+=("$name:$!")
}

collect() {
    local entry status seconds
    for entry in "${behind[@]}"; do
        wait "${entry#*:}"
        read -r status seconds <"$logs/${entry%:*}.told"
        told "${entry%:*}" "$status" "$seconds"
    done
    behind=()
}

# suite NAME BUILD CTEST-ARGS...: CTest, counting the Check tests inside. Programs over HTTP wait most
# of their time, so one more runs than there are cores.
suite() {
    local name=$1 build=$2 start=$SECONDS state=ok
    shift 2
    ctest --test-dir "$build" -j $((jobs + 1)) --output-on-failure --no-tests=error "$@" \
        >"$logs/$name.log" 2>&1 || state=FAILED
    local counts
    counts=$(python3 - "$build/Testing/Temporary/LastTest.log" "$state" <<'PY'
import re, sys
try:
    text = open(sys.argv[1], errors="replace").read()
except OSError:
    text = ""
passed = failed = 0
for test in re.split(r"(?m)^\d+/\d+ Testing: ", text)[1:]:
    found = re.findall(r"Checks: (\d+), Failures: (\d+), Errors: (\d+)", test)
    bad = sum(int(f) + int(e) for _, f, e in found)
    passed += sum(int(n) for n, _, _ in found) - bad
    # A program that died, or that complained after its checks, is one failure more.
    failed += bad if bad or "\nTest Passed." in test else 1
print(passed, failed if failed or sys.argv[2] == "ok" else 1)
PY
)
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
    printf '%-16s %-6s %4d s  %s checks, %s failed\n' "$name" "$state" $((SECONDS - start)) \
        $((${counts% *} + ${counts#* })) "${counts#* }"
    if [ $state = FAILED ]; then
        grep -aE 'tests/.*:[FE]:|Sanitizer|runtime error|\*\*\*Failed|\*\*\*Timeout|\(Failed\)' \
            "$logs/$name.log" | sort -u | head -n 60
    fi
}

sources() {
    find base image handlers service tests bench -name '*.[ch]' | sort
}

check_format() {
    sources | xargs clang-format-14 --dry-run -Werror
}

# build PRESET [CMAKE-BUILD-ARGS...]
build() {
    cmake --preset "$1" && cmake --build --preset "$@"
}

# programs FOLDER...: the test programs of these folders below tests/, as tests/CMakeLists.txt names them.
programs() {
    (cd tests && find "$@" -name 'test_*.c' | sed 's|\.c$||; s|/|_|g' | sort)
}

# The release: what is shipped, the benchmarks, and the tests over HTTP, which others than it run too.
build_release() {
    # shellcheck disable=SC2046
    build release --target mezzotint contact_sheet bench/all $(programs http)
}

# A build that a step needs, when that step runs alone.
ensure_release() {
    build_release >"$logs/ensure.log" 2>&1
}

run_cppcheck() {
    cppcheck --quiet --error-exitcode=1 --enable=warning,performance,portability --std=c11 \
        --inline-suppr --suppressions-list=tests/support/cppcheck.supp -j "$jobs" -I . \
        -D_GNU_SOURCE '-DMEZZOTINT_VERSION="0"' '-DMEZZOTINT_WORKER="/"' base image handlers service
}

# One process a file: clang-tidy 14 reports va_list faults that are none otherwise. Three minutes of
# one core that the tests leave while they wait; with memory in large pages, and kept, it takes a
# sixteenth less. The analyzer gives a function up after so many states: 225000 unless it is told, and
# 75000 in LLVM's own quicker mode (AnalyzerOptions, "mode"), which takes two thirds of the time here.
run_clang_tidy() {
    local -x GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.top_pad=67108864
    GLIBC_TUNABLES+=:glibc.malloc.trim_threshold=1073741824:glibc.malloc.mmap_threshold=1073741824
    find base image handlers service -name '*.c' | sort |
        xargs -P 2 -n 1 clang-tidy-14 -p build/release --quiet --extra-arg=-Xclang \
            --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=max-nodes="$tidy_nodes"
}

# Six at a time, each a quarter of a minute; decoders of pictures a whole one where all is asked for.
fuzz_one() {
    local name=$1 seconds=$fuzz_seconds
    case $name in fuzz_planar | fuzz_png) seconds=$fuzz_decoder_seconds ;; esac
    mkdir -p "build/fuzz/corpus/$name"
    local seeds=()
    [ -d "tests/fuzz/corpus/$name" ] && seeds=("tests/fuzz/corpus/$name")
    "build/fuzz/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -artifact_prefix="build/fuzz/" "build/fuzz/corpus/$name" "${seeds[@]}"
}

run_fuzzers() {
    local targets name
    targets=$(find tests/fuzz -name 'fuzz_*.c' -exec basename {} .c \; | sort)
    if [ -z "$targets" ]; then echo "no fuzz targets"; return 0; fi
    cmake --preset fuzz || return 1
    # shellcheck disable=SC2086
    cmake --build build/fuzz --target $targets || return 1
    export -f fuzz_one
    # shellcheck disable=SC2086
    printf '%s\n' fuzz_planar fuzz_png $targets | awk '!seen[$0]++' | # the long ones first
        xargs -P 6 -I {} bash -c 'fuzz_one {}'
}

# What runs in the front: its units, and the real service over HTTP. Only the front is instrumented:
# its workers (see the preset) and the test programs are those of the release build, because the
# codecs they use are not.
test_tsan() {
    # shellcheck disable=SC2046
    ensure_release && step tsan-build build tsan --target mezzotint \
        $(programs unit/service unit/handlers unit/base) || return 1
    suite tsan-unit build/tsan -R '^unit_(service|handlers|base)_'
    G_SLICE=always-malloc TESTED_BINARY=$PWD/build/tsan/mezzotint suite tsan build/release -R '^http_'
}

test_asan() {
    # shellcheck disable=SC2046
    step asan-build build asan --target mezzotint $(programs unit contract http) && suite asan build/asan
}

# That the benchmarks still run; what they say on a busy machine is not judged.
smoke_bench() {
    local script
    for script in bench/overhead.sh bench/livez.sh bench/soak.sh bench/render.sh bench/moves.sh bench/gone.sh; do
        "$script" --smoke || return 1
    done
}

# What is shipped for containers fits together; the Debian package; three instances behind HAProxy.
test_fleet() {
    ./scripts/deps.sh fleet && ensure_release || return 1
    step manifests tests/contract/manifests build/release/mezzotint
    step package docker/test-package.sh build/release
    step fleet tests/fleet/fleet.py build/release
}

test_container() {
    ./scripts/deps.sh container && step container docker/test.sh --base
}

test_systemd() {
    ./scripts/deps.sh container && ensure_release && step systemd docker/test-systemd.sh build/release
}

run_step() {
    case $1 in
        format) step format check_format ;;
        house) step house tests/contract/house ;;
        release) step release build_release ;;
        api) ensure_release && step api tests/contract/api ;;
        asan) test_asan ;;
        tsan) test_tsan ;;
        cppcheck) step cppcheck run_cppcheck ;;
        clang-tidy) ensure_release && beside clang-tidy run_clang_tidy ;;
        bench) ensure_release && step bench smoke_bench ;;
        fuzz) step fuzz run_fuzzers ;;
        fleet) test_fleet ;;
        container) test_container ;;
        systemd) test_systemd ;;
        code) for part in $code; do run_step "$part"; done ;;
        all) fuzz_decoder_seconds=60 tidy_nodes=225000; for part in $all; do run_step "$part"; done ;;
        *) echo "test.sh: no step \"$1\"" >&2; exit 64 ;;
    esac
}

./scripts/deps.sh build test || exit 1
for name in "${@:-code}"; do
    run_step "$name"
done
collect
echo "total $SECONDS s"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
