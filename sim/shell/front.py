"""How the open run is shown: in play, in its debrief, and as it stood at any moment. Imported when a run is first on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.debrief.courses import courses
from sim.debrief.figures import Plot
from sim.debrief.measures import debriefed
from sim.debrief.review import Debriefing
from sim.debrief.room import Told, room_of
from sim.domain.scenario import Scenario
from sim.domain.units import Frozen
from sim.engine.flows import now
from sim.screens.debriefing import NO_REVIEW, Debriefed, debrief
from sim.screens.dialogs import playing
from sim.screens.film import LENGTH, Film, step_of
from sim.screens.playing import Playing, replaying
from sim.screens.reviewed import Worked
from sim.screens.scene import Glance
from sim.screens.view import Scene, View
from sim.shell.kept import plays_beside
from sim.shell.runs import Run, session_of

if TYPE_CHECKING:
    from sim.shell.app import App


class Front:
    """Remembers what is dear to work out again: the review of the run, and the run as it stood at the moment last shown."""

    def __init__(self) -> None:
        self._review: tuple[int, Debriefing, tuple[Plot, ...]] | None = None
        self._then: tuple[int, Run] | None = None
        self._debriefed: tuple[tuple[object, ...], View] | None = None
        self._seen: tuple[Scenario, Glance] | None = None
        self._filmed: tuple[int, Film] | None = None

    def view(self, app: App, run: Run) -> View:
        """Return the screen the run is on."""
        if app.screen == "debrief":
            return self._debrief(app, run)
        if app.screen == "replay":
            return self._replay(app, run)
        shown = _playing(app, run, self._glance(run))
        if app.room is not None and app.room.running:
            return app.room.view(app, run, shown)
        return playing(shown)

    def _glance(self, run: Run) -> Scene | None:
        """Return the scene of an open run as it is now."""
        scenario = run.session.scenario
        if scenario.scene is None:
            return None
        if self._seen is None or self._seen[0] is not scenario:
            self._seen = scenario, Glance(scenario, now)
        return self._seen[1].at(run.session.situation, run.session.at)

    def _debrief(self, app: App, run: Run) -> View:
        session = run.session
        if self._review is None or self._review[0] != len(session.moments):
            plays = plays_beside(run.folder, session.scenario.meta.id)
            practice = session.header.practice
            told = debriefed(session.scenario, tuple(session.moments), practice=practice, doubt=run.doubt, plays=plays)
            self._review = (len(session.moments), told, courses(session.scenario, tuple(session.moments), told))
        worked = _worked(app, run)
        alert = app.alert or run.notice or run.doubt
        film, still = self._film(run), app.settings.motion == "less"
        reel = (step_of(app.reel, still and app.rolling), app.reel <= 0, app.reel >= LENGTH, app.rolling, still)
        key = (
            self._review, app.page, app.decision, str(session.pace), alert, run.folder, worked.review, worked.waiting,
            reel if app.page == "scene" else (),
        )
        if self._debriefed is not None and self._debriefed[0] == key:
            return self._debriefed[1]
        shown = debrief(
            Debriefed(
                scenario=session.scenario,
                review=self._review[1],
                courses=self._review[2],
                page=app.page,
                selected=app.decision,
                seed=session.header.seed,
                pace=str(session.pace),
                practice=session.header.practice > 0,
                of=session.header.of,
                alert=alert,
                run=run.folder.name if run.folder is not None else "",
                branch=session.header.branch,
                worked=worked,
                film=film,
                reel=app.reel,
                rolling=app.rolling,
                still=still,
                room=self._room(run),
            )
        )
        self._debriefed = (key, shown)
        return shown

    @staticmethod
    def _room(run: Run) -> Told | None:
        """Return what the room did, None for a run without one."""
        return room_of(run.session.scenario, run.session.moments) if run.session.header.mode == "room" else None

    def _film(self, run: Run) -> Film | None:
        """Return the scene of a run from begin to end, None if there is none."""
        moments = run.session.moments
        if self._filmed is None or self._filmed[0] != len(moments):
            self._filmed = len(moments), Film(run.session.scenario, tuple(moments), now)
        return self._filmed[1] if self._filmed[1].is_there else None

    def _replay(self, app: App, run: Run) -> View:
        whole = run.session
        if self._then is None or self._then[0] != app.moment:
            then = session_of(whole.header, whole.scenario)
            then.restore(tuple(whole.moments[: app.moment]))
            self._then = app.moment, Run(then, run.text)
        then_run = self._then[1]
        return replaying(_playing(app, then_run, self._glance(then_run)), app.moment, len(whole.moments))


def _worked(app: App, run: Run) -> Worked:
    if app.reviewing is None:
        return NO_REVIEW
    review, waiting = app.reviewing.look(run)
    return Worked(review=review, waiting=waiting, what_if=not app.exam)


def _playing(app: App, run: Run, scene: Scene | None) -> Playing:
    session, passing = run.session, None
    if session.passing is not None:
        p = session.passing
        passing = (p.label, p.waiting_for, int((session.clock - p.start) * 1000 / max(1, p.until - p.start)), p.since)
    return Playing(
        scenario=session.scenario,
        situation=session.situation,
        events=tuple(session.events),
        messages=tuple(session.messages),
        met=tuple(session.met),
        at=session.at,
        pace=session.pace,
        seed=session.header.seed,
        thread=app.thread,
        held=session.hold,
        more=session.more,
        calm=app.settings.pressure == "calm",
        passing=passing,
        fresh_from=session.fresh_from,
        numbers=Frozen(session.numbers),
        composing=session.bench.shown,
        practice=session.header.practice > 0,
        branch=session.header.branch,
        dialog=app.dialog,
        about=app.dialog_about,
        alert=app.alert or run.notice or run.doubt,
        trouble=app.trouble if app.dialog == "unsaved" else None,
        kept=run.journal is not None or app.screen == "replay",
        totals=Frozen(session.totals()),
        scene=scene,
    )
