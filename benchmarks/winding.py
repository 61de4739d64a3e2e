"""The replay: how long it takes to open, and to be wound to any moment, in a run of the longest scenario.

What is measured is the whole way from the mouse to pixels: the intent, the view, its layout, and what is painted of it. The
run is played along a plan. Times are processor time.
"""

from __future__ import annotations

import gc
import os
import random
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.figure import Figure, share

SCENARIO, PLAN = "dead-air", "textbook"
SIZE = (1920, 1080)


def measure(quick: bool = False) -> list[Figure]:
    """Return what opening a replay and winding it costs."""
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    import pygame

    from sim.screens.intents import Go, Wind
    from sim.shell.app import App
    from sim.shell.assets import assets
    from sim.surfaces.window.phrases import Phrases
    from sim.surfaces.window.stage import Stage
    from sim.surfaces.window.theme import Look

    with tempfile.TemporaryDirectory() as folder:
        app = App(data=Path(folder))
        _play(app)
        app.act(Go(screen="debrief"))
        app.view()
        stage, surface = Stage(assets(), Look(), SIZE, Phrases()), pygame.Surface(SIZE, depth=32)
        stage.show(app.view())
        stage.paint(surface)
        began = time.process_time()
        app.act(Go(screen="replay"))
        app.view()
        opened = (time.process_time() - began) * 1000
        stage.show(app.view())
        stage.paint(surface)
        gc.collect()
        gc.freeze()  # as the window's loop does when another screen is shown
        taken = []
        dice = random.Random(1)
        for _ in range(60 if quick else 600):
            place = str(dice.randrange(1001))
            began = time.process_time()
            app.act(Wind(how="to"), place)
            stage.show(app.view())
            stage.paint(surface)
            taken.append((time.process_time() - began) * 1000)
        assert app.run is not None
        moments = len(app.run.session.moments)
        app.close_run()
    how = f"{len(taken)} places at random in {moments} moments of {SCENARIO}, {SIZE[0]}×{SIZE[1]}, processor time"
    return [
        Figure(what="opening the replay", value=opened, unit="ms", how="laid out, once a run"),
        Figure(what="winding it to any place, median", value=median(taken), unit="ms", how=how),
        Figure(what="winding it to any place, 95 of 100 within", value=share(taken, 0.95), unit="ms", most=33, how=how),
        Figure(what="winding it to any place, slowest", value=max(taken), unit="ms", how=how),
    ]


def _play(app: object) -> None:
    """Play the plan to its end."""
    from sim.authoring import plans
    from sim.shell import runs
    from sim.shell.app import App
    from sim.shell.disk import read_bytes
    from sim.shell.library import books, load_scenario, shown

    assert isinstance(app, App)
    book = next(book for book in books() if book.cover.id == SCENARIO)
    raw, file = read_bytes(book.file), book.folder / "plans" / f"{PLAN}.yaml"
    scenario, _ = load_scenario(raw or b"", shown(book.file))
    plan, _ = plans.read_plan(read_bytes(file) or b"", shown(file), PLAN)
    assert scenario is not None and plan is not None and raw is not None
    run = runs.begin(app.data, scenario, raw, seed=7, variant=plan.variant, luck=plans.luck_of(plan), start=False)
    plans.play(plan, scenario, run.session.carry_out)
    run.finish()
    app.run, app.screen = run, "debrief"
