"""Real time, however it comes: standing still, jumping ahead, running back. What falls due does so once, in order, in place."""

from __future__ import annotations

import ast
import random
from itertools import pairwise
from pathlib import Path

import pytest

import sim
from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.situation import Phase
from sim.screens.intents import PauseRun, ResumeRun
from sim.shell import clock, runs
from sim.shell.app import UNSEEN, App
from sim.shell.clock import Ticks
from sim.shell.library import books
from tests.boiler import boiler, started

JUMPS = (0.0, 0.001, 0.016, 0.05, 0.3, 1.0, 1.9, 2.0, 2.1, 60.0, 30_000.0, 1e12, -0.016, -1.0, -3600.0, -1e12)
LIKELY = (3, 3, 20, 10, 10, 8, 4, 1, 1, 1, 1, 1, 2, 2, 1, 1)


class Hands:
    """A clock that stands wherever it is put."""

    def __init__(self) -> None:
        self.now = 5000.0

    def __call__(self) -> float:
        return self.now


def happened(app: App) -> list[tuple[int, tuple[e.Event, ...]]]:
    """All that happened in the open run and when, but for pauses."""
    assert app.run is not None
    return [(m.at, m.events) for m in app.run.session.moments if not isinstance(m.command, c.Pause | c.Resume)]


def shelf(data: Path, name: str, seed: int) -> App:
    if name == "boiler":
        return started(data, seed)
    app = App.at(data)
    app.start(name, seed, "")
    return app


def let_alone(app: App) -> list[tuple[int, tuple[e.Event, ...]]]:
    """Let a run go to its end in even frames, with nobody there."""
    assert app.run is not None
    for _ in range(200_000):
        app.tick(0.25)
        if app.run.session.situation.phase is Phase.DEBRIEF:
            break
    found = happened(app)
    app.close_run()
    return found


def jumps_through(app: App, dice: random.Random, most: int) -> int:
    """Let a run go on under a clock that jumps, going on whenever it was paused; return how many jumps that took."""
    hands = Hands()
    ticks, count = Ticks(hands), 0
    assert app.run is not None
    session = app.run.session
    while session.situation.phase is not Phase.DEBRIEF and count < most:
        hands.now += dice.choices(JUMPS, LIKELY)[0] * dice.random()
        real, before, moments = ticks.since(), session.clock, len(session.moments)
        assert real >= 0
        app.tick(real)
        count += 1
        assert session.clock >= before or len(session.moments) > moments
        if app.dialog == "paused":
            assert real > UNSEEN and session.clock == before and len(session.moments) == moments + 1
            app.act(ResumeRun())
    return count


@pytest.mark.parametrize(
    ("name", "jumps"),
    [
        ("boiler", 3_000),
        ("nine-minutes", 3_000),
        *(pytest.param(name, 34_000, marks=pytest.mark.slow) for name in ("boiler", "nine-minutes", "warm-plug", "dead-air")),
    ],
)
def test_under_a_clock_that_jumps_everything_falls_due_once_in_order_as_in_even_time(tmp_path, name, jumps):
    seed = 0
    while jumps > 0:
        seed += 1
        app, dice = shelf(tmp_path / f"{seed}", name, seed), random.Random(seed)
        jumps -= jumps_through(app, dice, jumps)
        found, even = happened(app), let_alone(shelf(tmp_path / f"even-{seed}", name, seed))
        assert found == even[: len(found)], f"seed {seed}"
        assert all(one <= other for (one, _), (other, _) in pairwise(found)), f"seed {seed}"
        once = [event for _, events in found for event in events if isinstance(event, e.InjectArrived | e.DeadlineLapsed)]
        assert len(once) == len(set(map(repr, once))), f"seed {seed}"
        assert app.run is not None
        assert runs.played_again(app.run.session) == "", f"seed {seed}"
        app.close_run()


@pytest.mark.parametrize("real", [1.0, 1.5, 1.999, UNSEEN])
def test_a_frame_counts_for_a_second_at_most_however_long_it_was(tmp_path, real):
    apps = [started(tmp_path / name) for name in ("one", "other")]
    for app in apps:
        for _ in range(100):
            app.tick(0.3)
    for _ in range(50):
        apps[0].tick(1.0)
        apps[1].tick(real)
    one, other = (app.run.session for app in apps if app.run is not None)
    assert one.clock == other.clock > 0 and happened(apps[0]) == happened(apps[1])
    for app in apps:
        app.close_run()


# --- a gap ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("night", [2.001, 5.0, 30_000.0])
def test_a_lid_closed_for_a_night_pauses_the_run_and_takes_no_time_from_it(tmp_path, night):
    app = started(tmp_path)
    for _ in range(100):
        app.tick(0.3)
    assert app.run is not None
    session = app.run.session
    before, moments = session.clock, len(session.moments)
    app.tick(night)
    assert session.clock == before and app.dialog == "paused" and "paused" in app.view().alert
    assert session.situation.phase is Phase.PAUSED and len(session.moments) == moments + 1
    app.tick(night)
    assert session.clock == before and len(session.moments) == moments + 1
    app.act(ResumeRun())
    app.tick(0.5)
    assert session.clock > before and app.view().alert == ""
    app.close_run()


@pytest.mark.parametrize("dialog", ["words", "notes", "leave"])
def test_what_was_open_before_a_gap_is_open_after_it(tmp_path, dialog):
    from sim.screens.intents import Go

    app = started(tmp_path)
    app.act(Go(screen="dialog", what=dialog))
    app.tick(30_000.0)
    assert app.dialog == dialog and app.run is not None and app.run.session.clock == 0
    app.close_run()


def test_a_gap_in_a_run_that_is_paused_changes_nothing(tmp_path):
    app = started(tmp_path)
    app.act(PauseRun())
    assert app.run is not None
    moments = len(app.run.session.moments)
    app.tick(30_000.0)
    assert len(app.run.session.moments) == moments and app.view().alert == ""
    app.close_run()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_gap_that_cannot_be_kept_stops_the_run_in_plain_words(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    app = started(tmp_path / "data")
    assert app.run is not None and app.run.journal is not None
    app.run.journal._file = Path("/dev/full").open("r+b", buffering=0)
    situation = app.run.session.situation
    app.tick(10.0)
    assert app.dialog == "unsaved" and app.run.session.situation == situation
    app.close_run()


# --- the clock ------------------------------------------------------------------------------------------------------


def test_a_clock_that_goes_back_or_stands_still_counts_for_nothing():
    hands = Hands()
    ticks = Ticks(hands)
    found = []
    for now in (5000.0, 4000.0, 4000.5, 4000.5, 4001.0):
        hands.now = now
        found.append(ticks.since())
    assert found == [0.0, 0.0, 0.5, 0.0, 0.5]


def test_what_the_program_takes_for_itself_is_left_out():
    hands = Hands()
    ticks = Ticks(hands)
    hands.now += 0.25
    with ticks.left_out():
        hands.now += 30.0
    hands.now += 0.5
    assert ticks.since() == 0.75


def test_the_clock_that_is_used_cannot_be_set_and_never_goes_back():
    seen = [clock.monotonic() for _ in range(10_000)]
    assert all(one <= other for one, other in pairwise(seen))
    assert seen[-1] - seen[0] < 10


def test_only_one_module_reads_a_clock_and_the_time_of_day_is_only_ever_written_down():
    root = Path(sim.__file__).parent
    readers = {
        path.name
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and {"time", "datetime"} & {getattr(node, "module", None), *(alias.name for alias in node.names)}
    }
    assert readers == {"clock.py", "system.py"}
    text = (root / "shell" / "clock.py").read_text("utf-8")
    assert "time.sleep(" in (root / "shell" / "system.py").read_text("utf-8")  # the only thing it has time for
    used = {node.attr for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)}
    assert not used & {"time", "time_ns", "localtime", "gmtime"}


def test_every_scenario_on_the_shelf_is_played_in_the_long_sweep():
    assert {book.cover.id for book in books()} == {"nine-minutes", "warm-plug", "dead-air"} and boiler().meta.id == "boiler"
