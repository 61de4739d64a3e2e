"""Every screen in every state, drawn to PNG files without a display: for looking at, and for tests that compare pictures."""
from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from sim.authoring import plans
from sim.domain import commands as c
from sim.domain.situation import Phase
from sim.domain.units import YOU
from sim.engine.improvise import benches, noticed
from sim.engine.offers import offers, wanted
from sim.screens.intents import Change, Go, PauseRun, Start, Wind, Write
from sim.screens.playing import Trouble
from sim.screens.view import View
from sim.shell import runs
from sim.shell.app import App
from sim.shell.composing import AtBench
from sim.shell.disk import read_bytes, write_atomically
from sim.shell.kept import kept_runs
from sim.shell.library import books, load_scenario, shown
from sim.shell.reviewing import Reviewing, keep
from sim.shell.roomshots import room_views, with_cards
from sim.shell.stateshots import LONG, longer, state_views
from sim.shell.system import prepare_display

TROUBLE = Trouble(
    why="This moment could not be kept in E:\\cordless (no space left on device). Everything before it is safe.",
    again=True, places=("C:\\Users\\kim\\cordless-runs", "C:\\Temp\\cordless-runs"),
)


def draw_sheet(file: Path, size: tuple[int, int], themes: tuple[str, ...], text_scale: int) -> int:
    """Draw every state of every screen once, in one theme after the other, onto one sheet; return how many. Raises NotKept."""
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    prepare_display()
    from sim.shell.assets import assets
    from sim.shell.sheet import Sheet
    from sim.surfaces.window.window import Look, draw, png_of

    drawing, sheet = assets(), Sheet(tuple(book.cover.id for book in books()), themes)
    with tempfile.TemporaryDirectory() as folder:
        for name, view in views(Path(folder)):
            if theme := sheet.wants(name):
                sheet.take(name, png_of(draw(view, size, drawing, Look(theme=theme, text_scale=text_scale)), drawing))
    return sheet.write(file, drawing)


def draw_all(out: Path, size: tuple[int, int], themes: tuple[str, ...], text_scale: int) -> int:
    """Draw every view of `views` into `out` and return how many pictures there are. Raises NotKept."""
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    prepare_display()
    from sim.shell.assets import assets
    from sim.surfaces.window.window import Look, draw, png_of

    drawing = assets()
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, view in views(Path(folder)):
            for theme in themes:
                look = Look(theme=theme, text_scale=text_scale)
                picture = png_of(draw(view, size, drawing, look), drawing)
                write_atomically(out / f"{name}_{theme}_{text_scale}_{size[0]}x{size[1]}.png", picture)
                count += 1
    return count


def views(data: Path) -> Iterator[tuple[str, View]]:
    """Yield a name and a view for every screen and state, those of LONG also with words that are too long."""
    first = next((book.cover.id for book in books() if book.cover.first), "")
    for name, view in _met(data):
        yield name, view
        if name.removeprefix(f"{first}-") in LONG:
            yield f"{name}-long", longer(view)


def _met(data: Path) -> Iterator[tuple[str, View]]:
    """Yield a name and a view for every screen and state, from real runs of the shipped scenarios."""
    app = App(data=data)
    yield "catalogue-new", app.view()
    for screen, what in (("settings", ""), ("settings", "time"), ("settings", "sound"), ("settings", "hands"), ("help", "")):
        app.act(Go(screen=screen, what=what))
        yield f"{screen}-{what}".rstrip("-"), app.view()
        app.act(Go(screen="catalogue"))
    app.act(Go(screen="settings", what="hands"))
    app.act(Change(setting="key-p", value="?"))
    yield "settings-new-key", app.view()
    app.act(Go(screen="catalogue"))
    app.act(Go(screen="profile"))
    yield "profile-new", app.view()
    for book in books():
        yield from _scenario(app, book.cover.id)
    yield from room_views(app, with_cards(app))
    app.act(Go(screen="catalogue"))
    yield "catalogue-played", app.view()
    kept = kept_runs(data)
    if kept:
        app.act(Go(screen="delete", what=kept[0][0]))
        yield "delete", app.view()
    app.act(Go(screen="catalogue"))
    app.alert = "The run in 20261122 cannot be opened (permission denied)."
    yield "catalogue-alert", app.view()
    app.act(Go(screen="catalogue"))
    first = next((book.cover.id for book in books() if book.cover.first), "")
    if first:
        yield from state_views(app, first)


def _scenario(app: App, name: str) -> Iterator[tuple[str, View]]:
    """A scenario's screens, met along its textbook plan."""
    app.act(Go(screen="briefing", what=name))
    yield f"{name}-briefing", app.view()
    if app.screen != "briefing":
        return
    app.act(Start(scenario=name, seed=7))
    yield f"{name}-play-first", app.view()
    for dialog in ("words", "notes", "leave", "restart", *_asked(app), *_around(app)):
        app.act(Go(screen="dialog", what=dialog))
        yield f"{name}-dialog-{dialog.partition(' ')[0]}", app.view()
        app.act(Go(screen="dialog"))
    app.act(Write(text="The part is two streets away, and so is nobody with hands free."))
    app.act(Go(screen="dialog", what="notes"))
    yield f"{name}-dialog-notes-full", app.view()
    app.act(Go(screen="dialog"))
    app.dialog, app.trouble = "unsaved", TROUBLE
    yield f"{name}-dialog-unsaved", app.view()
    app.act(Go(screen="dialog"))
    app.act(PauseRun())
    yield f"{name}-paused", app.view()
    app.act(Go(screen="catalogue"))
    yield from _played(app, name)


def _asked(app: App) -> tuple[str, ...]:
    """Return the dialog that asks how sure the player is, about the first decision that asks it."""
    assert app.run is not None
    stages = app.run.session.scenario.stages.values()
    asked = [(stage, choice) for stage in stages if stage.confidence for choice in stage.choices if choice.panel is not None]
    return tuple(f"confidence {stage.thread} {choice.id}" for stage, choice in asked[:1])


def _around(app: App) -> tuple[str, ...]:
    assert app.run is not None
    return ("scene",) if app.run.session.scenario.scene is not None else ()


def _played(app: App, name: str) -> Iterator[tuple[str, View]]:
    book = next(book for book in books() if book.cover.id == name)
    raw, file = read_bytes(book.file), book.folder / "plans" / "textbook.yaml"
    scenario, _ = load_scenario(raw or b"", shown(book.file))
    plan, _ = plans.read_plan(read_bytes(file) or b"", shown(file), "textbook")
    if scenario is None or plan is None or raw is None:
        return
    run = runs.begin(app.data, scenario, raw, seed=7, variant=plan.variant, luck=plans.luck_of(plan), start=False)
    app.run, app.screen, app.dialog = run, "play", ""
    found: dict[str, View] = {}

    def do(command: c.Command) -> plans.Stepped:
        returned = run.session.carry_out(command)
        session = run.session
        session.clock, session.hold = float(session.situation.at), 0.0
        session.fresh_from = max(0, len(session.messages) - 2)
        if session.situation.phase is Phase.RUNNING:
            for state in _states(app):
                if state not in found:
                    found[state] = app.view()
        return returned

    plans.play(plan, scenario, do)
    for state, view in found.items():
        yield f"{name}-play-{state}", view
    run.finish()
    app.screen = "debrief"
    more = ("built",) if scenario.bench is not None else ()
    for page in ("first", "timeline", "channels", "decisions", "think", *more):
        app.act(Go(screen="debrief", what=page))
        yield f"{name}-debrief-{page}", app.view()
    if book.cover.first:  # one scenario is enough to look at, and working a review out takes its time
        yield from _reviewed(app, run, name)
    app.act(Write(text="the shop was shut, and nobody said so", about="0"))
    yield from _replayed(app, run, name)
    app.act(Go(screen="catalogue"))


def _replayed(app: App, run: runs.Run, name: str) -> Iterator[tuple[str, View]]:
    """The replay half way, at the best moment, with its questions, and its tracks as a list."""
    app.act(Go(screen="replay", what=str(len(run.session.moments) // 2)))
    yield f"{name}-replay", app.view()
    app.act(Wind(how="key", by=1))
    yield f"{name}-replay-key", app.view()
    for front in ("cards", "list", *(("scene",) if run.session.scenario.scene is not None else ())):
        app.act(Wind(how="show", what=front))
        yield f"{name}-replay-{front}", app.view()
    app.act(Wind(how="show"))


def _reviewed(app: App, run: runs.Run, name: str) -> Iterator[tuple[str, View]]:
    """The debrief with a decision review: while nothing is known, and with figures, which few plays have to do for."""
    from sim.analysis.reviews.review import Effort, reviews

    session = run.session
    *_, done = reviews(session.scenario, session.moments, session.header.seed, efforts=(Effort(60, 30),), replays=40)
    for state, reviewing in (("not-had", Reviewing(app.data, start=_nobody)), ("reviewed", Reviewing(app.data, start=_nobody))):
        if state == "reviewed":
            keep(run, done)
        app.reviewing = reviewing
        for page in ("decisions", "review"):
            app.act(Go(screen="debrief", what=page))
            yield f"{name}-debrief-{page}-{state}", app.view()
    app.reviewing = None


def _nobody(folder: Path, cache: str, variant: str) -> NoReturn:
    raise OSError


def _states(app: App) -> Iterator[str]:
    """Yield names of what is worth a picture in the play screen as it stands."""
    assert app.run is not None
    session = app.run.session
    s = session.situation
    if wanted(session.scenario, s):
        yield "demand"
    if YOU in s.works:
        session.tick(0.01)
        if session.passing is not None:
            yield "passing"
    if len([x for x in s.threads.values() if x.open]) > 1:
        yield "threads"
    if benches(session.scenario, s) and YOU not in s.works:
        session.compose()
        yield "workbench"
        for part in noticed(session.scenario, s)[:4]:
            session.bench.use(part.id, part.amounts[0])
        session.bench.goal = next(iter(session.scenario.bench.goals)) if session.scenario.bench is not None else ""
        yield "workbench-composed"
        session.bench = AtBench()
    if len(session.met) > 3:
        app.dialog = "words"
        yield "dialog-words-full"
        app.dialog = ""
    on_screen = offers(session.scenario, s)
    if any(offer.reason and offer.reason != "busy" for offer in on_screen):
        yield "greyed"
    for standing in s.threads.values():
        if standing.open:
            yield f"stage-{standing.stage}"
