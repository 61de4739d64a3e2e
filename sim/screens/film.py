"""A run laid out to be wound to and fro: where each moment lies along it, how it stood, and what is on its tracks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from sim.debrief.axis import LENGTH, Axis
from sim.debrief.keys import Key, keys_of
from sim.debrief.lost import lost_of
from sim.debrief.record import record
from sim.debrief.review import Debriefing
from sim.domain import events as e
from sim.domain.journal import Moment
from sim.domain.review import Review
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import Seconds
from sim.engine.rhythm import READING_RATE, reading_seconds
from sim.engine.telling import count_words
from sim.screens.scene import Flows, edges, scene
from sim.screens.tracks import Marked, tracks_of
from sim.screens.view import Scene, Track

LEAST = 700
"""Real milliseconds that a moment with something in it stays, at speed 1, however little there is to read."""

_LOOKS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """How a run stood after so many moments: the situation, how many events and messages there were, and words met.

    `numbers` are those of what was on offer. `busy_since` is when it began that nothing could be decided, and how many
    messages there were by then; None if something can.
    """

    situation: Situation
    events: int
    messages: int
    met: int
    numbers: Mapping[str, int]
    busy_since: tuple[Seconds, int] | None = None


class Film:
    """A run that is over, or was left. `of` counts its moments to its end; `thens` has as many, and one before them all.

    `places` are where they lie, 0..LENGTH, by the same numbers.
    """

    def __init__(
        self, scenario: Scenario, moments: tuple[Moment, ...], thens: tuple[Then, ...], met: tuple[str, ...], told: Debriefing,
        review: Review | None, flows: Flows,
    ) -> None:
        self.scenario, self.moments, self.thens, self._flows = scenario, lasting(moments), thens, flows
        self.of = len(self.moments)
        steps = record(self.moments)
        self.axis = Axis((moment.at for moment in self.moments), edges(scenario))
        self.places = (0, *(self.axis.place(moment.at) for moment in self.moments))
        lost = lost_of(scenario, steps, told, review)
        words = tuple(met[before.met:after.met] for before, after in pairwise(thens[:self.of + 1]))
        self.marked: tuple[Marked, ...] = tracks_of(scenario, self.axis, steps, told, lost, words)
        self.tracks: tuple[Track, ...] = tuple(one.track for one in self.marked)
        self.keys: tuple[Key, ...] = tuple(key for key in keys_of(scenario, steps, told, lost, review) if key.moment <= self.of)
        self.ticks = tuple((place * 1000 // LENGTH, word) for place, word in self.axis.ticks(scenario))
        self._words = [0, *(count_words(scenario, moment.events, then.situation)
                            for moment, then in zip(self.moments, thens[1:], strict=False))]
        self._full = {moment for one in self.marked for moment in one.moments}
        self._seen: tuple[int, Seconds, Scene | None] | None = None

    length = LENGTH

    def stay(self, moment: int, rate: int) -> int:
        """Return the real milliseconds that a moment stays at speed 1: what it takes to read what is new in it."""
        reading = int(reading_seconds(self._words[moment], rate or READING_RATE) * 1000)
        return max(reading, LEAST) if moment in self._full or reading else 0

    def moment_at(self, place: int) -> int:
        """Return the last moment that had come at a place, from 1."""
        return max(bisect_right(self.places, place) - 1, 1)

    def time(self, moment: int, place: int) -> Seconds:
        """Return the scenario time at a place at which that moment is the last: never before it, nor after the next."""
        first = self.moments[moment - 1].at
        last = self.moments[moment].at if moment < self.of else self.axis.end
        return min(max(self.axis.at(place), first), max(last, first)) if place > self.places[moment] else first

    def said(self, moment: int) -> tuple[str, ...]:
        """Return what the tracks say of a moment; of one that they say nothing of, what they last said."""
        for n in range(moment, 0, -1):
            found = tuple(text for one in self.marked for text in one.at(n))
            if found:
                return found
        return ()

    def lost(self, place: int) -> tuple[str, ...]:
        """Return what was being lost at a place, in a sentence, if anything was."""
        here = place * 1000 // LENGTH
        return tuple(span.text for one in self.marked for span in one.track.spans if span.since <= here <= span.until)[-1:]

    def key_at(self, moment: int) -> Key | None:
        return next((key for key in self.keys if key.moment == moment), None)

    def key_from(self, moment: int, by: int) -> Key | None:
        """Return the next key moment that way, None if there is none."""
        ahead = [key for key in self.keys if (key.moment > moment if by > 0 else key.moment < moment)]
        return (ahead[0] if by > 0 else ahead[-1]) if ahead else None

    def scene(self, moment: int, at: Seconds) -> Scene | None:
        """Return the scene as it was, None if there is none."""
        if self.scenario.scene is None:
            return None
        if self._seen is None or self._seen[:2] != (moment, at):
            situation = self.thens[moment].situation
            self._seen = moment, at, scene(self.scenario, situation, self._flows(self.scenario, situation, at), at)
        return self._seen[2]

    def looks(self) -> tuple[tuple[Seconds, str], ...]:
        """Return the scene from begin to end in words: a time and a sentence, each time the sentence is another one."""
        found: list[tuple[Seconds, str]] = []
        for step in range(_LOOKS + 1) if self.scenario.scene is not None else ():
            place = LENGTH * step // _LOOKS
            moment = self.moment_at(place)
            at = self.time(moment, place)
            shown = self.scene(moment, at)
            if shown is not None and (not found or found[-1][1] != shown.text):
                found.append((at, shown.text))
        return tuple(found)


def lasting(moments: tuple[Moment, ...]) -> tuple[Moment, ...]:
    """Return the moments of a run to its end: notes written afterwards are no part of it."""
    ended = next((n for n, moment in enumerate(moments, 1) if any(isinstance(x, e.RunEnded) for x in moment.events)), None)
    return moments[:ended]
