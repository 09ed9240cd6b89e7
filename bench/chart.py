#!/usr/bin/env python3
"""Draw bench/results/*.svg from bench/results/results.json: small multiples, one panel a workload.

  bench/chart.py [FOLDER]
"""

import html
import json
import math
import pathlib
import sys

PANEL, ROW, NAMES, HEAD, GAP, COLUMNS = 300, 19, 92, 34, 26, 3
TOP, FOOT = 84, 40
INK, FAINT, GRID, OURS_COLOR, PEER_COLOR = "#1d2733", "#6b7785", "#e3e7ec", "#c2410c", "#7c93ad"
OURS = "mezzotint"
DECADES = [(0.1, "0.1 ms"), (1, "1"), (10, "10"), (100, "100"), (1000, "1 s"), (10000, "10 s")]


def text(x, y, words, size=11, color=INK, anchor="start", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{color}" '
            f'text-anchor="{anchor}" font-weight="{weight}">{html.escape(words)}</text>')


def line(x1, y1, x2, y2, color=GRID, width=1):
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}" '
            f'stroke-width="{width}"/>')


def color_of(server):
    return OURS_COLOR if server == OURS else PEER_COLOR


def round_to_show(value):
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def name_rows(x, y, servers):
    return [text(x + NAMES - 6, y + HEAD + row * ROW + 13, server, 11,
                 OURS_COLOR if server == OURS else INK, "end",
                 "bold" if server == OURS else "normal") for row, server in enumerate(servers)]


def why_not(entry):
    return "not supported" if entry.get("unable") else "failed" if entry.get("failed") else "no value"


def bar_panel(x, y, workload, servers, value_of):
    """Horizontal bars from zero, each with its number."""
    values = {name: value_of(workload["servers"][name]) for name in servers}
    top = max([value for value in values.values() if value], default=1)
    room = PANEL - NAMES - 48
    out = name_rows(x, y, servers)
    for row, name in enumerate(servers):
        at = y + HEAD + row * ROW
        if values[name] is None:
            out.append(text(x + NAMES + 4, at + 13, why_not(workload["servers"][name]), 10, FAINT))
            continue
        wide = max(1, room * values[name] / top)
        out.append(f'<rect x="{x + NAMES}" y="{at + 2}" width="{wide:.1f}" height="{ROW - 5}" '
                   f'fill="{color_of(name)}"/>')
        out.append(text(x + NAMES + wide + 5, at + 13, round_to_show(values[name]), 11))
    out.append(line(x + NAMES, y + HEAD, x + NAMES, y + HEAD + len(servers) * ROW, FAINT))
    return out


def show_ms(value, missed):
    if missed:
        return "> 10 s"
    return f"{value / 1000:.1f} s" if value >= 1000 else f"{round_to_show(value)} ms"


def log_panel(x, y, workload, servers, _):
    """p50 (ring) to p99 (dot) of the pings, on one logarithmic scale for all panels."""
    room = PANEL - NAMES - 58
    low, high = math.log10(DECADES[0][0]), math.log10(DECADES[-1][0])

    def place(value):
        share = (math.log10(min(max(value, 0.1), 10000)) - low) / (high - low)
        return x + NAMES + share * room

    bottom = y + HEAD + len(servers) * ROW
    out = name_rows(x, y, servers)
    for value, label in DECADES:
        out.append(line(place(value), y + HEAD, place(value), bottom))
        out.append(text(place(value), bottom + 12, label, 9, FAINT, "middle"))
    for row, name in enumerate(servers):
        at = y + HEAD + row * ROW + 9
        ping = workload["servers"][name].get("ping")
        if not ping:
            out.append(text(x + NAMES + 4, at + 4, why_not(workload["servers"][name]), 10, FAINT))
            continue
        p50, p99, color = place(ping["p50_ms"]), place(ping["p99_ms"]), color_of(name)
        out.append(line(p50, at, p99, at, color, 2))
        out.append(f'<circle cx="{p50:.1f}" cy="{at}" r="3.5" fill="#fff" stroke="{color}" '
                   f'stroke-width="2"/>')
        out.append(f'<circle cx="{p99:.1f}" cy="{at}" r="4.5" fill="{color}"/>')
        out.append(text(p99 + 8, at + 4, show_ms(ping["p99_ms"], ping["missed"]), 11))
    return out


def sheet(results, title, subtitle, draw, value_of=None, leave_out=()):
    workloads = [w for w in results["workloads"] if w["name"] not in leave_out]
    servers = results["servers"]
    high = HEAD + len(servers) * ROW + GAP
    rows = (len(workloads) + COLUMNS - 1) // COLUMNS
    width, height = COLUMNS * (PANEL + GAP) + GAP, TOP + rows * high + FOOT
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
           f'width="{width}" height="{height}" font-family="DejaVu Sans, Helvetica, Arial, sans-serif">',
           f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
           text(GAP, 36, title, 20, weight="bold"), text(GAP, 58, subtitle, 12, FAINT)]
    for number, workload in enumerate(workloads):
        x = GAP + number % COLUMNS * (PANEL + GAP)
        y = TOP + number // COLUMNS * high
        out.append(text(x, y + 20, workload["title"], 12, weight="bold"))
        out += draw(x, y, workload, servers, value_of)
    foot = f'{results["date"]}, commit {results["commit"]}, {results["machine"]}'
    out += [text(GAP, height - 16, foot, 10, FAINT), "</svg>"]
    return "\n".join(out) + "\n"


def draw_all(folder):
    results = json.loads((folder / "results.json").read_text())
    cores = results["cores"]
    charts = {
        "throughput": sheet(results, "Images a second", "Longer is better. Closed loop, "
                            f"{2 * cores} connections ({50 * cores} under overload), {cores} cores.",
                            bar_panel, lambda entry: entry.get("rate")),
        "responsiveness": sheet(
            results, "A trivial GET while the server is busy with images",
            f"Further left is better. Ring: p50, dot and number: p99. {4 * cores} connections post "
            f"images ({50 * cores} under overload). Logarithmic.", log_panel),
        "cpu": sheet(results, "CPU milliseconds an image", "Shorter is better. User and system, all "
                     "processes of the server.", bar_panel,
                     lambda entry: entry["cpu_s"] * 1000 if entry.get("cpu_s") else None,
                     leave_out=("overload",)),
        "memory": sheet(results, "Peak memory in MB", "Shorter is better. Sum of PSS of all processes "
                        "of the server.", bar_panel, lambda entry: entry.get("peak_mb")),
    }
    for name, svg in charts.items():
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    here = pathlib.Path(__file__).resolve().parent
    draw_all(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here / "results")
