"""What adds up while time passes: each total's rate, over a span in which nothing but the clock changes."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

from sim.domain.formula import reads, times
from sim.domain.scenario import Scenario, Total
from sim.domain.situation import Situation
from sim.domain.units import Frozen, Seconds, Thousandths, TotalId
from sim.engine.program import Program

HOUR = 3600


def accrued(program: Program, situation: Situation, until: Seconds) -> Frozen[TotalId, Thousandths]:
    """Return what every total gains from `situation.accrued` to `until`, in thousandths of its unit."""
    gains = {
        total.id: _gain(program, total, situation, until) for total in program.scenario.totals.values() if total.rate is not None
    }
    return Frozen({name: gain for name, gain in gains.items() if gain})


def counts_anything(scenario: Scenario) -> bool:
    return any(total.rate is not None for total in scenario.totals.values())


def _gain(program: Program, total: Total, situation: Situation, until: Seconds) -> Thousandths:
    assert total.rate is not None
    edges = [situation.accrued, *_edges(program, total, situation.accrued, until), until]
    amount = Fraction(0)
    for start, end in itertools.pairwise(edges):
        rate = program.value(total.rate, replace(situation, at=start))
        amount += Fraction(rate) * (end - start) / HOUR
    return Thousandths(round(amount * 1000))


def _edges(program: Program, total: Total, start: Seconds, end: Seconds) -> list[Seconds]:
    """Return the times between at which the rate can change by the clock alone."""
    assert total.rate is not None
    found = set(times(total.rate))
    for name in reads(total.rate) & set(program.scenario.profiles):
        found |= {at for at, _ in program.scenario.profiles[name].levels}
    return [Seconds(at) for at in sorted(found) if start < at < end]
