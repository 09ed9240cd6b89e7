#!/bin/sh
# What do five renditions of a photograph cost in one request, beside the largest alone? CPU time of
# all processes of the service, asked by turns; for widths that halve, and for those of a web page.
#
#   bench/render.sh [--smoke]
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"
start_server workers.count=1 workers.spare=0 queue.deadline_ms=120000
"$build/bench_picture" jpeg 3000 2000 >"$work/drawn.jpg"
if [ -n "$smoke" ] || [ ! -d "$photos" ]; then photos=$work; fi
python3 - "$server" "http://127.0.0.1:$port" "$photos" ${smoke:+1} <<'PY'
import glob, json, pathlib, subprocess, sys, urllib.parse, urllib.request

server, url, photos, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int((sys.argv[4:] or ["3"])[0])
LADDERS = [(1600, 800, 400, 200, 100), (1600, 1200, 800, 400, 200)]


def cpu_ns():
    """CPU time of the front and its workers: the first field of each thread's schedstat."""
    workers = subprocess.run(["ps", "-o", "pid=", "--ppid", server], capture_output=True, text=True)
    threads = [path for pid in [server, *workers.stdout.split()]
               for path in glob.glob(f"/proc/{pid}/task/*/schedstat")]
    return sum(int(pathlib.Path(path).read_text().split()[0]) for path in threads)


def cost(target, body):
    before = cpu_ns()
    request = urllib.request.Request(url + target, body, {"Content-Type": "image/jpeg"})
    urllib.request.urlopen(request, timeout=60).read()
    return cpu_ns() - before


pictures = [path.read_bytes() for path in sorted(pathlib.Path(photos).glob("*.jpg"))]
for widths in LADDERS:
    outputs = [{"steps": [{"op": "resize", "width": width}], "output": {"format": "jpeg"}}
               for width in widths]
    all_of_them = "/v1/render?outputs=" + urllib.parse.quote(json.dumps(outputs))
    largest = f"/v1/resize?width={widths[0]}&format=jpeg"
    cost(all_of_them, pictures[0]), cost(largest, pictures[0])
    one = five = 0
    for body in pictures * rounds:
        one += cost(largest, body)
        five += cost(all_of_them, body)
    count = len(pictures) * rounds
    print(f"widths {', '.join(map(str, widths))}: largest {one / count / 1e6:.1f} ms, "
          f"all {five / count / 1e6:.1f} ms, ratio {five / one:.2f}")
PY
