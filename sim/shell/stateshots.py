"""More states to draw: of who plays, of learning and exams, and what is empty, full or too long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sim.screens.intents import Be, Change, Decide, Go, Hint, Join, LetRun, Release, Start
from sim.screens.profile import Person, Suggested, profile
from sim.screens.shelf import Kept, catalogue
from sim.screens.view import View
from sim.shell.app import App
from sim.shell.people import person

LONG = "An incident whose title somebody wrote down in one breath and never read again, because it was late"


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
    """The catalogue with nothing on it, with very much, and with words that are too long."""
    shelf = app.shelf()
    yield "catalogue-empty", catalogue(replace(shelf, cards=(), kept=(), suggested=None))
    card = shelf.cards[0]
    many = tuple(replace(card, id=f"{card.id}-{n}", title=f"{card.title} {n}") for n in range(1, 15))
    row = Kept(id="0", title=card.title, when="2026-11-25 09:00", stands="Tue 08:37", finished=False)
    kept = tuple(replace(row, id=str(n), finished=n > 4) for n in range(12))
    yield "catalogue-full", catalogue(replace(shelf, cards=many, kept=kept))
    long = replace(card, title=LONG, summary=f"{LONG}. " * 3, trains=(LONG, "Donaudampfschifffahrtsgesellschaft"))
    yield "catalogue-long", catalogue(replace(shelf, cards=(long, *shelf.cards), alert=f"{LONG}. " * 2))

