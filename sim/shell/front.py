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
from sim.engine.rhythm import clock_label
from sim.screens.debriefing import NO_REVIEW, Debriefed, debrief
from sim.screens.dialogs import playing
from sim.screens.film import Film
from sim.screens.handed import handed_in
from sim.screens.playing import Playing
from sim.screens.reviewed import Worked
from sim.screens.scene import Glance
from sim.screens.view import Scene, View
from sim.shell.exams import is_released
from sim.shell.kept import plays_beside
from sim.shell.reeled import Reeled
from sim.shell.runs import Run

if TYPE_CHECKING:
    from sim.shell.app import App


class Front:
    """Remembers what is dear to work out again: the review of the run, and the run as it stood at the moment last shown."""

    def __init__(self) -> None:
        self._review: tuple[int, Debriefing, tuple[Plot, ...]] | None = None
        self._debriefed: tuple[tuple[object, ...], View] | None = None
        self._seen: tuple[Scenario, Glance] | None = None
        self._reeled = Reeled()

    def view(self, app: App, run: Run) -> View:
        """Return the screen the run is on."""
        if app.screen in ("debrief", "replay") and withheld(run):
            title, folder = run.session.scenario.meta.title, run.folder.name if run.folder is not None else ""
            return handed_in(title, folder, clock_label(run.session.scenario, run.session.at), app.alert or run.notice)
        if app.screen == "debrief":
            return self._debrief(app, run)
        if app.screen == "replay":
            worked = _worked(app, run)
            return self._reeled.view(app, run, self.film(app, run), worked.what_if and worked.is_there)
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

    def _told(self, run: Run) -> Debriefing:
        """Return what there is to say of a run; it is worked out again when a note was added."""
        session = run.session
        if self._review is None or self._review[0] != len(session.moments):
            plays = plays_beside(run.folder, session.scenario.meta.id)
            practice = session.header.practice
            told = debriefed(session.scenario, tuple(session.moments), practice=practice, doubt=run.doubt, plays=plays)
            self._review = (len(session.moments), told, courses(session.scenario, tuple(session.moments), told))
        return self._review[1]

    def film(self, app: App, run: Run) -> Film:
        """Return the open run laid out to be wound."""
        review = app.reviewing.look(run)[0] if app.reviewing is not None else None
        return self._reeled.film(run, self._told(run), review)

    def _debrief(self, app: App, run: Run) -> View:
        session, told = run.session, self._told(run)
        worked = _worked(app, run)
        alert = app.alert or run.notice or run.doubt
        key = (self._review, app.page, app.decision, str(session.pace), alert, run.folder, worked.review, worked.waiting)
        if self._debriefed is not None and self._debriefed[0] == key:
            return self._debriefed[1]
        shown = debrief(
            Debriefed(
                scenario=session.scenario,
                review=told,
                courses=self._review[2] if self._review is not None else (),
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
                room=self._room(run),
            )
        )
        self._debriefed = (key, shown)
        return shown

    @staticmethod
    def _room(run: Run) -> Told | None:
        """Return what the room did, None for a run without one."""
        return room_of(run.session.scenario, run.session.moments) if run.session.header.mode == "room" else None


def withheld(run: Run) -> bool:
    """Whether what a run was worth must not be seen yet: it is an exam, and nobody has released it."""
    return run.session.header.mode == "exam" and not is_released(run.folder)


def _worked(app: App, run: Run) -> Worked:
    if app.reviewing is None:
        return NO_REVIEW
    review, waiting = app.reviewing.look(run)
    return Worked(review=review, waiting=waiting, what_if=not app.exam and run.session.header.mode != "exam")


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
        mode=session.header.mode,
        newcomer=app.newcomer and session.header.mode != "room",  # there, others hold the keys
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
        kept=run.journal is not None,
        totals=Frozen(session.totals()),
        scene=scene,
    )
