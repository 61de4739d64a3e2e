"""What a person does with profiles, and the screen that shows who plays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.screens import intents as i
from sim.screens.profile import Person, Suggested
from sim.shell import practice, profiles
from sim.shell.clock import day_number, wall
from sim.shell.settings import load_settings

if TYPE_CHECKING:
    from sim.shell.app import App

Personal = i.Be | i.Join | i.Rename | i.Export | i.Forget
"""What is done with profiles."""


def act(app: App, intent: Personal, typed: str) -> None:
    """Carry out what is done with profiles. Raises NotKept."""
    match intent:
        case i.Be(profile=name):
            be(app, name)
        case i.Join(nickname=nickname):
            be(app, profiles.make(app.root, nickname or typed))
        case i.Rename(nickname=nickname):
            profiles.rename(app.root, app.profile, nickname or typed)
        case i.Export():
            app.alert = f"All that is kept is in {profiles.export(app.root, app.profile)}"
        case i.Forget():
            profiles.delete(app.root, app.profile)
            be(app, profiles.NOBODY)


def be(app: App, name: str) -> None:
    """Play as a profile from now on, with its settings and its runs. Raises NotKept."""
    folder = profiles.folder_of(app.root, name)
    profiles.remember(app.root, name)
    app.profile, app.data, app.settings = name, folder, load_settings(folder)
    app.forget_runs()
    app.restyled(app.dressed)


def person(app: App) -> Person:
    """Return what the screen of who plays shows."""
    everybody = ((profiles.NOBODY, ""), *profiles.profiles(app.root))
    results = [result for _, result in app.runs_on_disk()]
    return Person(
        folder=app.profile, nickname=dict(everybody).get(app.profile, ""),
        others=tuple(one for one in everybody if one[0] != app.profile), abilities=practice.abilities(results),
        results=tuple(_results(app, results)), suggested=suggested(app, results), plays=len(practice.first_hand(results)),
        asked=app.about == "forget" and bool(app.profile), alert=app.alert,
    )


def suggested(app: App, results: list[dict[str, Any]]) -> Suggested | None:
    """Return what to practise next, None if nothing is to be said."""
    offered = tuple(
        practice.Offered(book.cover.id, book.cover.title, book.cover.trains)
        for book in app.books() if not book.cover.fault
    )
    found = practice.next_of(offered, results, day_number(wall()) or 0)
    return None if found is None else Suggested(**found._asdict())


def _results(app: App, results: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    rows = []
    for book in app.books():
        mine: list[Mapping[str, Any]] = [r for r in practice.first_hand(results) if r.get("scenario") == book.cover.id]
        if mine:
            best = max(mine, key=lambda result: float(result.get("told", 0)))
            told = f"{best.get('told', 0):g} {best.get('unit', '')}".strip()
            rows.append((book.cover.title, str(len(mine)), told, max(str(r.get("wall", ""))[:10] for r in mine)))
    return rows
