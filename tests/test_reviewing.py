"""The decision review on its way to the screen: worked out in a child process, kept with the run, and never in the way."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sim.analysis.reviews.review import Effort, reviews
from sim.authoring.cover import cover
from sim.authoring.load import load
from sim.debrief.formats import report
from sim.debrief.measures import debriefed
from sim.debrief.worth import HINDSIGHT, UNFINISHED, WORKING, luck_words, rounded
from sim.domain.review import Luck, Review, written
from sim.screens.intents import Again, Go, LetRun, Write
from sim.screens.view import Chart, View, actions_of
from sim.shell import reviewing as module
from sim.shell.app import App
from sim.shell.kept import kept_runs
from sim.shell.library import Book
from sim.shell.reviewing import GONE, HANGS, NOT_STARTED, Reviewing, kept_review
from sim.surfaces.terminal import describe
from tests.boiler import Reviewed, boiler, ended, lucky, started
from tests.guard import allowed

STARTS = ("subprocess.Popen", "os.posix_spawn", "os.fork", "os.exec", "os.kill")


def over(data: Path) -> App:
    """Return a finished run in its debrief."""
    return to_the_end(started(data, luck=lucky()))


SMALL = (Path(__file__).parent / "minimal.yaml").read_bytes()


def small(data: Path) -> App:
    """Return a finished run of a scenario that is explored in no time."""
    app = App.at(data)
    app._books = (Book(Path("minimal.yaml"), cover(SMALL, "minimal.yaml", "dark-shop")),)
    scenario = load(SMALL, "minimal.yaml").scenario
    app.brief(scenario, SMALL, 7, "", None)
    app.start("dark-shop", 7, "")
    app.run.session.hold = 0.0
    app.run.session.choose("main", "go-down")
    return to_the_end(app)


def to_the_end(app: App) -> App:
    for _ in range(5000):
        if app.screen == "debrief":
            return app
        if app.run.session.hold <= 0 and app.run.session.passing is None:
            app.act(LetRun())
        app.tick(1.0)
    raise AssertionError("it never ends")


def read_out(view: View) -> str:
    """Return all of a view's text on one line."""
    return " ".join(describe(view).split())


def page(app: App, name: str = "review") -> View:
    app.act(Go(screen="debrief", what=name))
    return app.view()


def worked(app: App) -> Review:
    session = app.run.session
    return list(reviews(boiler(), session.moments, session.header.seed, efforts=(Effort(300, 60),), replays=20))[-1]


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def child(code: str) -> module.Start:
    """Return what starts a child that does something else than working a review out."""
    return lambda folder, cache, variant: subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@pytest.fixture
def processes() -> Iterator[None]:
    with allowed(*STARTS):
        yield


# ---------------------------------------------------------------- the child


def test_a_debrief_opens_at_once_and_fills_in_and_the_next_time_it_is_there(tmp_path, processes):
    app = small(tmp_path)
    app.reviewing = Reviewing(tmp_path)
    begun = time.monotonic()
    text = read_out(page(app))
    assert time.monotonic() - begun < 1.0 and WORKING in text
    review, waiting = app.reviewing.wait(app.run, 120.0)
    assert waiting == "" and review is not None and review.done
    assert review.how == "exact" and list((tmp_path / "explored").iterdir())
    text = read_out(page(app))
    assert WORKING not in text and luck_words(review.luck) in text
    child_ = app.reviewing._child
    folder = Path(app.reviewing._folder.name)
    app.reviewing.close()
    assert child_.poll() is not None and not folder.exists()
    again = Reviewing(tmp_path, start=child("raise SystemExit(9)"))
    again.begin(app.run)
    assert again.look(app.run) == (review, "") and again._child is None, "kept with the run, so nobody has to be started"
    app.act(Write(about="1"), "I would do it again")
    assert again.look(app.run) == (review, ""), "a note after the end changes nothing"
    app.close_run()


def test_the_window_never_loads_numpy_and_the_child_ends_with_the_program(tmp_path):
    code = f"""
import sys, time
from pathlib import Path
from tests.boiler import an_app
from sim.screens.intents import Go
app = an_app(Path({str(tmp_path)!r}))
app.reviews = True
app.act(Go(screen="briefing", what="boiler"))
app.start("boiler", 7, "")
assert app.reviewing is not None and app.reviewing._child is not None
heavy = [name for name in ("numpy", "asyncio", "multiprocessing") if name in sys.modules]
print(app.reviewing._child.pid, app.reviewing._folder.name, *heavy)
sys.stdout.flush()
import os
os._exit(0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False,
                          env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)})
    assert done.returncode == 0, done.stderr
    pid, folder, *loaded = done.stdout.split()
    assert loaded == []
    if os.name == "posix":
        for _ in range(200):
            if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split()[2]:
                break
            time.sleep(0.05)
        else:
            raise AssertionError("the child is still there")
        assert not Path(folder).exists(), "nor is anything left of it"


@pytest.mark.parametrize(("code", "says"), [
    ("raise SystemExit(3)", GONE),
    ("import os, signal; os.kill(os.getpid(), 9)", GONE),
    ("import time; time.sleep(60)", HANGS),
    ("import pathlib, sys, time\nsys.stdin.readline()\n"
     "(pathlib.Path(sys.argv[1]) / 'run1.review.json').write_bytes(b'{\"format\": 1, \"digest\"')\ntime.sleep(60)", HANGS),
])
def test_a_child_that_dies_or_hangs_costs_the_review_and_nothing_else(tmp_path, processes, code, says, monkeypatch):
    app = over(tmp_path)
    monkeypatch.setattr(module, "SILENT", 5.0)
    app.reviewing = Reviewing(tmp_path, start=child(code), now=Clock() if says == HANGS else time.monotonic)
    review, waiting = app.reviewing.wait(app.run, 30.0)
    assert (review, waiting) == (None, says)
    assert says in read_out(page(app))
    child_ = app.reviewing._child
    app.close_run()
    app.reviewing.close()
    assert child_.wait(5) is not None


def test_where_no_process_can_be_started_one_sentence_says_so(tmp_path):
    def refuses(folder: Path, cache: str, variant: str) -> subprocess.Popen[bytes]:
        raise PermissionError("no")

    app = over(tmp_path)
    app.reviewing = Reviewing(tmp_path, start=refuses)
    assert NOT_STARTED in read_out(page(app))
    app.close_run()


def test_a_review_kept_with_a_run_counts_only_for_that_run_and_only_when_done(tmp_path):
    app = over(tmp_path)
    review = worked(app)
    file = app.run.folder / "review.json"
    file.write_text(json.dumps(written(review)), encoding="utf-8")
    of = (review.digest, review.seed, review.moments)
    assert kept_review(app.run.folder, *of) == review
    assert kept_review(app.run.folder, review.digest, review.seed, review.moments + 1) is None
    assert kept_review(app.run.folder, "other", review.seed, review.moments) is None
    for spoilt in (written(replace(review, done=False)), {"format": 1}, [1], {**written(review), "value": "x"}):
        file.write_text(json.dumps(spoilt), encoding="utf-8")
        assert kept_review(app.run.folder, *of) is None
    app.close_run()


# ---------------------------------------------------------------- the screen


def test_nothing_is_said_of_a_run_that_is_not_over(tmp_path):
    app = started(tmp_path, luck=lucky())
    reviewing = Reviewing(tmp_path, start=child(""))
    assert reviewing.look(app.run) == (None, UNFINISHED)
    app.close_run()


def test_every_point_of_the_curve_can_be_selected_and_says_its_sentence(tmp_path):
    app = over(tmp_path)
    review = worked(app)
    app.reviewing = Reviewed(review)
    view = page(app)
    curve = next(block for block in view.region("body").blocks if isinstance(block, Chart))
    assert len(curve.actions) >= 2 and {action.id for action in curve.actions} <= {action.id for action in actions_of(view)}
    said = set()
    for action in curve.actions:
        app.act(action.intent)
        shown = app.view()
        now = next(block for block in shown.region("body").blocks if isinstance(block, Chart))
        assert now.chosen == action.id and shown.fingerprint == view.fingerprint, "the focus stays where it was"
        said.add(describe(shown))
    assert len(said) == len(curve.actions)
    app.close_run()


def test_what_if_plays_on_as_marked_practice_and_touches_no_result(tmp_path):
    app = over(tmp_path)
    app.reviewing = Reviewed(worked(app))
    first, before = app.run.folder, (app.run.folder / "journal.jsonl").read_bytes()
    view = page(app, "decisions")
    action = next(action for action in actions_of(view) if action.id == "what-if")
    assert isinstance(action.intent, Again) and action.intent.what_if
    app.act(action.intent)
    assert app.screen == "play" and app.run.folder != first
    header = app.run.session.header
    assert (header.branch, header.of, header.seed) == ("what-if", first.name, 7) and header.practice > 0
    assert "What if" in str(app.view().region("header"))
    to_the_end(app)
    assert ended(app) and HINDSIGHT in read_out(page(app, "first"))
    review = debriefed(boiler(), tuple(app.run.session.moments), practice=header.practice)
    assert "hindsight" in report("text", boiler(), review, header)
    assert (first / "journal.jsonl").read_bytes() == before
    app.close_run()
    assert [found["practice"] for _, found in kept_runs(tmp_path) if found["finished"]].count(False) == 1


def test_in_an_exam_nobody_asks_what_if(tmp_path):
    app = over(tmp_path)
    app.exam, app.reviewing = True, Reviewed(worked(app))
    for name in ("decisions", "review"):
        assert "what-if" not in {action.id for action in actions_of(page(app, name))}
    run = app.run
    app.act(Again(moment=1, what_if=True))
    assert app.run is run
    app.close_run()


def test_reports_hold_the_review_where_there_is_one(tmp_path):
    app = over(tmp_path)
    review, session = worked(app), app.run.session
    told = debriefed(boiler(), tuple(session.moments))
    for name in ("text", "md"):
        assert "worth" in report(name, boiler(), told, session.header, review).lower()
        assert "decision was worth" not in report(name, boiler(), told, session.header).lower()
    data = json.loads(report("json", boiler(), told, session.header, review))
    assert data["review"]["how"] == review.how and len(data["review"]["decisions"]) == len(review.decisions)
    assert "review" not in json.loads(report("json", boiler(), told, session.header))
    app.close_run()


@pytest.mark.parametrize(("value", "shown"), [(4123.4, 4100), (0, 0), (99.6, 100), (-0.0123, -0.012), (117591, 120000), (7, 7)])
def test_amounts_are_told_in_two_figures(value, shown):
    assert float(rounded(value)) == pytest.approx(shown)


def test_luck_is_told_as_a_place():
    assert luck_words(Luck(replays=1000, better=0, worse=0, mean=1.0)).startswith("Luck changed nothing")
    assert luck_words(Luck(replays=1000, better=312, worse=688, mean=1.0)) == (
        "Of 1,000 runs with these choices and other luck, 312 ended better and 688 worse."
    )
    assert "none ended better, 357 worse and 643 the same" in luck_words(Luck(replays=1000, better=0, worse=357, mean=1.0))
