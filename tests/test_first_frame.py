"""The first frame waits for nothing that it does not show."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SHOWN = """
import os, sys
from sim.cli import run
from sim.surfaces.window.window import Window
show = Window.show
def show_and_tell(window, view, *when):
    show(window, view, *when)
    os.write(1, (view.screen + " " + " ".join(sys.modules)).encode())
    os._exit(0)
Window.show = show_and_tell
sys.argv = ["main.py"]
run()
"""

NOT_YET = (
    "pydantic", "yaml", "numpy", "transitions", "asyncio", "multiprocessing", "fractions", "secrets", "html",
    "sim.engine", "sim.analysis", "sim.domain.scenario", "sim.domain.events", "sim.debrief.figures", "sim.debrief.review",
    "sim.screens.playing", "sim.shell.session",
)
"""What takes its time to import and is on no catalogue: a run, its rules, its figures, what reads a scenario."""


def test_the_first_frame_imports_nothing_of_a_run(tmp_path):
    env = {**os.environ, "PYTHONPATH": str(ROOT), "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy",
           "XDG_DATA_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    done = subprocess.run([sys.executable, "-c", SHOWN], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=60, check=False)
    screen, *modules = done.stdout.split()
    assert screen == "catalogue", done.stderr
    assert [name for name in NOT_YET if name in modules] == []


def test_nor_does_the_catalogue_in_a_terminal(tmp_path):
    code = (
        "import sys; from pathlib import Path; from sim.shell import console; from sim.shell.app import App;"
        "from sim.surfaces.terminal import render; print(render(App.at(Path(sys.argv[1])).view())[:0] + ' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    modules = done.stdout.split()
    assert "sim.surfaces.terminal" in modules, done.stderr
    assert [name for name in NOT_YET if name in modules] == []
