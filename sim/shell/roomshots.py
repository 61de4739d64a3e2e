"""A run for a room in every state, for `shots`: set up, stage, stop, vote, cards, keys, and the page of its debrief."""

from __future__ import annotations

from collections.abc import Iterator

from sim.screens.intents import Facilitate, Go, LetRun
from sim.screens.view import View, actions_of
from sim.shell.app import App

ASSUMED = (("know", "The picture is black, and was there at nine"), ("know", "Nobody has touched the sound"),
           ("assume", "The long lead was moved on Friday"), ("open", "What must work first, if not everything can"))
"""Lines for the columns of a stop, as a class would dictate them."""


def with_cards(app: App) -> str:
    """Return the first scenario on the shelf, of those opened, that has role cards; the first of all if none has."""
    names = [book.cover.id for book in app.books()]
    found = ((name, app.opened(name)) for name in names)
    cards = (name for name, scenario in found if scenario is not None and scenario.room is not None and scenario.room.cards)
    return next(cards, names[0])


def room_views(app: App, name: str) -> Iterator[tuple[str, View]]:
    """Yield a name and a view for every screen of a room that plays the scenario `name`."""
    app.act(Go(screen="catalogue"))
    app.act(Go(screen="briefing", what=name))
    app.seed = 7
    app.act(Go(screen="room"))
    yield "room-setup", app.view()
    for do, typed in (("teams", "Amber, Birch, Cedar"), ("people", "24")):
        app.act(Facilitate(do=do), typed)
    app.act(Facilitate(do="names", what="on"))
    app.act(Facilitate(do="begin"))
    if app.run is None:
        return
    _read(app)
    app.act(Facilitate(do="back"))
    yield "room-stage", app.view()
    app.act(Facilitate(do="stop"))
    yield "room-stop", app.view()
    for kind, text in ASSUMED:
        app.act(Facilitate(do="add", what=kind), text)
    yield "room-stop-written", app.view()
    app.act(Facilitate(do="line", what="assume"))
    yield "room-line", app.view()
    yield from _voted(app)
    yield from _cards(app)
    app.act(Facilitate(do="show", what="keys"))
    yield "room-keys", app.view()
    app.act(Facilitate(do="back"))
    yield from _ended(app)


def _voted(app: App) -> Iterator[tuple[str, View]]:
    """A vote over all its rounds, and what was decided by it."""
    app.act(Facilitate(do="vote"))
    yield "room-vote", app.view()
    assert app.room is not None
    choices = app.room.voting.choices
    if not choices:
        return
    app.act(Facilitate(do="hands", what=choices[0]))
    yield "room-hands", app.view()
    app.act(Facilitate(do="count", what=choices[0]), "9 11 4 0 0 0 0 0 0")
    yield "room-vote-counted", app.view()
    app.act(Facilitate(do="keep"))
    yield "room-talk", app.view()
    app.act(Facilitate(do="again"))
    app.act(Facilitate(do="count", what=choices[0]), "5 17 2 0 0 0 0 0 0")
    app.act(Facilitate(do="keep"))
    yield "room-result", app.view()
    app.act(Facilitate(do="take", what=choices[1]))


def _cards(app: App) -> Iterator[tuple[str, View]]:
    """The role cards, one of them before and after it has been said aloud."""
    found = app.run.session.scenario.room if app.run is not None else None
    if found is None or not found.cards:
        return
    app.act(Facilitate(do="show", what="cards"))
    yield "room-cards", app.view()
    app.act(Facilitate(do="card", what=found.cards[0].id))
    yield "room-card", app.view()
    app.act(Facilitate(do="reveal", what=found.cards[0].id))
    yield "room-revealed", app.view()
    app.act(Facilitate(do="back"))


def _read(app: App) -> None:
    """Let the clock go on until there is nothing left to read, or somebody stops it."""
    for _ in range(600):
        if app.run is None or app.dialog or app.run.session.hold <= 0:
            return
        app.tick(0.5)


def _ended(app: App) -> Iterator[tuple[str, View]]:
    """What the room is shown when it is over."""
    for _ in range(20_000):
        if app.screen != "play" or app.run is None:
            break
        if app.dialog:
            app.act(Facilitate(do="back"))
        elif app.run.session.hold <= 0 and app.run.session.passing is None and any(
            isinstance(action.intent, LetRun) and action.enabled for action in actions_of(app.view())
        ):
            app.act(LetRun())
        app.tick(1.0)
    app.act(Go(screen="debrief", what="room"))
    yield "room-debrief", app.view()
