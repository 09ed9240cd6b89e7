#!/usr/bin/env python3
"""Peak signal-to-noise ratio of an answer against a float reference.

  bench/reference.py resize|cover|rotate INPUT ANSWER

The reference is made by libvips' command line (libvips-tools) and by no server: the input decoded at
full size, in float, premultiplied where it has an alpha band, reduced by Lanczos 3 without any
shrinking before (to the answer's own dimensions), or turned by 90 degrees. The answer is decoded and
premultiplied likewise. All bands count alike.
"""

import math
import pathlib
import subprocess
import sys
import tempfile


_folder = tempfile.TemporaryDirectory()
_made = {}


def _run(*words):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True,
                          text=True, timeout=120).stdout.strip()


def header(path, field):
    return int(_run("vipsheader", "-f", field, path))


def size_of(path):
    return header(path, "width"), header(path, "height")


def _as_float(path, out):
    if header(path, "bands") in (2, 4):
        _run("vips", "premultiply", path, out)
    else:
        _run("vips", "cast", path, out, "float")


def _make(shape, source, size, out, work):
    """The reference of one answer's size, into the file `out`."""
    flat, made = work / "flat.v", work / "made.v"
    _as_float(source, flat)
    width, height = size_of(flat)
    across, down = width / size[0], height / size[1]
    if shape == "rotate":
        _run("vips", "rot", flat, out, "d90")
    elif shape == "resize":
        _run("vips", "reduce", flat, out, across, down, "--kernel", "lanczos3")
    else:
        factor = min(across, down)
        _run("vips", "reduce", flat, made, factor, factor, "--kernel", "lanczos3")
        wide, tall = size_of(made)
        _run("vips", "crop", made, out, (wide - size[0]) // 2, (tall - size[1]) // 2, *size)


def _reference(shape, source, size, work):
    """Made once for all servers; the folder goes when the program does."""
    key = (shape, str(source), size)
    if key not in _made:
        out = pathlib.Path(_folder.name) / f"{len(_made)}.v"
        _make(shape, source, size, out, work)
        _made[key] = out
    return _made[key]


def psnr(shape, source, answer):
    """In dB; infinite when nothing differs."""
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        ours, difference, square = work / "answer.v", work / "difference.v", work / "square.v"
        _as_float(answer, ours)
        _run("vips", "subtract", _reference(shape, source, size_of(answer), work), ours, difference)
        _run("vips", "multiply", difference, difference, square)
        error = float(_run("vips", "avg", square))
    return 10 * math.log10(255 ** 2 / error) if error > 0 else math.inf


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    print(f"{psnr(*sys.argv[1:]):.2f} dB")
