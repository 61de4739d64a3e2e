"""From the command to the first line and the first frame: whole processes, modules compiled, files warm, no other cache."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.figure import Figure, median, ratio, rounds

ROOT = Path(__file__).resolve().parent.parent

TEXT = {
    "--version": ["main.py", "--version"],
    "--help": ["main.py", "--help"],
    "list": ["main.py", "list"],
    "explain SC105": ["main.py", "explain", "SC105"],
}

BARE_WINDOW = """
import os, time
import pygame
pygame.display.init()
pygame.display.set_mode((1280, 720), pygame.RESIZABLE)
pygame.display.flip()
os.write(1, b"%f" % time.process_time())
os._exit(0)
"""

CATALOGUE = """
import os, sys, time
sys.path.insert(0, os.getcwd())
from sim.cli import run
from sim.surfaces.window.window import Window
show = Window.show
def show_and_tell(window, *shown):
    show(window, *shown)
    os.write(1, b"%f" % time.process_time())
    os._exit(0)
Window.show = show_and_tell
sys.argv = ["main.py"]
run()
"""


def measure(quick: bool = False) -> list[Figure]:
    """Return how long a text command and the first frame take, against bare Python and a bare window."""
    with tempfile.TemporaryDirectory() as folder:
        return [*_text(_environment(folder), quick), *_frames(_environment(folder), quick)]


def _environment(folder: str) -> dict[str, str]:
    left_out = ("PYTHONDONTWRITEBYTECODE", "DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {
        **kept, "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled"), "XDG_DATA_HOME": folder,
        "PYGAME_HIDE_SUPPORT_PROMPT": "1", "SDL_AUDIODRIVER": "dummy",
    }


# ---------------------------------------------------------------- text


def _text(env: dict[str, str], quick: bool) -> list[Figure]:
    things = {"bare": partial(_whole, ["-c", "pass"], env)}
    things |= {name: partial(_whole, words, env) for name, words in TEXT.items()}
    if hasattr(os, "openpty"):
        things["the catalogue as text"] = partial(_typed_at, env)
    for run in things.values():
        run()  # so that every module is compiled, and in memory
    taken = rounds(5 if quick else 21, things)
    how = f"processor time of the whole process, {len(taken)} rounds"
    found = [Figure(what="bare Python: -c pass", value=median(taken, "bare") * 1000, unit="ms", how=how)]
    found += [
        Figure(what=f"{name}, against bare Python", value=ratio(taken, name, "bare"), unit="×", most=6, how=how)
        for name in things if name != "bare"
    ]
    _whole(["main.py", "check", "--no-explore"], env)
    checks = rounds(1 if quick else 5, {"check": partial(_whole, ["main.py", "check", "--no-explore"], env)})
    found.append(Figure(what="check of all scenarios", value=median(checks, "check"), unit="s", most=2, how="processor time"))
    return found


def _whole(words: list[str], env: dict[str, str]) -> float:
    """Run a Python process to its end and return its processor time."""
    before = _spent()
    subprocess.run([sys.executable, *words], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return _spent() - before


def _typed_at(env: dict[str, str]) -> float:
    """Open the catalogue in a terminal whose first line is the end of input."""
    ours, theirs = os.openpty()
    try:
        os.write(ours, b"\x04")
        before = _spent()
        done = subprocess.run([sys.executable, "main.py"], cwd=ROOT, env=env, stdin=theirs, capture_output=True, check=True)
        spent = _spent() - before
    finally:
        os.close(ours)
        os.close(theirs)
    if b"Dead Air" not in done.stdout:
        raise RuntimeError("the catalogue did not open in the terminal")
    return spent


def _spent() -> float:
    """Return the processor seconds of all processes run so far, by the clock where the system does not tell."""
    try:
        import resource
    except ImportError:
        return time.perf_counter()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# ---------------------------------------------------------------- the first frame


def _frames(env: dict[str, str], quick: bool) -> list[Figure]:
    found = _first_frame({**env, "SDL_VIDEODRIVER": "dummy"}, "without a display", quick)
    with _display() as name:
        if name:
            found += _first_frame({**env, "DISPLAY": name}, "on Xvfb", quick)
    return found


def _first_frame(env: dict[str, str], where: str, quick: bool) -> list[Figure]:
    for code in (BARE_WINDOW, CATALOGUE):
        _to_first_frame(code, env)
    taken: list[dict[str, float]] = []
    for _ in range(5 if quick else 21):
        (bare, bare_clock), (ours, clock) = _to_first_frame(BARE_WINDOW, env), _to_first_frame(CATALOGUE, env)
        taken.append({"bare": bare, "ours": ours, "bare clock": bare_clock, "clock": clock})
    how = f"from the start of the process to the first flip, {len(taken)} rounds"
    by_clock = where != "without a display"  # there, the server's own work belongs to the frame
    return [
        Figure(what=f"a bare window {where}", value=median(taken, "bare clock") * 1000, unit="ms", how=f"by the clock, {how}"),
        Figure(what=f"first frame of the catalogue {where}", value=median(taken, "clock") * 1000, unit="ms",
               how=f"by the clock, {how}"),
        Figure(what=f"the same against a bare window, processor time, {where}", value=ratio(taken, "ours", "bare"), unit="×",
               most=None if by_clock else 2, how=how),
        Figure(what=f"the same against a bare window, by the clock, {where}", value=ratio(taken, "clock", "bare clock"),
               unit="×", most=2 if by_clock else None, how=how),
    ]


def _to_first_frame(code: str, env: dict[str, str]) -> tuple[float, float]:
    """Return processor seconds and seconds by the clock until the first frame is on the window."""
    began = time.perf_counter()
    words = [sys.executable, "-c", code]
    with subprocess.Popen(words, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as it:
        assert it.stdout is not None
        told = it.stdout.read(20)
        clock = time.perf_counter() - began
    return float(told), clock


@contextlib.contextmanager
def _display() -> Iterator[str]:
    """Give the name of a display of our own, empty where there is no Xvfb."""
    if shutil.which("Xvfb") is None:
        yield ""
        return
    words = ["Xvfb", "-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert server.stdout is not None
        yield f":{int(server.stdout.readline())}"
    finally:
        server.terminate()
        server.wait()
