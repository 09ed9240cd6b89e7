#!/usr/bin/env python3
"""Turn the JSON files of a run into bench/results: results.json, README.md and charts.

  bench/report.py RUN_FOLDER [OUT_FOLDER] [BUILD_FOLDER]
"""

import datetime
import json
import pathlib
import statistics
import sys

import chart
import versions
from servers import OURS, PEERS, ROOT
from workloads import WORKLOADS

BUSY_LOAD = 1.0  # waiting processes a core; a quiet run stays near the servers' own

QUALITY_SLACK_DB = -0.3

LEGEND = """
* One run on one machine, servers by turns (A B C ... A B C ...), medians of {rounds} rounds of {seconds:g} s.
  All servers have the same cores; every request is real work, nothing is cached.
* **images/s**: answers with status 200, closed loop, {crowd} connections; a round ends when the last
  answer is in. **p50, p99**: of these answers.
* **CPU s/image**: user and system of all processes of the server in a round / its images.
* **peak MB**: largest sum of PSS of all processes of the server, 10 samples a second.
* **bytes out, PSNR**: of casa-mila.jpg and tea-gardens.jpg (or of the one input), against a float
  reference without shrink-on-load ([bench/reference.py](../reference.py)). Not for the pipeline:
  greyscale and sharpening are defined differently in each library.
* **GET p50, p99**: a trivial GET every 20 ms on a fresh connection, counted from the moment it was due,
  while {busy} connections post images; "> 10 s": some were not answered in that time.
* Encoders, the same everywhere: JPEG quality 80, 4:2:0, baseline, optimised Huffman tables; PNG level 6;
  WebP quality 80, method 4; AVIF quality 50, 4:2:0, speed 5. jimp has no such choice for JPEG but quality.
* Turned by 90 degrees: mezzotint is asked for no quality and then turns the coefficients without loss; the
  others have to encode again.
* Overload: {flood} connections that obey Retry-After; "refused" are its 503s, "unanswered" those cut off
  10 s after the end of the round. CPU is not given: unfinished work belongs to no image.
* The load generator (`bench_flood`) used at most {generator:.0%} of one core.
* How each peer is set up and why: [bench/peers](../peers/README.md).
"""


def median(entry, value_of):
    values = [value_of(line) for line in entry["rounds"]]
    return statistics.median(values) if values else None


def condensed(workload, entry):
    """The medians that are shown."""
    out = {name: entry[name] for name in ("unable", "failed", "psnr", "ping") if name in entry}
    out["bytes"] = entry.get("judged_bytes")
    for name in ("rate", "peak_mb", "unanswered"):
        out[name] = median(entry, lambda line, name=name: line.get(name))
    for name in ("p50_ms", "p99_ms"):  # of answers, so there must be some
        values = [line[name] for line in entry["rounds"] if line.get("status_200")]
        out[name] = statistics.median(values) if values else None
    out["refused"] = median(entry, lambda line: line.get("status_503", 0))
    out["errors"] = sum(count for line in entry["rounds"] for name, count in line.items()
                        if name.startswith("status_") and name not in ("status_200", "status_503"))
    if workload.crowd <= 4:
        out["cpu_s"] = median(entry, lambda line: line["server_cpu_s"] / line["status_200"]
                              if line.get("status_200") else 0)
    return out


def ratio(ours, theirs, value_of):
    """The median of the ratios of the rounds, which saw the same weather."""
    pairs = zip(ours["rounds"], theirs["rounds"])
    values = [value_of(a) / value_of(b) for a, b in pairs if value_of(b)]
    return statistics.median(values) if values else None


def cpu_per_image(line):
    return line["server_cpu_s"] / line["status_200"] if line.get("status_200") else 0


def _quality(workload, servers, peer):
    """Speed that costs quality is none: no goal counts below this distance to the peer."""
    if "psnr" in servers[OURS] and "psnr" in servers[peer]:
        gap = servers[OURS]["psnr"] - servers[peer]["psnr"]
        yield (f"{workload.title}: PSNR against {peer}", f">= {QUALITY_SLACK_DB:+} dB",
               f"{gap:+.2f} dB", gap >= QUALITY_SLACK_DB)


def goals(runs):
    """Rows (what, goal, reached, met) in the order of the workloads."""
    for workload in WORKLOADS:
        servers = runs.get(workload.name, {}).get("servers", {})
        for peer, rate, cpu in workload.goals:
            if not all(servers.get(name, {}).get("rounds") for name in (OURS, peer)):
                continue
            reached = ratio(servers[OURS], servers[peer], lambda line: line["rate"])
            yield (f"{workload.title}: images/s against {peer}", f">= {rate:g}x",
                   f"{reached:.2f}x", reached >= rate)
            if cpu:
                reached = ratio(servers[OURS], servers[peer], cpu_per_image)
                yield (f"{workload.title}: CPU s/image against {peer}", f"<= {cpu:g}x",
                       f"{reached:.2f}x", reached <= cpu)
            yield from _quality(workload, servers, peer)
        pings = {name: entry["ping"]["p99_ms"] for name, entry in servers.items()
                 if "ping" in entry}
        if OURS in pings and len(pings) > 1:
            ours = pings.pop(OURS)
            best = min(pings, key=pings.get)
            yield (f"{workload.title}: trivial GET p99 while saturated", "lowest of all",
                   f"{ours:.1f} ms, next {best} {pings[best]:.1f} ms", ours < pings[best])


def cell(value, places=1):
    return "" if value is None else f"{value:.{places}f}"


def pinged(ping):
    if not ping:
        return ["", ""]
    late = ping["missed"] > 0
    return ["> 10 s" if late and ping["p50_ms"] >= 10000 else cell(ping["p50_ms"]),
            "> 10 s" if late else cell(ping["p99_ms"])]


def server_row(name, entry, overload):
    if entry.get("unable"):
        return [name, "not supported"]
    if entry.get("failed"):
        return [name, "failed: " + entry["failed"][:80].replace("\n", " ")]
    row = [name, cell(entry["rate"], 2), cell(entry.get("cpu_s"), 4), cell(entry["peak_mb"], 0),
           cell(entry["p50_ms"], 0), cell(entry["p99_ms"], 0), cell(entry["bytes"], 0),
           cell(entry.get("psnr"), 2), *pinged(entry.get("ping"))]
    if overload:
        row += [cell(entry["refused"], 0), cell(entry["unanswered"], 0)]
    if entry["errors"]:
        row[1] += f" ({entry['errors']:.0f} errors)"
    return row


def table(head, rows, align="---:"):
    lines = ["| " + " | ".join(head) + " |", "|---|" + f"{align}|" * (len(head) - 1)]
    lines += ["| " + " | ".join(row + [""] * (len(head) - len(row))) + " |" for row in rows]
    return "\n".join(lines)


def workload_table(workload):
    overload = workload["name"] == "overload"
    head = ["server", "images/s", "CPU s/image", "peak MB", "p50 ms", "p99 ms", "bytes out", "PSNR dB",
            "GET p50 ms", "GET p99 ms"] + (["refused", "unanswered"] if overload else [])
    rows = [server_row(name, entry, overload) for name, entry in workload["servers"].items()]
    return f"## {workload['title']}\n\n{table(head, rows)}\n"


def page(results):
    cores = results["cores"]
    rows = [[what, goal, got, "yes" if met else "**no**"] for what, goal, got, met in results["goals"]]
    parts = [
        "# Results\n",
        f"Made by `bench/run.sh` on {results['date']}, commit {results['commit']}, on "
        f"{results['machine']}; do not edit.\n",
    ]
    if results["load"] > BUSY_LOAD * cores * 2:
        parts.append(f"**Provisional:** other work ran on this machine meanwhile (load average "
                     f"{results['load']:.1f} on {cores} cores), so absolute numbers are too low and "
                     "latencies too high, for all servers alike.\n")
    parts += [f"![{name}]({name}.svg)\n" for name in ("throughput", "responsiveness", "cpu", "memory")]
    parts += ["## Goals\n", table(["what", "goal", "reached", "met"], rows, "---") + "\n"]
    parts += [workload_table(workload) for workload in results["workloads"]]
    parts += ["## How to read this\n", LEGEND.format(
        rounds=results["rounds"], seconds=results["seconds"], crowd=2 * cores, busy=4 * cores,
        flood=50 * cores, generator=results["generator_share"]).strip() + "\n"]
    parts += ["## Versions\n", table(["server", "what"], [list(row) for row in
                                                          results["versions"].items()], "---") + "\n"]
    return "\n".join(parts)


def generator_share(runs):
    return max(line["cpu_s"] / line["seconds"] for run in runs for entry in run["servers"].values()
               for line in entry["rounds"] if line["seconds"])


def gather(run, build):
    runs = {path.stem: json.loads(path.read_text()) for path in sorted(run.glob("*.json"))}
    done = [workload for workload in WORKLOADS if workload.name in runs]
    if not done:
        sys.exit(f"report.py: nothing was measured in {run}")
    every = [runs[workload.name] for workload in done]
    names = [name for name in [OURS] + PEERS if any(name in one["servers"] for one in every)]
    known = versions.of_servers(build)
    when = datetime.datetime.fromtimestamp(max(one["at"] for one in every), datetime.timezone.utc)
    return {
        "date": f"{when:%Y-%m-%d}", "commit": ", ".join(sorted({one["commit"] for one in every})),
        "machine": versions.of_machine(), "cores": every[0]["cores"], "rounds": every[0]["rounds"],
        "seconds": every[0]["seconds"], "load": statistics.median(one["load"] for one in every),
        "generator_share": generator_share(every), "servers": names, "versions": {name: known[name] for name in names},
        "goals": list(goals(runs)),
        "workloads": [{"name": workload.name, "title": workload.title, "servers": {
            name: condensed(workload, runs[workload.name]["servers"].get(
                name, {"rounds": [], "failed": "not measured"})) for name in names}}
            for workload in done],
    }


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    out = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "bench/results"
    build = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else ROOT / "build/release"
    results = gather(pathlib.Path(sys.argv[1]), build)
    out.mkdir(parents=True, exist_ok=True)
    (out / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (out / "README.md").write_text(page(results))
    chart.draw_all(out)
    for what, goal, got, met in results["goals"]:
        print(f"{'met   ' if met else 'NOT   '} {what}: {got} (goal {goal})")
    print(f"{out}/README.md")


if __name__ == "__main__":
    main()
