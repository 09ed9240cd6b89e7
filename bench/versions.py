"""What exactly was measured: versions of everything that touches a pixel or a byte, and the machine."""

import json
import os
import pathlib
import re
import subprocess

from servers import CORES, ROOT

PEERS_BUILT = ROOT / "build/peers"
PYTHON = ("import PIL, sys, platform; from PIL import features as f; "
          "print('Python', platform.python_version() + ', Pillow', PIL.__version__, '(libjpeg-turbo', "
          "f.version('libjpeg_turbo') + ', WebP', f.version('webp') + ', libavif', "
          "f.version('avif') + ')')")
SHARP = ("const v = require('sharp').versions; console.log('sharp ' + v.sharp + ' (libvips ' + v.vips + "
         "', mozjpeg ' + v.mozjpeg + ', heif ' + v.heif + ')')")


def said_by(*words, **env):
    try:
        result = subprocess.run([str(word) for word in words], capture_output=True, text=True,
                                timeout=30, env={**os.environ, **env}, check=True)
        return result.stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return "unknown"


def _package(folder, name):
    path = PEERS_BUILT / folder / "node_modules" / name / "package.json"
    return f"{name} {json.loads(path.read_text())['version']}" if path.exists() else name


def _pinned(folder, name):
    text = (ROOT / "bench/peers" / folder / "requirements.txt").read_text()
    found = re.search(rf"^{name}==(\S+)", text, re.MULTILINE)
    return f"{name} {found.group(1)}" if found else name


def _govips():
    text = (ROOT / "bench/peers/go/go.mod").read_text()
    return "govips " + re.search(r"govips/v2 (\S+)", text).group(1)


def of_servers(build):
    vips = "libvips " + said_by("pkg-config", "--modversion", "vips") + " of the system"
    node = "Node " + said_by("node", "--version")
    rows = {
        "mezzotint": said_by(build / "mezzotint", "--version") + f", {vips}, libjpeg-turbo " +
                     said_by("pkg-config", "--modversion", "libjpeg"),
        "go": said_by("go", "version").replace("go version ", "") + f", {_govips()}, {vips}",
        "express-sharp": f"{node}, {_package('express-sharp', 'express')}, " + said_by(
            "node", "-e", SHARP, NODE_PATH=str(PEERS_BUILT / "express-sharp/node_modules")),
        "express-jimp": f"{node}, {_package('express-jimp', 'express')}, "
                        + _package("express-jimp", "jimp"),
    }
    for folder, framework in (("flask-uwsgi", "flask"), ("django-uwsgi", "django")):
        rows[folder] = ", ".join([_pinned(folder, framework), _pinned(folder, "uwsgi"), said_by(
            PEERS_BUILT / folder / "venv/bin/python", "-c", PYTHON)])
    return rows


def _first(path, pattern):
    found = re.search(pattern, pathlib.Path(path).read_text(), re.MULTILINE)
    return found.group(1).strip('" ') if found else "unknown"


def of_machine():
    memory = int(_first("/proc/meminfo", r"^MemTotal:\s*(\d+)")) * 1024 / 1e9
    model = _first("/proc/cpuinfo", r"^model name\s*:\s*(.*)$")
    system = _first("/etc/os-release", r"^PRETTY_NAME=(.*)$")
    return f"{CORES} cores of {model}, {memory:.0f} GB, {system}, Linux {os.uname().release}"
