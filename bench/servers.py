"""The servers under test: start, find their processes, what they use, end them."""

import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
OURS = "mezzotint"
PEERS = ["go", "express-sharp", "express-jimp", "flask-uwsgi", "django-uwsgi"]
READY_S, END_S, SAMPLE_S = 30, 15, 0.1
TICKS = os.sysconf("SC_CLK_TCK")
CORES = len(os.sched_getaffinity(0))


def is_set_up(name):
    made = {"go": "server", "express-sharp": "node_modules/sharp",
            "express-jimp": "node_modules/jimp"}.get(name, "venv/bin/uwsgi")
    return (ROOT / "build/peers" / name / made).exists()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _stat(pid):
    """ppid, session and CPU ticks (own and of reaped children), or None when it is gone."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return int(fields[1]), int(fields[3]), sum(map(int, fields[11:15]))


def _pss_kb(pid):
    try:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


class Server:
    """One server and all its processes: those of its session, and their descendants."""

    def __init__(self, name, build):
        self.name = name
        self.build = build
        self.process = None
        self.port = 0

    def start(self):
        self.port = _free_port()
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            self._command(), cwd=ROOT, start_new_session=True, stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log,
            env={**os.environ, "PORT": str(self.port), "PROCESSES": str(CORES)})
        end = time.monotonic() + READY_S
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > end:
                self.log.seek(0)
                text = self.log.read().decode(errors="replace")[-2000:]
                self.stop()
                raise RuntimeError(f"{self.name} did not start: {text}")
            time.sleep(0.05)

    def _command(self):
        if self.name != OURS:
            return [str(ROOT / "bench/peers" / self.name / "run.sh")]
        sets = [f"workers.count={CORES}", f"http.port={self.port}", "http.admin_port=0",
                "log.level=warn"]
        return [str(self.build / "mezzotint"), "serve"] + [
            word for pair in sets for word in ("--set", pair)]

    @property
    def trivial(self):
        return "/livez" if self.name == OURS else "/ping"

    def _answers(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{self.trivial}", timeout=2):
                return True
        except (OSError, urllib.error.URLError):
            return False

    def post(self, target, data):
        """One request; (status, body)."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{target}", data,
                                         {"Content-Type": "application/octet-stream"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def pids(self):
        stats = {int(p): _stat(p) for p in os.listdir("/proc") if p.isdigit()}
        stats = {pid: stat for pid, stat in stats.items() if stat}
        mine = {pid for pid, stat in stats.items() if stat[1] == self.process.pid}
        while True:
            more = {pid for pid, stat in stats.items() if stat[0] in mine} - mine
            if not more:
                return mine
            mine |= more

    def cpu_s(self):
        return sum(stat[2] for stat in map(_stat, self.pids()) if stat) / TICKS

    def pss_mb(self):
        return sum(map(_pss_kb, self.pids())) * 1024 / 1e6

    def stop(self):
        if self.process is None:
            return
        left = self.pids()
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(END_S)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass
        for pid in left:
            stat = _stat(pid)
            if stat and (stat[1] == self.process.pid or pid == self.process.pid):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        self.process.wait()
        self.process = None
        self.log.close()


class PeakMemory:
    """The largest sum of PSS seen, sampled ten times a second while in the `with` block."""

    def __init__(self, server):
        self.server = server
        self.mb = 0.0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._sample, daemon=True)

    def _sample(self):
        while not self.over.wait(SAMPLE_S):
            self.mb = max(self.mb, self.server.pss_mb())

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
