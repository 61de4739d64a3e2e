"""How the screens before a run are shown: the catalogue, a briefing, settings, help."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.screens.setting import SETTINGS
from sim.screens.shelf import SCREENS, Card, Kept, Shelf
from sim.screens.view import View
from sim.shell.kept import first_hand, is_told
from sim.shell.library import Book

if TYPE_CHECKING:
    from sim.screens.profile import Suggested
    from sim.shell.app import App


class Shelving:
    """Keeps a screen as long as nothing it shows has changed."""

    def __init__(self) -> None:
        self._last: tuple[object, View] | None = None

    def view(self, app: App) -> View:
        """Return the screen before a run that is open."""
        shown = (
            app.screen, app.settings, app.listens, app.group, app.about, app.seed, app.variant, app.mode, app.extra,
            bool(app.word), app.horizon, app.alert, app.came_from, app.data, app.books(),
            app.runs_on_disk(), app.opened(app.about), app.room.seating if app.room is not None else None,
        )
        if self._last is None or self._last[0] != shown:
            self._last = (shown, self._made(app))
        return self._last[1]

    def _made(self, app: App) -> View:
        if app.screen == "profile":
            from sim.screens.profile import profile
            from sim.shell.people import person

            return profile(person(app))
        return SCREENS.get(app.screen, SCREENS["catalogue"])(self.shelf(app))

    @staticmethod
    def shelf(app: App) -> Shelf:
        """Return what these screens show."""
        return Shelf(
            cards=tuple(_card(app, book) for book in app.books()),
            kept=_kept(app) if app.screen in ("catalogue", "delete") else (),
            settings=tuple((name, getattr(app.dressed, name)) for name in SETTINGS),
            about=app.group if app.screen == "settings" else app.about,
            seed=app.seed,
            variant=app.variant,
            mode=app.mode,
            extra=app.extra,
            word=bool(app.word),
            cut=_cut(app),
            keys=app.settings.keys,
            listens=app.listens,
            coverage=_coverage(app),
            who=_who(app),
            suggested=_suggested(app),
            alert=app.alert,
            came_from=app.came_from,
            data=str(app.data),
            seating=app.room.seating if app.room is not None else None,
        )


def _coverage(app: App) -> tuple[tuple[str, int], ...]:
    """Return how far each language is, in percent, where that is shown."""
    if app.screen != "settings":
        return ()
    from sim.shell.wording import coverage

    return tuple((language, coverage(language)) for language, _ in SETTINGS["language"].options)


def _cut(app: App) -> int:
    """Return the minutes of the shorter version that is chosen, 0 for the whole."""
    scenario = app.opened(app.about) if app.screen == "briefing" else None
    cuts = scenario.meta.cuts if scenario is not None else {}
    return next((minutes for minutes, at in cuts.items() if at == app.horizon), 0)


def _who(app: App) -> str:
    """Return the nickname of who plays, empty for nobody in particular."""
    if not app.profile:
        return ""
    from sim.shell.profiles import profiles

    return dict(profiles(app.root)).get(app.profile, "")


def _suggested(app: App) -> Suggested | None:
    """Return what to practise next; nothing for who has finished nothing yet."""
    if app.screen != "catalogue" or not any(result.get("finished") for _, result in app.runs_on_disk()):
        return None
    from sim.shell.people import suggested

    return suggested(app, [result for _, result in app.runs_on_disk()])


def _card(app: App, book: Book) -> Card:
    cover = book.cover
    results = [result for _, result in app.runs_on_disk() if result.get("scenario") == cover.id and result.get("finished")]
    real = first_hand(results)
    best = max(real, key=lambda result: float(result.get("told", 0)), default=None)
    card = Card(
        id=cover.id,
        title=cover.title,
        summary=cover.summary,
        minutes=cover.minutes,
        difficulty=cover.difficulty,
        trains=cover.trains,
        first=cover.first,
        icon=cover.icon,
        plays=len(results),
        fault=cover.fault,
        content=cover.content,
        source=cover.source,
        best=f"{best.get('ending_title', '')} · {best.get('told', 0):g} {best.get('unit', '')}" if best is not None else "",
    )
    if app.screen == "briefing" and app.about == cover.id and (scenario := app.opened(cover.id)) is not None:
        return replace(
            card,
            objectives=scenario.meta.objectives,
            cuts=tuple(sorted(scenario.meta.cuts)),
            variants=tuple((v.id, v.title) for v in scenario.variants.values()),
            briefing=tuple(p.text for p in scenario.briefing if p.when is None),
        )
    return card


def _kept(app: App) -> tuple[Kept, ...]:
    found = []
    for name, result in app.runs_on_disk():
        finished = bool(result.get("finished"))
        stands = (
            f"{result.get('ending_title', '')} · {result.get('told', 0):g} {result.get('unit', '')}"
            if finished and is_told(result)
            else "Handed in"
            if finished
            else str(result.get("at", "begun"))
        )
        found.append(
            Kept(
                id=name,
                title=str(result.get("title", name)),
                when=str(result.get("wall", ""))[:16].replace("T", " "),
                stands=stands,
                finished=finished,
                practice=bool(result.get("practice")),
            )
        )
    return tuple(found)
