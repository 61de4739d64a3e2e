"""What a person does with profiles, and the screen that shows who plays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.screens import intents as i
from sim.screens.profile import Person, Suggested
from sim.shell import practice, profiles
from sim.shell.clock import day_number, wall
from sim.shell.kept import first_hand
from sim.shell.settings import load_settings

if TYPE_CHECKING:
    from sim.domain.scenario import Scenario
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
            place = profiles.export(app.root, app.profile)
            app.alert = f"All that is kept is in {place} and anybody who has that file can read it."
        case i.Forget():
            nickname = dict(profiles.profiles(app.root)).get(app.profile, "")
            left = profiles.exported(app.root, app.profile)
            profiles.delete(app.root, app.profile)
            be(app, profiles.NOBODY)
            app.alert = f"Everything of {nickname} is deleted."
            if left:
                app.alert = f"Everything of {nickname} is deleted, but for the file that was written of it: {left[0]}"


def be(app: App, name: str) -> None:
    """Play as a profile from now on, with its settings and its runs. Raises NotKept."""
    folder = profiles.folder_of(app.root, name)
    profiles.remember(app.root, name)
    app.close_reviews()  # what they explored is kept with who played
    app.home, app.reviewing = app.root, None
    app.profile, app.data, app.settings, app.extra = name, folder, load_settings(folder), "0"
    app.forget_runs()
    app.restyled(app.dressed)


def person(app: App) -> Person:
    """Return what the screen of who plays shows."""
    everybody = ((profiles.NOBODY, ""), *profiles.profiles(app.root))
    results = [result for _, result in app.runs_on_disk()]
    return Person(
        folder=app.profile, nickname=dict(everybody).get(app.profile, ""),
        others=tuple(one for one in everybody if one[0] != app.profile), abilities=practice.abilities(results),
        results=tuple(_results(app, results)), suggested=suggested(app, results), plays=len(first_hand(results)),
        sureness=practice.sureness(results), judged=practice.JUDGED, silent=practice.silent(results),
        asked=app.about == "forget" and bool(app.profile), alert=app.alert,
    )


def fresh(app: App, scenario: Scenario, how: str) -> tuple[int, str]:
    """Return a seed this person has not played a scenario with, and a variant: the one played least, if that is `how`."""
    from sim.shell.runs import new_seed

    results = [result for _, result in app.runs_on_disk() if result.get("scenario") == scenario.meta.id]
    variants = [str(result.get("variant", "")) for result in first_hand(results)]
    variant = min(scenario.variants, key=variants.count, default="") if how == "variant" else ""
    had = {result.get("seed") for result in results}
    seed = new_seed()
    while seed in had and len(had) < 1000:  # of nine thousand: there is another
        seed = new_seed()
    return seed, variant


def suggested(app: App, results: list[dict[str, Any]]) -> Suggested | None:
    """Return what to practise next, None if nothing is to be said."""
    offered = tuple(
        practice.Offered(book.cover.id, book.cover.title, book.cover.abilities)
        for book in app.books() if not book.cover.fault
    )
    found = practice.next_of(offered, results, day_number(wall()) or 0)
    return None if found is None else Suggested(**found._asdict())


def _results(app: App, results: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for book in app.books():
        mine: list[Mapping[str, Any]] = [r for r in first_hand(results) if r.get("scenario") == book.cover.id]
        if mine:
            best = max(mine, key=lambda result: float(result.get("told", 0)))
            told = f"{best.get('told', 0):g} {best.get('unit', '')}".strip()
            last = max(str(r.get("wall", ""))[:10] for r in mine)
            ending, moved = str(best.get("ending_title", "")), practice.trend(mine) or "the first one"
            rows.append((book.cover.title, str(len(mine)), told, ending, moved, last))
    return rows
