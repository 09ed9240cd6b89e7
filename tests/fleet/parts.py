"""The parts of a fleet, all real: instances of the built binary, HAProxy with the shipped
configuration, clients. Everything listens on the loopback."""

import collections
import http.client
import os
import pathlib
import re
import signal
import socket
import subprocess
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def wait_until(true, seconds, what):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


def children(pid):
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(word) for word in found.stdout.split()]


class Instance:
    """One `mezzotint serve`; it keeps its ports over a restart."""

    def __init__(self, binary, folder, name, **settings):
        self.command = [str(binary), "serve", "--set", "log.level=warn"]
        for key, value in settings.items():
            self.command += ["--set", key.replace("__", ".") + f"={value}"]
        self.log = folder / f"{name}.log"
        self.name, self.port, self.admin = name, 0, 0
        self.process = None
        self.start()

    def start(self, fds=()):
        ports = ["--set", f"http.port={self.port}", "--set", f"http.admin_port={self.admin}"]
        command = self.command + ports
        if fds:  # as systemd does it: descriptors 3 and 4, and whose they are
            moved = "; ".join(f"exec {3 + i}<&{fd}" for i, fd in enumerate(fds))
            command = ["bash", "-c", f'{moved}; export LISTEN_FDS={len(fds)} LISTEN_PID=$$; exec "$@"',
                       "bash", *command]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, pass_fds=fds, text=True,
                                        stderr=self.log.open("a"))
        line = self.process.stdout.readline()
        found = re.match(r"mezzotint ready http:\S+:(\d+) admin http:\S+:(\d+)", line)
        assert found, f"{self.name} does not start: {line}{self.log.read_text()}"
        self.port, self.admin = int(found[1]), int(found[2])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60)
        assert status == 0, f"{self.name} ended with {status}: {self.log.read_text()}"

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def metric(self, name):
        return ask(self.admin, "GET", "/metrics").number(name)


class Balancer:
    """HAProxy with docker/haproxy.cfg; only the line that finds instances by DNS is replaced."""

    def __init__(self, folder, instances):
        text = (ROOT / "docker/haproxy.cfg").read_text()
        servers = "".join(f"    server {i.name} {HOST}:{i.port} check port {i.admin}\n"
                          for i in instances)
        text, replaced = re.subn(r"^    server-template .*\n", servers, text, flags=re.M)
        assert replaced == 1, "haproxy.cfg has no server-template line"
        path = folder / "haproxy.cfg"
        path.write_text(text)
        self.port, self.stats = free_port(), free_port()
        env = dict(os.environ, BIND=f"{HOST}:{self.port}", STATS_BIND=f"{HOST}:{self.stats}")
        self.log = folder / "haproxy.log"
        self.process = subprocess.Popen(["haproxy", "-db", "-f", str(path)], env=env,
                                        stdout=self.log.open("w"), stderr=subprocess.STDOUT)
        self.instances = instances

    def wait_for_all(self):
        for instance in self.instances:
            self.wait_for(instance, up=True)

    def is_up(self, instance):
        text = ask(self.stats, "GET", "/metrics").body.decode()
        return re.search(rf'^haproxy_server_status{{.*server="{instance.name}",state="UP"}} 1$', text,
                         re.M) is not None

    def wait_for(self, instance, up):
        def there():
            try:
                return self.is_up(instance) == up
            except OSError:
                return False
        wait_until(there, 20, f"{instance.name} {'up' if up else 'down'}: {self.log.read_text()}")

    def stop(self):
        self.process.kill()
        self.process.wait()


class Answer:
    def __init__(self, status, headers, body, seconds):
        self.status, self.headers, self.body, self.seconds = status, headers, body, seconds

    def number(self, name):
        return sum(float(value) for value in
                   re.findall(rf"^{name}(?:{{[^}}]*}})? (\S+)$", self.body.decode(), re.M))


def ask(port, method, path, body=None, timeout=60):
    """One request on a connection of its own; raises OSError when there is no answer."""
    start = time.monotonic()
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout)
    try:
        connection.request(method, path, body)
        reply = connection.getresponse()
        return Answer(reply.status, reply.headers, reply.read(), time.monotonic() - start)
    except http.client.HTTPException as fault:
        raise OSError(f"{type(fault).__name__}: {fault}") from fault
    finally:
        connection.close()


class Load:
    """Threads that ask one request after the other until stopped."""

    def __init__(self, port, threads, method, path, body=None):
        self.what = (port, method, path, body)
        self.answers = []
        self.faults = []
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join(90)

    def _run(self):
        while not self.stopping.is_set():
            try:
                answer = ask(*self.what)
                answer.body = b""
                self.answers.append(answer)
            except OSError as fault:
                self.faults.append(f"{time.monotonic():.3f} {fault}")

    def statuses(self):
        return dict(collections.Counter(answer.status for answer in self.answers))
