"""The cold boiler, a scenario nobody rewrites: an app with it on the shelf, runs of it, and every screen along a run."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from sim.authoring.cover import cover
from sim.authoring.load import load
from sim.debrief.worth import WORKING
from sim.domain import review
from sim.domain.commands import Choose
from sim.domain.journal import Moment
from sim.domain.review import Amount, Judged, Move, Review, Spot, key_moments
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase
from sim.domain.units import Seconds
from sim.engine.chance import Luck, rigged
from sim.screens.intents import Decide, Go, LetRun, Look, PauseRun, Respond, ResumeRun, Write
from sim.screens.shelf import SCREENS
from sim.screens.view import Action, View, actions_of
from sim.shell.app import App
from sim.shell.library import Book

FOLDER = Path(__file__).parent / "golden" / "views" / "boiler"
RAW = (FOLDER / "scenario.yaml").read_bytes()
SHIPPED = Path(__file__).resolve().parent.parent / "scenarios"
WORDS = ("", "a note", "7", "-1", "123456789012", "\x1b[2J\a", "€ ☎ Łukasz", "[[word]] **x** `y`", "a" * 5000, "{warmth}")


@cache
def boiler() -> Scenario:
    scenario = load(RAW, "boiler/scenario.yaml").scenario
    assert scenario is not None
    return scenario


def lucky() -> Luck:
    """Return luck with which the burner is quiet and the hose holds."""
    return rigged(7, {"cold/burner?": "no", "cold/fill%": "hums"})


def an_app(data: Path) -> App:
    """Return the program with nothing but the boiler on its shelf."""
    app = App.at(data)
    app._books = (Book(FOLDER, cover(RAW, "boiler/scenario.yaml", "boiler")),)
    return app


def started(data: Path, seed: int = 7, luck: Luck | None = None) -> App:
    app = an_app(data)
    app.act(Go(screen="briefing", what="boiler"))
    app.start("boiler", seed, "")
    if luck is not None and app.run is not None:
        app.run.session.luck = luck
    return app


def let_pass(app: App, real: float, frame: float = 0.25) -> None:
    """Let so many real seconds pass, frame by frame."""
    for _ in range(round(real / frame)):
        app.tick(frame)


def read_and_wait(app: App) -> None:
    """Read what there is, and wait out what is passing."""
    assert app.run is not None
    session = app.run.session
    for _ in range(4000):
        if app.screen != "play" or app.dialog or (session.hold <= 0 and session.passing is None and not session.situation.works):
            return
        app.tick(0.5)
    raise AssertionError("it passes for ever")


class Reviewed:
    """Somebody who has a review at once, or says why not."""

    def __init__(self, review: Review | None, waiting: str = "") -> None:
        self.review, self.waiting = review, waiting

    def look(self, run: object) -> tuple[Review | None, str]:
        return self.review, self.waiting

    def begin(self, run: object) -> None:
        pass

    def close(self) -> None:
        pass


def by_hand(moments: Sequence[Moment]) -> Review:
    """Return a review of a run with figures nobody worked out: the first decision cost most, the second was luck."""
    made = [moment for moment in moments if isinstance(moment.command, Choose)]
    decisions = tuple(
        Judged(
            seq=moment.seq, at=moment.at, kind="choice", what=str(moment.command), how="estimate" if n == 1 else "exact",
            thought=Seconds(240), loss=Amount(value=4123.0 if not n else 0.0), thinking=Amount(value=310.0 if not n else 0.0),
            before=9000.0, after=4500.0 + 100 * n, gap=Amount(value=700.0 * n),
            line=() if n else (Move(at=Seconds(0), label="Ask the company"), Move(at=Seconds(600), label="")),
        )
        for n, moment in enumerate(made)
    )
    curve = (
        Spot(seq=0, at=Seconds(0), expected=9000.0, luck=Amount(value=0.0), decided=False),
        *(
            Spot(seq=one.seq, at=one.at, expected=one.after, luck=Amount(value=-250.0 if n == 1 else 0.0), decided=True)
            for n, one in enumerate(decisions)
        ),
    )
    return Review(
        digest="d", seed=7, moments=len(moments), value=4600.0, decisions=decisions, curve=curve, how="estimate", done=True,
        luck=review.Luck(replays=1000, better=312, worse=588, mean=4400.0), keys=key_moments(decisions, curve),
    )


def screens_of_a_run(data: Path) -> Iterator[tuple[str, View]]:
    """Yield every screen worth keeping, along one run that goes well, by a name for its file."""
    app = an_app(data)
    yield "catalogue", app.view()
    for screen in ("settings", "help"):
        app.act(Go(screen=screen))
        yield screen, SCREENS[screen](replace(app.shelf(), data="/home/ida/cordless"))
        app.act(Go(screen="catalogue"))
    app.act(Go(screen="briefing", what="boiler"))
    yield "briefing", app.view()
    app.start("boiler", 7, "")
    assert app.run is not None
    app.run.session.luck = lucky()
    session = app.run.session
    yield "play-held", app.view()
    let_pass(app, 30)
    yield "play-free", app.view()
    app.act(Look(thread="main", evidence="gauge"))
    app.tick(0.5)
    yield "play-passing", app.view()
    read_and_wait(app)
    yield "play-knows", app.view()
    for dialog in ("words", "notes", "leave", "confidence main fill"):
        app.act(Go(screen="dialog", what=dialog))
        yield f"dialog-{dialog.partition(' ')[0]}", app.view()
        app.act(Go(screen="dialog"))
    app.act(Write(), "Ask the company about the gauge.")
    app.act(PauseRun())
    yield "dialog-paused", app.view()
    app.act(ResumeRun())
    app.act(Decide(thread="main", choice="tell", confidence=80))
    read_and_wait(app)
    app.act(Decide(thread="main", choice="fill", confidence=95))
    while not session.situation.demands:
        app.tick(0.5)
    yield "play-demand", app.view()
    app.act(Respond(inject="parents", how="answer", note=True))
    read_and_wait(app)
    yield "play-threads", app.view()
    app.act(Decide(thread="gym", choice="bring"))
    read_and_wait(app)
    app.act(Decide(thread="main", choice="lessons"))
    read_and_wait(app)
    for _ in range(200):
        if app.screen == "debrief":
            break
        if session.hold <= 0 and session.passing is None:
            app.act(LetRun())
        app.tick(0.5)
    for page in ("first", "timeline", "channels", "decisions", "think"):
        app.act(Go(screen="debrief", what=page))
        yield f"debrief-{page}", app.view()
    reviewing = Reviewed(None, WORKING)
    app.reviewing = reviewing  # type: ignore[assignment]
    app.act(Go(screen="debrief", what="review"))
    yield "debrief-review-working", app.view()
    reviewing.review, reviewing.waiting = by_hand(session.moments), ""
    yield "debrief-review", app.view()
    app.act(Go(screen="debrief", what="decisions"))
    yield "debrief-decisions-reviewed", app.view()
    app.reviewing = None
    app.replay(session, RAW)
    app.act(Go(screen="replay", what="3"))
    yield "replay", app.view()
    app.act(Go(screen="catalogue"))
    app.screen = "catalogue"
    shelf = app.shelf()
    app.act(Go(screen="delete", what="gone"))
    yield "delete", SCREENS["delete"](replace(app.shelf(), kept=()))
    kept = (
        replace(
            shelf.kept[0],
            id="old",
            title="Cold boiler",
            when="2026-01-06 07:40",
        )
        if shelf.kept
        else None
    )
    yield (
        "catalogue-played",
        SCREENS["catalogue"](
            replace(
                shelf,
                kept=(kept, replace(kept, id="older", finished=False, stands="Tue 07:50")) if kept is not None else (),
                alert="The run of Monday cannot be opened (permission denied).",
            )
        ),
    )
    app.close_run()


def junk_player(app: App, seed: int, presses: int) -> Iterator[Action]:
    """Press whatever can be pressed, type whatever can be typed, let time pass; yield each action after it was done."""
    dice = random.Random(seed)
    for _ in range(presses):
        for _ in range(dice.randrange(4)):
            app.tick(dice.choice((0.0, 0.016, 0.5, 3.0, 100.0, -1.0)))
        actions = [action for action in actions_of(app.view()) if action.enabled]
        action = dice.choice(actions)
        app.act(action.intent, dice.choice(WORDS))
        yield action


def ended(app: App) -> bool:
    return app.run is not None and app.run.session.situation.phase is Phase.DEBRIEF
