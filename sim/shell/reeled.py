"""The replay of the open run, kept ready: laid out once, shown again only when it was moved or something else of it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.debrief.review import Debriefing
from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.review import Review
from sim.domain.situation import Phase
from sim.engine.flows import now
from sim.screens.cards import Noted
from sim.screens.film import Film, lasting
from sim.screens.replayed import Replayed
from sim.screens.replaying import replaying
from sim.screens.view import View
from sim.shell.thens import Thens

if TYPE_CHECKING:
    from sim.shell.app import App
    from sim.shell.runs import Run
    from sim.shell.session import Session


class Reeled:
    """Keeps the film of one run at a time, and the view last shown."""

    def __init__(self) -> None:
        self._thens: tuple[Session, int, Thens] | None = None
        self._film: tuple[Thens, Review | None, Film] | None = None
        self._view: tuple[tuple[object, ...], View] | None = None

    def film(self, run: Run, told: Debriefing, review: Review | None) -> Film:
        """Return a run laid out; the decision review counts once it is done."""
        session, review = run.session, review if review is not None and review.done else None
        thens = self._of(session)
        if self._film is None or self._film[:2] != (thens, review):
            moments = lasting(tuple(session.moments))
            film = Film(session.scenario, moments, thens.all, thens.met, told, review, now)
            self._film = thens, review, film
        return self._film[2]

    def _of(self, session: Session) -> Thens:
        if self._thens is None or self._thens[0] is not session or self._thens[1] != len(session.moments):
            moments = lasting(tuple(session.moments))
            kept = self._thens is not None and self._thens[0] is session and len(self._thens[2].all) == len(moments) + 1
            thens = self._thens[2] if self._thens is not None and kept else Thens(session, moments)
            self._thens = session, len(session.moments), thens
        return self._thens[2]

    def view(self, app: App, run: Run, film: Film, what_if: bool) -> View:
        """Return the replay as it stands; the same view as long as nothing moves."""
        winding, session = app.winding, run.session
        moment, place = winding.shown(film, app.settings.motion == "less")
        alert = app.alert or run.notice or run.doubt
        key = (film, moment, place, winding.rolling, winding.speed, winding.front, app.thread, alert, len(session.moments),
               run.journal is None, what_if)
        if self._view is None or self._view[0] != key:
            taken = following(film, moment)
            thread = app.thread or (str(taken.thread) if isinstance(taken, c.Choose | c.Investigate) else "")
            assert self._thens is not None
            playing = self._thens[2].playing(film, moment, place, thread, alert)
            self._view = key, replaying(Replayed(
                playing=playing, film=film, moment=moment, place=place, rolling=winding.rolling, speed=winding.speed,
                front=winding.front, taken=taken, notes=_notes(session), keeps=run.journal is not None,
                again=self._thens[2].all[moment].situation.phase is not Phase.DEBRIEF, what_if=what_if,
            ))
        return self._view[1]


def following(film: Film, moment: int) -> c.Command | None:
    """Return what the player did next after a moment, if it came to anything and no deadline came before."""
    for one in film.moments[moment:]:
        if isinstance(one.command, c.Choose | c.Investigate | c.Answer):
            refused = any(isinstance(event, e.ChoiceRefused) for event in one.events)
            return None if refused else one.command
        if any(isinstance(event, e.DeadlineLapsed) for event in one.events):
            return None
    return None


def _notes(session: Session) -> tuple[Noted, ...]:
    return tuple(
        Noted(about=event.about, text=event.text)
        for moment in session.moments for event in moment.events if isinstance(event, e.NoteWritten) and event.about
    )
