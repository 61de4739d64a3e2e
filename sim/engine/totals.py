"""What adds up while time passes: each total's rate, over a span in which nothing but the clock changes."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from fractions import Fraction

from sim.domain.copying import replace
from sim.domain.formula import Asks, Formula, reads, times
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import Frozen, Seconds, Thousandths, TotalId
from sim.engine.formulas import levels_of, worked

HOUR = 3600
_KEPT = 4096

Ratio = tuple[int, int]
"""A fraction as two whole numbers, the second above nothing."""


class Rate:
    """What a total gains an hour, remembered for what it was worked out from."""

    def __init__(self, scenario: Scenario, formula: Formula) -> None:
        names = reads(formula)
        self._work, self._levels = worked(scenario, formula), levels_of(scenario)
        self._profiles = tuple(sorted(names & set(scenario.profiles)))
        asked = sorted(name.partition(":") for name in names if ":" in name)
        self._asked = tuple(worked(scenario, Formula("", Asks(what, name), "truth")) for what, _, name in asked)  # type: ignore[arg-type]
        self._names = tuple(sorted(name for name in names if ":" not in name and name not in ("clock", *self._profiles)))
        self._clock = "clock" in names
        self._known: dict[tuple[object, ...], Ratio] = {}
        edges = set(times(formula)).union(*({at for at, _ in scenario.profiles[name].levels} for name in self._profiles))
        self.edges = tuple(Seconds(at) for at in sorted(edges))
        """The times at which the rate can change by the clock alone."""

    def at(self, situation: Situation, since: Seconds) -> Ratio:
        """Return the rate an hour in `situation` from `since` until the next edge."""
        values = situation.values
        of_names = [values[name] for name in self._names]  # type: ignore[index]
        key = (*of_names, *[self._levels(name, since) for name in self._profiles])
        if self._asked:
            key += tuple([ask(situation) for ask in self._asked])
        if self._clock:
            key += (bisect_right(self.edges, since),)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[key] = Fraction(self._work(replace(situation, at=since))).as_integer_ratio()
        return found

    def gain(self, situation: Situation, until: Seconds) -> Thousandths:
        """Return what is gained from `situation.accrued` to `until`, in thousandths, rounded once, a half to the even side."""
        start = situation.accrued
        stops = [start, *self.edges[bisect_right(self.edges, start):bisect_left(self.edges, until)], until]
        above, below = 0, HOUR  # one fraction, kept as two whole numbers: many times faster than adding Fractions
        for since, end in itertools.pairwise(stops):
            over, under = self.at(situation, since)
            above = above * under + over * (end - since) * 1000 * (below // HOUR)
            below *= under
        whole, rest = divmod(above, below)
        up = 2 * rest > below or (2 * rest == below and whole % 2)
        return Thousandths(whole + up)


def rates_of(scenario: Scenario) -> dict[TotalId, Rate]:
    """Return the rate of every total that has one."""
    return {total.id: Rate(scenario, total.rate) for total in scenario.totals.values() if total.rate is not None}


def accrued(rates: dict[TotalId, Rate], situation: Situation, until: Seconds) -> Frozen[TotalId, Thousandths]:
    """Return what every total gains from `situation.accrued` to `until`, in thousandths of its unit."""
    return Frozen({name: gain for name, rate in rates.items() if (gain := rate.gain(situation, until))})
