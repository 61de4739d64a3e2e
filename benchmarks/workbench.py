"""The workbench with forty parts: what a change takes, from the intent to the picture, and each step of it.

A change is a part taken, put back, or taken more or less of, at random. Nothing is remembered from an earlier change but what the
program itself remembers. Drawn without a display, so that a display server's work is not in it. Times are processor time.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figure import Figure, share

ROOT = Path(__file__).resolve().parent.parent

SIZE = (1920, 1080)
PARTS, FAMILIES, SLOTS = 40, 12, 4
CHANGES = 1000
STEPS = ("engine and view", "layout", "paint")


def measure(quick: bool = False) -> list[Figure]:
    """Return what a change takes, whole and step by step."""
    changes = CHANGES // 10 if quick else CHANGES
    env = {**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy", "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    words = [sys.executable, "-c", f"from benchmarks import workbench; workbench.child({changes})"]
    done = subprocess.run(words, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True)
    told = json.loads(done.stdout)
    taken: list[list[float]] = told["changes"]
    how = f"{changes:,} changes, {PARTS} parts, {FAMILIES} families, {SIZE[0]}×{SIZE[1]}, processor time"
    whole = [sum(one) for one in taken]
    return [
        Figure(what="a change, 99 of 100 within", value=share(whole, 0.99), unit="ms", most=10, how=how),
        Figure(what="a change, median", value=median(whole), unit="ms", how=how),
        *(
            Figure(what=f"of that {step}, median", value=median(one[n] for one in taken), unit="ms", how=how)
            for n, step in enumerate(STEPS)
        ),
        Figure(what="a frame in which nothing changes, median", value=median(told["idle"]), unit="ms", most=1, how=how),
    ]


def child(changes: int) -> None:
    """Make changes at a workbench and print what each step of each took, in milliseconds, as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(_changed(Path(folder), changes)))


def _changed(data: Path, changes: int) -> dict[str, Any]:
    import pygame

    from sim.screens.intents import Aim, Go, Use
    from sim.shell.assets import assets
    from sim.surfaces.window.phrases import Phrases
    from sim.surfaces.window.stage import Stage
    from sim.surfaces.window.theme import Look

    app = _at_bench(data)
    app.act(Go(screen="workbench"))
    app.act(Aim(goal="in"))
    stage, surface = Stage(assets(), Look(), SIZE, Phrases()), pygame.Surface(SIZE, depth=32)
    stage.show(app.view())
    stage.paint(surface)
    dice = random.Random(7)
    taken, idle = [], []
    for _ in range(changes):
        chosen = app.run.session.bench.chosen
        part = dice.choice(list(chosen)) if len(chosen) > 4 else f"part_{dice.randrange(PARTS)}"
        app.act(Use(part=part, amount=0 if part in chosen and len(chosen) > 4 else dice.choice((1, 2, 4))))
        found: list[Any] = []
        steps: tuple[Callable[[], object], ...] = (
            lambda found=found: found.append(app.view()),
            lambda found=found: stage.show(found[0]),
            lambda: stage.paint(surface),
        )
        taken.append([_timed(step) for step in steps])
        idle.append(_timed(lambda: (stage.show(app.view()), stage.paint(surface))))
    app.close_run()
    return {"changes": taken, "idle": idle}


def _timed(step: Callable[[], object]) -> float:
    began = time.process_time_ns()
    step()
    return (time.process_time_ns() - began) / 1e6


def _at_bench(data: Path) -> Any:
    from sim.authoring.load import load
    from sim.shell.app import App

    raw = _scenario().encode()
    scenario = load(raw, "forty.yaml").scenario
    assert scenario is not None
    app = App.at(data)
    app.brief(scenario, raw, 7, "", None)
    app.start("forty", 7, "")
    return app


def _scenario() -> str:
    """Return a scenario whose workbench has forty parts of six kinds, and families of four slots."""
    parts = "\n".join(
        f'  part_{n}: {{label: "Thing number {n}", phrase: [a thing of kind {n}, "{{count}} things of kind {n}"],'
        f" kind: kind-{n % 6}, affords: [a{n % 7}, b{n % 3}], count: 8, amounts: [1, 2, 4]}}"
        for n in range(PARTS)
    )
    rigs = "\n".join(
        f"  way-{n}:\n    goal: in\n    label: Way {n}\n"
        + '    sentence: "Put {s0} on {s1}, with {s2} and {s3}."\n    slots:\n'
        + "\n".join(f"      s{k}: {{needs: [a{(n + k) % 7}], lacks: It lacks something.}}" for k in range(SLOTS))
        + '\n    rules: [{must: "s0.count >= s1.count", lesson: There is too little of it.}]'
        + f"\n    takes: s0.count * 60 + {n}\n    gives: {{carried: s0.count}}\n    note: It stands."
        for n in range(FAMILIES)
    )
    return f"""
meta: {{id: forty, version: "1", title: Forty things, summary: A bench with much on it., minutes: 5, difficulty: 1, source: Made
    to be measured., objectives: [Choose], competencies: {{care: Care}}}}
clock: {{start: Tue 09:00}}
horizon: 4h
pace: 2
briefing: There is much to choose from.
start: here
meters: {{carried: {{label: Done, start: 0, range: [0, 8]}}}}
workbench:
  question: What must get from whom to whom?
  goals: {{in: "A call, to a person", out: "A person, to a call"}}
  nothing: That comes to nothing.
kit:
{parts}
rigs:
{rigs}
stages:
  here:
    title: At the bench
    workbench: true
    deadline: 3h
    default: It is over.
    on_deadline: {{to: end}}
    choices: [{{id: wait, label: Wait, takes: 5m, to: end}}]
flows:
  calls:
    label: Calls
    unit: calls
    offered: "30"
    worth: 1
    shown: true
    groups:
      desk: {{label: The desk, lines: carried, handling: 6m, hands: "1", handover: 45s, patience: 90s}}
      block: {{label: The block, lines: "2", handling: 6m, patience: 90s}}
value: {{label: Done, unit: things, formula: carried, told: carried, told_label: Done}}
endings: [{{id: over, title: Over, text: It is over., above: 0}}]
debrief: {{questions: [What else was there?], causes: [There was none.]}}
"""
