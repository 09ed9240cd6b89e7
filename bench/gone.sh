#!/bin/sh
# How soon does a job end whose client has gone, and how soon is the next one done? A long job begins,
# its client closes the connection, and a small job is asked for at once, again and again.
#
#   bench/gone.sh [--smoke]
# shellcheck source=bench/lib.sh
. "$(dirname "$0")/lib.sh"
start_server workers.count=1 workers.spare=1 queue.deadline_ms=120000
"$build/bench_picture" jpeg 3000 2000 >"$work/long.jpg"
"$build/bench_picture" jpeg 64 48 >"$work/small.jpg"
python3 - "$server" "$port" "$admin_port" "$work" ${smoke:+2} <<'PY'
import pathlib, socket, statistics, sys, time, urllib.request

server, port, admin, work = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], pathlib.Path(sys.argv[4])
rounds, patience_s = int((sys.argv[5:] or ["20"])[0]), 30
LONG, SMALL = "/v1/blur?sigma=100&format=png", "/v1/resize?width=16&format=jpeg"


def workers():
    """Processes of the server that are alive: not those that only wait to be reaped."""
    found = set()
    for task in pathlib.Path(f"/proc/{server}/task").iterdir():
        for pid in (task / "children").read_text().split():
            try:
                stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
            except OSError:
                continue
            if stat.rpartition(")")[2].split()[0] not in "ZX":
                found.add(pid)
    return found


def metric(name):
    text = urllib.request.urlopen(f"http://127.0.0.1:{admin}/metrics", timeout=patience_s).read().decode()
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(name + " "))


def until(condition):
    end = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > end:
            sys.exit("gone.sh: it took too long")
        time.sleep(0.0005)


def ended_and_next(long_job, small_job):
    """Milliseconds from the client's leaving to its worker's end and to the next answer."""
    until(lambda: metric("mezzotint_workers") == 2)
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(f"POST {LONG} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(long_job)}\r\n\r\n".encode() + long_job)
    until(lambda: metric("mezzotint_workers_busy") == 1)
    before, left = workers(), time.monotonic()
    client.close()
    until(lambda: not before <= workers())
    ended = time.monotonic() - left
    request = urllib.request.Request(f"http://127.0.0.1:{port}{SMALL}", small_job, {"Content-Type": "image/jpeg"})
    urllib.request.urlopen(request, timeout=patience_s).read()
    return ended * 1e3, (time.monotonic() - left) * 1e3


jobs = (work / "long.jpg").read_bytes(), (work / "small.jpg").read_bytes()
ended, answered = zip(*(ended_and_next(*jobs) for _ in range(rounds)))
for what, ms in (("its worker had ended", ended), ("the next job was answered", answered)):
    print(f"after a client left, {what} within {statistics.median(ms):.1f} ms (median), {max(ms):.1f} (most)")
PY
