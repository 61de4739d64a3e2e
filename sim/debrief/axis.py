"""The time of a run laid along one line. What passes without any change is cut short, so that a week is not mostly nights."""
from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise

from sim.domain.scenario import Scenario
from sim.domain.units import Seconds
from sim.engine.rhythm import clock_label, day_of

LENGTH = 60_000
"""How long the line is: the real milliseconds in which all of it can be run along."""

LONGEST = 3600
"""What passes without any change counts as at most so many seconds of scenario time."""

_HOUR = 3600
_MOST_TICKS = 12
_EVERY = (60, 120, 300, 600, 900, 1800, _HOUR, 2 * _HOUR, 3 * _HOUR, 6 * _HOUR)


class Axis:
    """Scenario time to place, 0..LENGTH, and back; both only ever go forward.

    `stops` are the times of moments: half of the line is shared out evenly among them, so that a busy hour has room, the other
    half by how much time passes. `quiet` are times at which something changes by the clock alone.
    """

    def __init__(self, stops: Iterable[Seconds], quiet: Iterable[Seconds] = ()) -> None:
        busy = set(stops)
        begin, end = min(busy, default=Seconds(0)), max(busy, default=Seconds(0))
        self._stops = sorted(busy | {at for at in quiet if begin < at < end}) or [Seconds(0)]
        spans = [min(until - since, LONGEST) for since, until in pairwise(self._stops)]
        share = max(sum(spans), 1) // max(len(busy) - 1, 1)
        self._weighed = [0]
        for span, until in zip(spans, self._stops[1:], strict=True):
            self._weighed.append(self._weighed[-1] + span + (share if until in busy else 0))

    @property
    def begin(self) -> Seconds:
        return self._stops[0]

    @property
    def end(self) -> Seconds:
        return self._stops[-1]

    def place(self, at: Seconds) -> int:
        """Return where a time lies; what is before the beginning or after the end lies there."""
        at = min(max(at, self.begin), self.end)
        n = bisect_left(self._stops, at)
        weight = self._weighed[n]
        if self._stops[n] != at:
            since, until = self._stops[n - 1], self._stops[n]
            whole = self._weighed[n] - self._weighed[n - 1]
            weight = self._weighed[n - 1] + whole * (at - since) // (until - since)
        return weight * LENGTH // max(self._weighed[-1], 1)

    def at(self, place: int) -> Seconds:
        """Return the time at a place."""
        weight = min(max(place, 0), LENGTH) * self._weighed[-1] // LENGTH
        n = min(bisect_right(self._weighed, weight), len(self._stops) - 1)
        since, until, left = self._stops[max(n - 1, 0)], self._stops[n], self._weighed[max(n - 1, 0)]
        return Seconds(since + (until - since) * (weight - left) // max(self._weighed[n] - left, 1))

    def ticks(self, scenario: Scenario) -> tuple[tuple[int, str], ...]:
        """Return places to mark, 0..LENGTH, with their words: where days begin, or if it is all one day, round times of it."""
        if day_of(scenario, self.begin) == day_of(scenario, self.end):
            return self._times(scenario)
        found: dict[int, str] = {}
        for day in range(day_of(scenario, self.begin), day_of(scenario, self.end) + 1):
            at = Seconds(max((day - 1) * 86_400 - scenario.midnight, self.begin))
            found.setdefault(self.place(at), clock_label(scenario, at)[:3])
        return tuple(found.items())

    def _times(self, scenario: Scenario) -> tuple[tuple[int, str], ...]:
        span = self.end - self.begin
        every = next((step for step in _EVERY if span // step < _MOST_TICKS), _EVERY[-1])
        first = -(-(scenario.midnight + self.begin) // every) * every - scenario.midnight
        return tuple((self.place(Seconds(at)), clock_label(scenario, Seconds(at), day=False))
                     for at in range(first, self.end + 1, every))
