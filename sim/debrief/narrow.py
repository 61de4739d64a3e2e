"""Where a flow was narrow: what was lost of it over a run, for want of what, and when most."""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from sim.debrief.improvised import Limit, Narrow
from sim.debrief.record import Step, rests
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import FlowId, Seconds
from sim.engine.flows import Running, now
from sim.engine.program import program_of

HOUR = 3600

Want = tuple[Literal["lines", "hands", "handlers", "nothing", ""], str]
"""What was short, and in which group of the flow."""

Stretch = tuple[Want, Seconds, Seconds, Fraction]
"""For want of what, from when, until when, and how much was lost."""


def narrow_of(scenario: Scenario, steps: tuple[Step, ...]) -> tuple[Narrow, ...]:
    """Return every flow of which something came, in the order of the file. Spans are in steady state, as they were counted."""
    if not scenario.flows:
        return ()
    came: dict[FlowId, Fraction] = dict.fromkeys(scenario.flows, Fraction(0))
    lost: dict[FlowId, list[Stretch]] = {name: [] for name in scenario.flows}
    for situation, since, until in spans(scenario, steps):
        for name, running in now(scenario, situation, since).items():
            hours = Fraction(until - since, HOUR)
            came[name] += running.offered * hours
            missed = (running.offered - running.served) * hours
            if missed > 0:
                _add(lost[name], (want_of(running), since, until, missed))
    return tuple(
        Narrow(id=name, label=flow.label, unit=flow.unit, came=came[name], limits=tuple(_limits(lost[name])))
        for name, flow in scenario.flows.items() if came[name]
    )


def want_of(running: Running) -> Want:
    """Return what a flow was short of, `nothing` if nothing carried it at all."""
    if not running.served:
        return "nothing", ""
    return running.limit, next((group.label for group in running.groups if group.id == running.short), "")


def spans(scenario: Scenario, steps: tuple[Step, ...]) -> Iterator[tuple[Situation, Seconds, Seconds]]:
    """Yield each span in which nothing changed: neither how things stood, nor what the clock alone changes in a flow."""
    rates = program_of(scenario).rates
    edges = {at for flow in scenario.flows.values() for total in flow.totals for at in rates[total].edges}
    for situation, until in rests(steps):
        stops = [situation.at, *sorted(edge for edge in edges if situation.at < edge < until), until]
        for since, end in pairwise(stops):
            if since < end:
                yield situation, Seconds(since), Seconds(end)


def _add(stretches: list[Stretch], more: Stretch) -> None:
    """Add a stretch, or make the last one longer if it goes on."""
    if stretches and stretches[-1][0] == more[0] and stretches[-1][2] == more[1]:
        what, since, _, lost = stretches.pop()
        more = what, since, more[2], lost + more[3]
    stretches.append(more)


def _limits(stretches: list[Stretch]) -> Iterator[Limit]:
    """Yield what was lost for want of each thing, the worst first."""
    sums: dict[Want, Fraction] = {}
    for want, _, _, lost in stretches:
        sums[want] = sums.get(want, Fraction(0)) + lost
    for want in sorted(sums, key=lambda want: -sums[want]):
        _, since, until, worst = max((stretch for stretch in stretches if stretch[0] == want), key=lambda stretch: stretch[3])
        what, place = want
        yield Limit(what=what, place=place, lost=sums[want], worst=worst, since=since, until=until)
