#!/usr/bin/env python3
"""Measure this service and its peers, workload by workload; bench/run.sh sets everything up first.

All servers of a workload run at once, idle but for the one whose turn it is: A B C ... A B C ...
Each workload ends in one JSON file, and one that is there already is not measured again.
"""

import argparse
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import reference
from servers import CORES, OURS, PEERS, ROOT, PeakMemory, Server, is_set_up
from workloads import BY_NAME

PHOTOS, INPUTS = ROOT / "build/photos", ROOT / "build/bench/inputs"
# 3:2, so that no rounding of a side moves a pixel against the reference.
JUDGED = ["casa-mila.jpg", "tea-gardens.jpg"]
SATURATED_CROWD, DRAIN_S, SIZE_SLACK = 4, 10, 1
PULSE_LOAD_S, PULSE_WAIT_S, PULSE_NICE = 60, 10, -10


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the JSON files")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--servers", default=",".join([OURS] + PEERS))
    parser.add_argument("--workloads", default=",".join(BY_NAME))
    parser.add_argument("--seconds", type=float, default=2.5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pings", type=int, default=200)
    parser.add_argument("--smoke", action="store_true", help="drawn pictures, nothing judged")
    return parser.parse_args()


def inputs_of(workload, args):
    if args.smoke:
        return [args.out / ("alpha.png" if workload.inputs == "png" else "photo.jpg")]
    made = {"photo6": [INPUTS / "photo6.jpg"], "png": [INPUTS / "alpha.png"]}
    return made.get(workload.inputs) or sorted(PHOTOS.glob("*.jpg"))


def target_of(workload, server):
    return workload.ours if server.name == OURS else workload.peers


def commit():
    git = ["git", "-C", str(ROOT)]
    name = subprocess.run(git + ["rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    changed = subprocess.run(git + ["status", "--porcelain", "--", "base", "image", "handlers",
                                    "service"], capture_output=True, text=True)
    return name.stdout.strip() + ("+changes" if changed.stdout.strip() else "")


def tool(args, name, *words, timeout, preexec=None):
    """Run a load tool; its line of names and numbers as a dict."""
    result = subprocess.run([args.build / name, *map(str, words)], capture_output=True, text=True,
                            timeout=timeout, preexec_fn=preexec)
    words = result.stdout.split()
    if not words:
        raise RuntimeError(f"{name} said nothing: {result.stderr}")
    return dict(zip(words[::2], map(float, words[1::2])))


def flood_words(workload, server, crowd, seconds, files):
    return ["-p", server.port, "-c", crowd * CORES, "-s", seconds, "-r", "-t",
            target_of(workload, server), *files]


def judge(workload, source, answer, facts):
    """Size and PSNR of one answer, into `facts`."""
    width, height = reference.size_of(answer)
    wide, tall = reference.size_of(source)
    expected = {"resize": lambda: (workload.size[0], workload.size[0] * tall / wide),
                "rotate": lambda: (tall, wide)}.get(workload.shape, lambda: workload.size)()
    if any(abs(a - b) > SIZE_SLACK for a, b in zip((width, height), expected)):
        raise RuntimeError(f"{width}x{height} instead of {expected}")
    if workload.shape != "none":
        facts.setdefault("psnr", []).append(reference.psnr(workload.shape, source, answer))


def probe(workload, server, files, args):
    """Ask once for each judged picture; the facts, or why there are none."""
    facts = {}
    chosen = [file for file in files if file.name in JUDGED] or files[:1]
    with tempfile.TemporaryDirectory() as folder:
        for file in chosen:
            status, body = server.post(target_of(workload, server), file.read_bytes())
            if status != 200:
                raise RuntimeError(f"status {status}: {body[:200].decode(errors='replace')}")
            facts.setdefault("judged_bytes", []).append(len(body))
            answer = pathlib.Path(folder) / "answer"
            answer.write_bytes(body)
            if not args.smoke:
                judge(workload, file, answer, facts)
    return {name: statistics.mean(values) for name, values in facts.items()}


def one_round(workload, server, files, args):
    cpu_s = server.cpu_s()
    wait = ["-w", DRAIN_S] if workload.crowd > SATURATED_CROWD else []
    with PeakMemory(server) as memory:
        line = tool(args, "bench_flood", *wait,
                    *flood_words(workload, server, workload.crowd, args.seconds, files), timeout=300)
    line["server_cpu_s"] = server.cpu_s() - cpu_s
    line["peak_mb"] = memory.mb
    if line["unanswered"]:  # it is still at work on them: nobody else shall pay for that
        server.stop()
        server.start()
    return line


def go_first():
    """The pinging client's own wait for a core is nothing a server could help: it goes first."""
    try:
        os.setpriority(os.PRIO_PROCESS, 0, PULSE_NICE)
    except PermissionError:
        pass


def saturated(workload, server, files, args):
    """GETs of something trivial while more images wait than can be worked on."""
    crowd = max(workload.crowd, SATURATED_CROWD)
    words = flood_words(workload, server, crowd, PULSE_LOAD_S, files)
    load = subprocess.Popen([args.build / "bench_flood", *map(str, words)],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        return tool(args, "bench_pulse", "-p", server.port, "-n", args.pings, "-w", PULSE_WAIT_S,
                    server.trivial, timeout=120, preexec=go_first)
    finally:
        load.terminate()
        load.wait()


def measure(workload, servers, args):
    files = inputs_of(workload, args)
    results = {}
    running = []
    try:
        for server in servers:
            entry = results[server.name] = {"rounds": []}
            if server.name in workload.unable:
                entry["unable"] = True
                continue
            try:
                server.start()
                running.append(server)
                entry.update(probe(workload, server, files, args))
                tool(args, "bench_flood", *flood_words(workload, server, 2, 0.5, files), timeout=120)
            except (RuntimeError, OSError) as problem:
                entry["failed"] = str(problem)
                server.stop()
                running = [other for other in running if other is not server]
        for number in range(args.rounds):
            for server in running[number % len(running):] + running[:number % len(running)]:
                results[server.name]["rounds"].append(one_round(workload, server, files, args))
        for server in running:
            results[server.name]["ping"] = saturated(workload, server, files, args)
            server.stop()
    finally:
        for server in servers:
            server.stop()
    return results


def is_done(path, names):
    if not path.exists():
        return False
    return set(names) <= set(json.loads(path.read_text())["servers"])


def say(workload, results):
    for name, entry in results.items():
        rates = [line["rate"] for line in entry["rounds"]]
        text = "not supported" if "unable" in entry else entry.get("failed", "")
        if rates:
            text = f"{statistics.median(rates):8.2f} images/s, GET p99 {entry['ping']['p99_ms']:.1f} ms"
        print(f"  {name:14} {text}", flush=True)


def is_sound(entry):
    """Every image and every ping was answered."""
    return bool(entry["rounds"]) and entry["ping"]["missed"] == 0 and all(
        line.get("status_200") == line["requests"] for line in entry["rounds"])


def main():
    args = arguments()
    names = [name for name in args.servers.split(",") if name]
    args.out.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # servers end with us
    for name in names:
        if name != OURS and not is_set_up(name):
            sys.exit(f"compare.py: {name} is not set up (bench/peers/{name}/setup.sh)")
    for name in args.workloads.split(","):
        path = args.out / f"{name}.json"
        if is_done(path, names):
            print(f"{name}: measured already ({path})")
            continue
        print(f"{name}: {BY_NAME[name].title}", flush=True)
        results = measure(BY_NAME[name], [Server(n, args.build) for n in names], args)
        say(BY_NAME[name], results)
        path.write_text(json.dumps({"seconds": args.seconds, "rounds": args.rounds, "at": time.time(),
                                    "cores": CORES, "commit": commit(), "load": os.getloadavg()[1],
                                    "servers": results}, indent=1))
        if args.smoke and not is_sound(results[OURS]):
            sys.exit(f"compare.py: {results[OURS]}")


if __name__ == "__main__":
    main()
