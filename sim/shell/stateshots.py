"""More states to draw: of who plays, of learning and exams, and what is empty, full, damaged or too long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from sim.screens.intents import Be, Change, Decide, Go, Hint, Join, LetRun, Release, Start
from sim.screens.profile import Person, Suggested, profile
from sim.screens.shelf import Kept, catalogue
from sim.screens.view import View
from sim.screens.words import SILENT
from sim.shell.app import App
from sim.shell.people import person

TITLE = "An incident whose title somebody wrote down in one breath and never read again, because it was late"
WORD = "Donaudampfschifffahrtsgesellschaft"

LONG = frozenset({
    "briefing", "play-first", "play-demand", "play-passing", "play-threads", "play-workbench-composed", "paused",
    "dialog-notes-full", "play-dialog-words-full", "debrief-first", "debrief-timeline", "debrief-channels",
    "debrief-decisions-reviewed", "debrief-review-reviewed", "replay", "settings", "profile-played", "help", "delete",
    "room-stage", "room-vote",
})
"""States that are drawn a second time with words that are too long."""


def longer(view: View) -> View:
    """Return a view in which everything people read is more than twice as long, and has a word that fits nowhere."""
    swollen: View = _swollen(view)
    return swollen


def _swollen(part: Any) -> Any:
    if isinstance(part, str):
        return f"{part} {part} {WORD}" if any(char.isalpha() for char in part) else part
    if isinstance(part, tuple):
        return part._make(map(_swollen, part)) if hasattr(part, "_make") else tuple(map(_swollen, part))
    if not is_dataclass(part) or isinstance(part, type):
        return part
    return replace(part, **{one.name: _swollen(getattr(part, one.name)) for one in fields(part) if one.name not in SILENT})


def state_views(app: App, name: str) -> Iterator[tuple[str, View]]:
    """Yield views of a program in which runs were played."""
    app.act(Go(screen="profile"))
    yield "profile-played", app.view()
    yield "profile-full", profile(_much(person(app)))
    app.act(Join(nickname="Otter 7"))
    app.act(Go(screen="profile", what="forget"))
    yield "profile-forget", app.view()
    app.act(Be())
    app.act(Go(screen="catalogue"))
    yield from _shelves(app)
    app.act(Go(screen="briefing", what=name))
    app.act(Change(setting="mode", value="exam"))
    app.act(Change(setting="word", value=""), "acorn")
    app.alert = ""
    yield "briefing-exam", app.view()
    app.act(Start(scenario=name, seed=7, mode="learn"))
    yield "play-learn", app.view()
    assert app.run is not None
    session = app.run.session
    stage = session.scenario.stages[next(iter(session.situation.threads.values())).stage]
    rated = next(choice.id for choice in stage.choices if choice.panel is not None)
    app.act(Decide(thread=stage.thread, choice=rated))
    yield "dialog-feedback", app.view()
    app.act(Go(screen="dialog"))
    app.act(Hint())
    yield "dialog-hints", app.view()
    for _ in session.scenario.debrief.hints[1:]:
        app.act(Hint())
    yield "dialog-hints-all", app.view()
    app.act(Start(scenario=name, seed=7, mode="exam"))
    yield "play-exam", app.view()
    for _ in range(2000):
        if app.screen != "play":
            break
        app.act(LetRun())
        app.tick(1.0)
    yield "exam-handed-in", app.view()
    app.act(Release(word="oak"))
    yield "exam-other-word", app.view()
    app.act(Release(word="acorn"))
    yield "exam-released", app.view()
    app.word = ""
    app.act(Go(screen="catalogue"))


def _much(shown: Person) -> Person:
    """Who plays, after much: a weak ability, something due, and enough said of how sure they were."""
    weak = tuple(replace(one, mean=410, low=300, high=520) if n == 0 else one for n, one in enumerate(shown.abilities))
    why = "It is three months since you played it first. Once more, not quite as it was, and it stays."
    return replace(
        shown, folder="p-0", nickname="Otter 7", others=(("", ""), ("p-1", "Heron 3"), ("p-2", "Badger 12")), abilities=weak,
        sureness=((95, 14, 20), (80, 9, 12), (50, 3, 6)), silent=2, plays=31,
        suggested=Suggested(scenario="dead-air", title="Dead Air", why=why, fresh="variant"),
    )


def _shelves(app: App) -> Iterator[tuple[str, View]]:
    """The catalogue with nothing on it, with very much, with words that are too long, and in a damaged program."""
    from sim.shell.assets import assets, repair

    shelf = app.shelf()
    damaged = replace(assets(), wrong=("the font Inter-Regular", "the colours projector", "icons"))
    yield "catalogue-damaged", catalogue(replace(shelf, alert=repair(damaged)))
    yield "catalogue-empty", catalogue(replace(shelf, cards=(), kept=(), suggested=None))
    card = shelf.cards[0]
    many = tuple(replace(card, id=f"{card.id}-{n}", title=f"{card.title} {n}") for n in range(1, 15))
    row = Kept(id="0", title=card.title, when="2026-11-25 09:00", stands="Tue 08:37", finished=False)
    kept = tuple(replace(row, id=str(n), finished=n > 4) for n in range(12))
    yield "catalogue-full", catalogue(replace(shelf, cards=many, kept=kept))
    long = replace(card, title=TITLE, summary=f"{TITLE}. " * 3, trains=(TITLE, "Donaudampfschifffahrtsgesellschaft"))
    yield "catalogue-long", catalogue(replace(shelf, cards=(long, *shelf.cards), alert=f"{TITLE}. " * 2))

