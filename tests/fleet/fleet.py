#!/usr/bin/env python3
"""Three instances behind HAProxy with the shipped configuration: restart, kill, overload, scale.

    tests/fleet/fleet.py [BUILD-DIRECTORY] [TEST...]

Prints a line a test; the exit status is 0 when all passed. Needs haproxy; nothing but the loopback
is used. Instances are on one machine, so throughput is only compared with itself."""

import contextlib
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
from parts import Balancer, HOST, Instance, Load, ROOT, ask, children, wait_until

GET = "/v1/operations"
POST = "/v1/resize?width=160&format=jpeg"
SLOW = "/v1/blur?sigma=12&format=jpeg"
DEADLINE_MS = 10000

# Of one instance here; prestop_s is longer than HAProxy's check interval, as its file asks for.
SETTINGS = {"workers__count": 1, "queue__length": 16, "shutdown__prestop_s": 3}


class Fleet:
    def __init__(self, build, folder, count, **settings):
        self.what = build / "mezzotint", folder, count, {**SETTINGS, **settings}
        self.parts = contextlib.ExitStack()

    def __enter__(self):
        binary, folder, count, settings = self.what
        with contextlib.ExitStack() as parts:  # what has started is ended, whatever fails here
            self.instances = []
            for number in range(count):
                self.instances.append(Instance(binary, folder, f"i{number}", **settings))
                parts.callback(self.instances[-1].kill)
            self.balancer = Balancer(folder, self.instances)
            parts.callback(self.balancer.stop)
            self.balancer.wait_for_all()
            self.parts = parts.pop_all()
        self.port = self.balancer.port
        return self

    def __exit__(self, *_):
        self.parts.close()


def picture(build, width, height):
    return subprocess.run([build / "bench_picture", "jpeg", str(width), str(height)], check=True,
                          capture_output=True).stdout


def rolling_restart_loses_no_request(build, folder):
    body = picture(build, 640, 480)
    with Fleet(build, folder, 3) as fleet:
        with Load(fleet.port, 4, "POST", POST, body) as posts, Load(fleet.port, 2, "GET", GET) as gets:
            time.sleep(1)
            for instance in fleet.instances:
                instance.stop()
                fleet.balancer.wait_for(instance, up=False)
                instance.start()
                fleet.balancer.wait_for(instance, up=True)
            time.sleep(1)
        for instance in fleet.instances:
            assert instance.metric("mezzotint_requests_total") > 0, f"{instance.name} got nothing"
    assert not posts.faults and not gets.faults, (posts.faults, gets.faults)
    assert set(posts.statuses()) == {200} and set(gets.statuses()) == {200}, posts.statuses()
    return f"3 restarts, {len(posts.answers)} POST and {len(gets.answers)} GET, 0 failed"


def kill_fails_only_posts_in_flight_on_it(build, folder):
    body = picture(build, 640, 480)
    with Fleet(build, folder, 3) as fleet:
        victim = fleet.instances[0]
        workers = children(victim.process.pid)
        with Load(fleet.port, 6, "POST", SLOW, body) as posts:
            time.sleep(1)
            victim.kill()
            time.sleep(3)
        failed = [answer for answer in posts.answers if answer.status != 200]
        # Of six clients at most those that were being served by it, once each.
        assert len(failed) + len(posts.faults) <= 6, (posts.statuses(), posts.faults)
        assert all(answer.status == 502 for answer in failed), posts.statuses()
        assert len(posts.answers) - len(failed) > 6, posts.statuses()
        wait_until(lambda: not any(pathlib.Path(f"/proc/{pid}").exists() and "Z" not in
                                   pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1][:3]
                                   for pid in workers), 10, "the workers of a killed front end")
        victim.start()
        fleet.balancer.wait_for(victim, up=True)
        assert ask(fleet.port, "POST", POST, body).status == 200
    return f"{len(failed) + len(posts.faults)} of {len(posts.answers)} POST failed, workers left too"


def kill_fails_no_get(build, folder):
    """Stopped first, so that requests are certainly in flight on it when it is killed."""
    with Fleet(build, folder, 3) as fleet:
        victim = fleet.instances[0]
        victim.process.send_signal(signal.SIGSTOP)
        answers, faults = [], []

        def get():
            try:
                answers.append(ask(fleet.port, "GET", GET, timeout=20))
            except OSError as fault:
                faults.append(fault)

        threads = [threading.Thread(target=get) for _ in range(12)]
        for thread in threads:
            thread.start()
        time.sleep(0.4)
        waiting = sum(thread.is_alive() for thread in threads)
        victim.kill()
        for thread in threads:
            thread.join(30)
    assert waiting > 0, "no request was in flight on the instance that was killed"
    assert not faults and all(answer.status == 200 for answer in answers), faults or [
        answer.status for answer in answers]
    return f"{waiting} GET in flight on it were answered by others"


def overload_is_told_and_accepted_stay_in_time(build, folder):
    body = picture(build, 1024, 768)
    with Fleet(build, folder, 3, queue__length=2, queue__deadline_ms=DEADLINE_MS) as fleet:
        with Load(fleet.port, 30, "POST", SLOW, body) as load:
            time.sleep(8)
    fine = [answer.seconds for answer in load.answers if answer.status == 200]
    busy = [answer for answer in load.answers if answer.status == 503]
    assert set(load.statuses()) == {200, 503} and not load.faults, (load.statuses(), load.faults)
    assert all(re.fullmatch(r"[1-9][0-9]*", answer.headers["Retry-After"] or "")
               for answer in busy), "a 503 without Retry-After"
    p99 = sorted(fine)[int(len(fine) * 0.99)]
    assert p99 < DEADLINE_MS / 1000, f"p99 of accepted {p99:.2f} s"
    return (f"{len(fine)} accepted, p99 {p99 * 1000:.0f} ms (deadline {DEADLINE_MS}); "
            f"{len(busy)} times 503 with Retry-After")


def rate(build, port, file):
    found = subprocess.run([build / "bench_flood", "-p", str(port), "-c", "6", "-n", "120", "-t", POST,
                            file], capture_output=True, text=True, check=True).stdout
    return float(re.search(r"rate (\S+)", found)[1])


def throughput_adds_up(build, folder):
    """Alternating, with the median of pairs, as the machine may have other work."""
    file = folder / "a.jpg"
    file.write_bytes(picture(build, 1280, 960))
    ratios = []
    with Fleet(build, folder, 2) as two, Fleet(build, folder, 1, workers__count=2) as one:
        for _ in range(5):
            ratios.append(rate(build, two.port, file) / rate(build, one.port, file))
    ratio = statistics.median(ratios)
    # 0.95 is the aim on an idle machine with two cores; a shared one gives less steady numbers.
    assert ratio > 0.75, f"two instances of one worker: {ratio:.2f} of one of two"
    return f"two instances of one worker reach {ratio:.2f} of one of two workers"


def restart_with_handed_sockets_refuses_nobody(build, folder):
    """As under systemd: the sockets outlive the process, the kernel queues in between."""
    body = picture(build, 320, 240)
    with socket.create_server((HOST, 0), backlog=512) as front, socket.create_server((HOST, 0)) as admin:
        instance = Instance(build / "mezzotint", folder, "handed", workers__count=1)
        instance.stop()
        instance.start(fds=(front.fileno(), admin.fileno()))
        assert instance.port == front.getsockname()[1] and instance.admin == admin.getsockname()[1]
        try:
            with Load(instance.port, 4, "POST", POST, body) as load:
                for _ in range(3):
                    time.sleep(0.5)
                    instance.stop()
                    instance.start(fds=(front.fileno(), admin.fileno()))
                time.sleep(0.5)
        finally:
            instance.kill()
    assert not load.faults and set(load.statuses()) == {200}, (load.faults, load.statuses())
    return f"3 restarts without a balancer, {len(load.answers)} POST, 0 failed"


TESTS = [rolling_restart_loses_no_request, kill_fails_only_posts_in_flight_on_it, kill_fails_no_get,
         overload_is_told_and_accepted_stay_in_time, throughput_adds_up,
         restart_with_handed_sockets_refuses_nobody]


def run(test, build):
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        try:
            outcome = "ok: " + test(build, pathlib.Path(name))
        except (AssertionError, OSError, subprocess.SubprocessError) as fault:
            outcome = f"FAILED: {fault}"
    print(f"{test.__name__}: {outcome} ({time.monotonic() - start:.0f} s)", flush=True)
    return outcome.startswith("ok")


def main(arguments):
    build = ROOT / "build/release"
    if arguments and pathlib.Path(arguments[0]).is_dir():
        build = pathlib.Path(arguments.pop(0)).resolve()
    chosen = [test for test in TESTS if not arguments or test.__name__ in arguments]
    results = [run(test, build) for test in chosen]
    print(f"fleet: {sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if results and all(results) else 1


sys.exit(main(sys.argv[1:]))
