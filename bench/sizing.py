#!/usr/bin/env python3
"""What a job costs: the tables of docs/operations-guide.md.

    bench/sizing.py memory [MEGAPIXELS...]   peak memory by format, of 1, 12 and 48; else all three
    bench/sizing.py worker                   parts of a worker's memory, idle and after 100 megapixels
    bench/sizing.py cpu                      CPU time on the photographs of bench/photos.sh

BENCH_BUILD is the build directory (default build/release). Each figure is one run of `mezzotint
transform`, which is the engine of a worker in a process of its own; what a run on a tiny picture
needs is taken off. CPU time is user and system together, so a busy machine disturbs it little."""

import os
import pathlib
import statistics
import re
import subprocess
import sys
import tempfile
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
SIDES = {1: (1200, 800), 12: (4200, 2800), 48: (8400, 5600)}
# Name, and parameters of the conversion that makes the input.
INPUTS = [("jpeg", []), ("jpeg progressive", ["progressive=true"]), ("png", []),
          ("png interlaced", ["progressive=true"]), ("webp", []), ("tiff", []), ("avif", ["effort=1"])]
JOBS = [("to 800 px", ["resize", "width=800"], "jpg"), ("same size", ["flip"], "jpg"),
        ("same size as png", ["flip"], "png"), ("same size as webp", ["flip"], "webp")]


# What clients ask for, roughly: a thumbnail, a page, a full screen, and the slow formats.
ASKED = [("200 px JPEG", ["resize", "width=200"], "jpg"), ("800 px JPEG", ["resize", "width=800"], "jpg"),
         ("800 px WebP", ["resize", "width=800"], "webp"), ("800 px AVIF", ["resize", "width=800"], "avif"),
         ("800 px PNG", ["resize", "width=800"], "png"), ("2000 px JPEG", ["resize", "width=2000"], "jpg"),
         ("same size JPEG, rotated", ["rotate", "angle=90"], "jpg")]


def run(binary, source, target, words):
    """What one run used (os.wait4)."""
    pid = os.posix_spawn(binary, [binary, "transform", str(source), str(target), *words], os.environ)
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        raise SystemExit(f"{source.name} {' '.join(words)}: status {status}")
    return usage


def peak_mb(*what):
    """Largest resident set of one run, in 10^6 bytes."""
    return run(*what).ru_maxrss * 1024 / 1e6


def cpu_ms(*what):
    usage = run(*what)
    return 1000 * (usage.ru_utime + usage.ru_stime)


def draw(build, folder, width, height):
    path = folder / f"drawn-{width}.jpg"
    path.write_bytes(subprocess.run([build / "bench_picture", "jpeg", str(width), str(height)],
                                    check=True, capture_output=True).stdout)
    return path


def extension(name):
    return {"jpeg": "jpg"}.get(name.split()[0], name.split()[0])


def print_memory(build, folder, megapixels):
    binary = str(build / "mezzotint")
    tiny = draw(build, folder, 64, 64)
    idle = peak_mb(binary, tiny, folder / "tiny.jpg", ["flip"])
    print(f"idle engine {idle:.0f} MB; more than that, in MB:\n")
    print("| input | MP | " + " | ".join(job for job, _, _ in JOBS) + " |")
    print("|---|---|" + "---|" * len(JOBS))
    for number in megapixels or SIDES:
        drawn = draw(build, folder, *SIDES[number])
        for kind, words in INPUTS:
            source = folder / f"in.{extension(kind)}"
            run(binary, drawn, source, ["convert", *words])
            more = [peak_mb(binary, source, folder / f"out.{to}", job) - idle for _, job, to in JOBS]
            print(f"| {kind} | {number} | " + " | ".join(f"{max(m, 0):.0f}" for m in more) + " |",
                  flush=True)


def print_cpu(build, folder):
    binary = str(build / "mezzotint")
    photos = sorted((ROOT / "build/photos").glob("*.jpg"))[:4]
    if not photos:
        raise SystemExit("no photographs; bench/photos.sh fetches some")
    tiny = draw(build, folder, 64, 64)
    print("| job | CPU ms an image | images a core and second | KB in | KB out |\n|---|---|---|---|---|")
    for name, words, to in ASKED:
        start = min(cpu_ms(binary, tiny, folder / f"tiny.{to}", words) for _ in range(5))
        spent, made = [], []
        for photo in photos:
            best = min(cpu_ms(binary, photo, folder / f"out.{to}", words) for _ in range(3))
            spent.append(best - start)
            made.append((folder / f"out.{to}").stat().st_size)
        mean = statistics.mean(spent)
        into = statistics.mean(photo.stat().st_size for photo in photos)
        print(f"| {name} | {mean:.0f} | {1000 / mean:.1f} | {into / 1000:.0f} | "
              f"{statistics.mean(made) / 1000:.0f} |", flush=True)


def parts_of(pid):
    """Resident memory by kind, its share of what others map too, and the most there ever was, in
    10^6 bytes (proc_pid_smaps_rollup(5), proc_pid_status(5))."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    text += pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = {name: int(kb) * 1024 / 1e6 for name, kb in re.findall(r"^(\w+):\s+(\d+) kB$", text, re.M)}
    return [found[name] for name in ("VmRSS", "RssAnon", "RssFile", "RssShmem", "Pss", "VmHWM")]


def print_worker(build, folder):
    """One worker of a service of its own, under /proc: as root or in one user namespace with it."""
    words = ["workers.count=1", "workers.spare=0", "http.port=0", "http.admin_port=0", "log.level=warn"]
    service = subprocess.Popen([build / "mezzotint", "serve", *sum((["--set", word] for word in words), [])],
                               stdout=subprocess.PIPE, text=True)
    try:
        address = service.stdout.readline().split()[2]
        tasks = pathlib.Path(f"/proc/{service.pid}/task")
        worker, = "".join(path.read_text() for path in tasks.glob("*/children")).split()
        print("| a worker | resident | anonymous | of files | of memfds | its share | most ever |\n" + "|---" * 7 + "|")
        rows = [("idle", None), ("after 0.2 MP", draw(build, folder, 500, 400)),
                ("after 100 MP", draw(build, folder, 12500, 8000))]
        for name, picture in rows:
            if picture:
                urllib.request.urlopen(f"{address}/v1/resize?width=800", picture.read_bytes()).read()
            print(f"| {name} | " + " | ".join(f"{part:.1f}" for part in parts_of(worker)) + " |", flush=True)
    finally:
        service.terminate()
        service.wait()


def main(arguments):
    build = pathlib.Path(os.environ.get("BENCH_BUILD", ROOT / "build/release")).resolve()
    os.environ["MEZZOTINT_LIMITS_INPUT_MP"] = "200"
    with tempfile.TemporaryDirectory() as name:
        if arguments[:1] == ["memory"]:
            print_memory(build, pathlib.Path(name), [int(word) for word in arguments[1:]])
        elif arguments == ["worker"]:
            print_worker(build, pathlib.Path(name))
        elif arguments == ["cpu"]:
            print_cpu(build, pathlib.Path(name))
        else:
            raise SystemExit(__doc__)


main(sys.argv[1:])
