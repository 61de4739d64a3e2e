"""The window in play: how long a frame takes, and how much memory an hour of it.

Every frame is the loop's own (`sim.shell.loop.frame`), a sixtieth of a second at a time and as fast as it goes, with a player who
presses keys at random. Played without a display, so that a display server's work is not in it. Times are processor time.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figure import Figure, share

ROOT = Path(__file__).resolve().parent.parent

SIZE = (1920, 1080)
A_SECOND = 60
TEN_MINUTES, AN_HOUR = 600 * A_SECOND, 3600 * A_SECOND
SCENARIOS = ("dead-air", "nine-minutes")
EVERY = 150
"""Frames between two keys the player presses."""

KEPT = 500
"""Runs that are kept already when the catalogue is measured."""


def measure(quick: bool = False) -> list[Figure]:
    """Return what a frame takes and what the window holds; each in a process of its own, as the program is."""
    tenth = 10 if quick else 1
    found: list[Figure] = []
    for name in SCENARIOS:
        played = _child("played", name, TEN_MINUTES // tenth)
        how = f"{played['frames']:,} frames of {name}, {SIZE[0]}×{SIZE[1]}, processor time"
        found += [
            Figure(what=f"{name}: frame in which only time passes, median", value=played["idle"], unit="ms", most=1, how=how),
            Figure(what=f"{name}: any frame, median", value=played["median"], unit="ms", how=how),
            Figure(what=f"{name}: any frame, 99 of 100 within", value=played["p99"], unit="ms", how=how),
            Figure(what=f"{name}: slowest frame of ten minutes", value=played["worst"], unit="ms", most=33, how=how),
            *([Figure(what=f"{name}: the frame that ends a run and opens its debrief, slowest", value=played["end"], unit="ms",
                      most=33, how=how)] if played["end"] else []),  # none where no run came to its end
            Figure(what=f"{name}: everything painted anew, slowest of {played['redraws']}", value=played["redraw"], unit="ms",
                   most=8, how="the same view after the window was uncovered, at moments all through the play"),
        ]
    full = _child("catalogue", "", 600 // tenth)
    how = f"{KEPT} kept runs"
    found += [
        Figure(what=f"catalogue with {KEPT} runs: frame in which nothing happens, median", value=full["idle"], unit="ms", most=1,
               how=how),
        Figure(what=f"catalogue with {KEPT} runs: first frame of a visit", value=full["first"], unit="ms", how=how),
    ]
    hour = _child("hour", "", AN_HOUR // tenth)
    if hour["most"]:
        how = f"resident memory of the process, {hour['frames']:,} frames, {hour['runs']} runs of both scenarios"
        found += [
            Figure(what="memory, the most in an hour of play", value=hour["most"], unit="MB", most=150, how=how),
            Figure(what="memory gained from the middle to the end of it", value=hour["gained"], unit="MB", most=5, how=how),
        ]
    return found


def _child(what: str, scenario: str, frames: int) -> dict[str, Any]:
    """Measure in a process that has done nothing else."""
    env = {**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy", "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    words = [sys.executable, "-c", f"from benchmarks import window; window.child({what!r}, {scenario!r}, {frames})"]
    done = subprocess.run(words, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def child(what: str, scenario: str, frames: int) -> None:
    """Measure one thing and print it as JSON."""
    import gc

    from sim import cli

    gc.set_threshold(cli.YOUNG)
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(CHILDREN[what](Path(folder), scenario, frames)))


# ---------------------------------------------------------------- playing


@dataclass(slots=True)
class Playing:
    """A window with the program in it, and a player who presses a key now and then: anything that can be pressed."""

    app: Any
    window: Any
    rng: random.Random
    ticks: Any
    now: int = 0

    def frame(self) -> float:
        """Do what the loop does for a frame; return its processor time in milliseconds."""
        from sim.shell.loop import frame

        self.now += 1
        began = time.process_time_ns()
        frame(self.app, self.window, self.ticks, self.now * 1000 // A_SECOND)
        return (time.process_time_ns() - began) / 1e6

    def press(self) -> None:
        """Press the key of anything on offer that goes on with the run."""
        import pygame

        from sim.screens.intents import Decide, LetRun, Look, Respond
        from sim.screens.view import actions_of

        view = self.app.view()
        dialog = view.region("dialog") is not None
        able = [
            action for action in actions_of(view)
            if action.enabled and (len(action.key) == 1 or action.key == "space")
            if dialog or isinstance(action.intent, Decide | Look | Respond | LetRun)
        ]
        if able:
            key = self.rng.choice(able).key
            code = pygame.K_SPACE if key == "space" else ord(key)
            for kind in (pygame.KEYDOWN, pygame.KEYUP):
                pygame.event.post(pygame.event.Event(kind, key=code, mod=0, unicode="" if key == "space" else key, scancode=0))


def _opened(data: Path) -> Playing:
    from sim.shell import loop
    from sim.shell.app import App
    from sim.shell.assets import assets
    from sim.shell.clock import Ticks
    from sim.surfaces.window.window import Window

    app = App.at(data)
    window = Window(assets(), loop.look_of(app.settings), SIZE, wanted_driver="dummy")
    steps = count()
    playing = Playing(app, window, random.Random(7), Ticks(lambda: next(steps) / A_SECOND))
    playing.frame()
    return playing


def _begin(playing: Playing, scenario: str, seed: int) -> None:
    """Go to a scenario by way of the catalogue and its briefing, as a player does."""
    from sim.screens.intents import Go, Start

    for intent in (Go(screen="catalogue"), Go(screen="briefing", what=scenario), Start(scenario=scenario, seed=seed)):
        playing.app.act(intent)
        playing.frame()  # the first frame of a screen: opening one is not playing


def _play(playing: Playing, frames: int, scenarios: tuple[str, ...]) -> Iterator[tuple[float, bool, bool]]:
    """Play run after run; yield what each frame took, and whether it was one in which only time passed, or opened the debrief."""
    seed, session = 0, None
    for n in range(frames):
        if playing.app.screen != "play":
            seed += 1
            _begin(playing, scenarios[seed % len(scenarios)], seed)
            session = playing.app.run.session
        pressed = n % EVERY == EVERY - 1
        if pressed:
            playing.press()
        before = len(session.moments)
        took = playing.frame()
        yield took, not pressed and len(session.moments) == before, playing.app.screen != "play"


# ---------------------------------------------------------------- what is measured


def _played(data: Path, scenario: str, frames: int) -> dict[str, Any]:
    import pygame

    playing = _opened(data)
    took: list[float] = []
    idle: list[float] = []
    redraws: list[float] = []
    ends = [0.0]
    for n, (frame, only_time, over) in enumerate(_play(playing, frames, (scenario,))):
        (ends if over else took).append(frame)
        if only_time and not over:
            idle.append(frame)
        if n % (frames // 40) == frames // 80:
            pygame.event.post(pygame.event.Event(pygame.WINDOWEXPOSED))
            playing.frame()  # hears of it
            redraws.append(playing.frame())
    return {
        "frames": len(took), "idle": median(idle), "median": median(took), "p99": share(took, 0.99), "worst": max(took),
        "end": max(ends), "redraw": max(redraws), "redraws": len(redraws),
    }


def _catalogue(data: Path, _: str, frames: int) -> dict[str, Any]:
    from sim.screens.intents import Go

    for number in range(KEPT):
        folder = data / "runs" / f"20260101-{number:06}-dead-air-aa"
        folder.mkdir(parents=True)
        (folder / "journal.jsonl").write_bytes(b"")
        result = {"scenario": "dead-air", "title": "Dead Air", "finished": number % 2 == 0, "told": 50.0, "unit": "%"}
        (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")
    playing = _opened(data)
    playing.app.act(Go(screen="settings"))
    playing.frame()
    playing.app.act(Go(screen="catalogue"))
    return {"first": playing.frame(), "idle": median(playing.frame() for _ in range(frames))}


def _hour(data: Path, _: str, frames: int) -> dict[str, Any]:
    playing = _opened(data)
    held: list[float] = []
    for n, _frame in enumerate(_play(playing, frames, SCENARIOS)):
        if n % (frames // 60) == frames // 60 - 1:
            held.append(_resident())
    half = len(held) // 2
    gained = median(held[-5:]) - median(held[half - 2:half + 3])
    return {
        "frames": frames, "most": max(held), "gained": gained, "runs": len(list((data / "runs").iterdir())), "held": held,
    }


def _resident() -> float:
    """Return the megabytes of memory this process has in use, 0 where the system does not tell."""
    told = Path("/proc/self/statm")
    return int(told.read_text(encoding="utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if told.is_file() else 0.0


CHILDREN = {"played": _played, "catalogue": _catalogue, "hour": _hour}
