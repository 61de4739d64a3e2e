"""How a run stood after each of its moments: played through once, kept as what there was by then, and no moment twice."""

from __future__ import annotations

from fractions import Fraction

from sim.domain import commands as c
from sim.domain.journal import Moment
from sim.domain.situation import Phase
from sim.domain.units import Frozen, Seconds
from sim.engine.rhythm import waits_for
from sim.engine.telling import totals_of
from sim.screens.film import Film, Then
from sim.screens.playing import Playing
from sim.shell.runs import session_of
from sim.shell.session import Session, awaited

DOING = (c.Choose, c.Investigate, c.Answer)
"""What the player does; what passes after it is another wait."""


class Thens:
    """The moments of a run, in order: what is told of it only grows, so a moment is how much of it there was."""

    def __init__(self, whole: Session, moments: tuple[Moment, ...]) -> None:
        self._played = session_of(whole.header, whole.scenario)
        found = [self._now()]
        for moment in moments:
            last = found[-1]
            over = last.busy_since is None or moment.at >= awaited(whole.scenario, last.situation)[0].at
            self._played.restore((moment,))
            found.append(self._now(None if over or isinstance(moment.command, DOING) else last.busy_since))
        self.all: tuple[Then, ...] = tuple(found)

    @property
    def met(self) -> tuple[str, ...]:
        """The trade words met in the run, in order."""
        return tuple(self._played.met)

    def _now(self, busy: tuple[Seconds, int] | None = None) -> Then:
        played = self._played
        free = played.situation.phase is not Phase.RUNNING or played.is_free
        return Then(
            situation=played.situation, events=len(played.events), messages=len(played.messages), met=len(played.met),
            numbers=played.numbers,
            busy_since=None if free else (played.situation.at, len(played.messages)) if busy is None else busy,
        )

    def _passing(self, then: Then, at: Seconds) -> tuple[str, str, int, int] | None:
        """Return what passed quickly, what it waited for, how far it was, 0..1000, and the first message of it."""
        if then.busy_since is None:
            return None
        scenario, situation, (since, first) = self._played.scenario, then.situation, then.busy_since
        item, label = awaited(scenario, situation)
        share = min((at - since) * 1000 // max(item.at - since, 1), 1000)
        return label, waits_for(scenario, situation, item), share, first

    def playing(self, film: Film, moment: int, place: int, thread: str, alert: str) -> Playing:
        """Return what the play screen showed at a place at which that moment was the last to have come."""
        played, then, at = self._played, self.all[moment], film.time(moment, place)
        events = tuple(played.events[:then.events])
        totals = {str(k): v for k, v in totals_of(events).items() if played.scenario.totals[k].shown}
        return Playing(
            scenario=played.scenario, situation=then.situation, events=events,
            messages=tuple(played.messages[:then.messages]), met=tuple(played.met[:then.met]), at=at,
            pace=Fraction(film.moments[moment - 1].pace), seed=played.header.seed, thread=thread,
            fresh_from=self.all[moment - 1].messages, practice=played.header.practice > 0, branch=played.header.branch,
            totals=Frozen(totals), passing=self._passing(then, at), numbers=Frozen(then.numbers),
            scene=film.scene(moment, at), alert=alert,
        )
