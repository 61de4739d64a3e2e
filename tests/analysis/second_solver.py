"""A second solver, which shares nothing with the first but the engine: no map, no forgetting, no arrays, no layers.

It walks from situation to situation by what the engine offers and does, keeps all it meets in dicts, and repeats Bellman's
equation over them until nothing changes. For small scenarios.
"""
from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from sim.analysis.maps.map import Think
from sim.analysis.maps.moves import command_of, moves, outcomes, refused
from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.copying import replace
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import Frozen, Seconds
from sim.engine.formulas import worked

Falls = list[tuple[Fraction, Fraction, Situation]]
"""For each outcome its chance, what it gains, where it leads."""

Ways = dict[Situation, list[tuple[bool, Falls]]]
"""What can be done in each situation: whether somebody who decides at once may do it, its outcomes."""


class Worth(NamedTuple):
    """What a scenario is worth to who plays best, worst, at random."""

    best: Fraction
    worst: Fraction
    random: Fraction


def walk(scenario: Scenario, think: Think, variant: str = "") -> Ways:
    """Return every situation the engine can get into, first met first, with all that can be done in it."""
    found: Ways = {}
    left = [Situation()]
    while left:
        here = left.pop()
        if here in found:
            continue
        found[here] = []
        for at_once, command in commands(scenario, here, think, variant):
            ends = [(chance, _unseeded(after), events) for chance, after, events in outcomes(scenario, here, command)]
            if any(refused(events) for _, _, events in ends) or [after for _, after, _ in ends] == [here]:
                continue
            found[here].append((at_once, [(chance, gained(scenario, events), after) for chance, after, events in ends]))
            left += [after for _, after, _ in ends]
    return found


def commands(scenario: Scenario, here: Situation, think: Think, variant: str) -> Iterable[tuple[bool, c.Command]]:
    if here.phase is Phase.BRIEFING:
        return [(True, c.Begin(at=Seconds(0), variant=variant))]
    if here.phase is Phase.DEBRIEF:
        return []
    ways = list(moves(scenario, here, think))
    return [
        (does.kind != "wait" and seconds == 0, command_of(does, Seconds(here.at + seconds))) for does, seconds in ways
    ]


def gained(scenario: Scenario, events: Iterable[e.Event]) -> Fraction:
    total = Fraction(0)
    for event in events:
        if isinstance(event, e.Accrued):
            total += sum(Fraction(n, 1000) * scenario.totals[name].worth for name, n in event.amounts.items())
        elif isinstance(event, e.HarmCharged):
            total -= event.price
    return total


def _unseeded(situation: Situation) -> Situation:
    """How often each node has drawn only names the draws of a seed."""
    return replace(situation, draws=Frozen())


def second_opinion(scenario: Scenario, think: Think = "once", variant: str = "", close: float = 0.0) -> Worth:
    """Return what a scenario is worth, exactly, or by floats until they change by no more than `close`.

    Where play can come back to where it was, floats are needed: fractions would change for ever.
    """
    number = float if close else Fraction
    ways = walk(scenario, think, variant)
    names = {here: name for name, here in enumerate(ways)}
    formula = scenario.worth.formula
    ended, far = {}, number(0)
    rows = {}
    for here in sorted(ways, key=lambda here: (here.at, names[here]), reverse=True):  # the latest first, which is quick
        if not ways[here]:
            assert here.phase is Phase.DEBRIEF
            ended[names[here]] = number(worked(scenario, formula)(here)) if formula is not None else number(0)
            continue
        rows[names[here]] = [
            (at_once, [(number(chance), number(gain), names[to]) for chance, gain, to in falls]) for at_once, falls in ways[here]
        ]
        far += sum(abs(number(gain)) for _, falls in ways[here] for _, gain, _ in falls)
    low, high = min(ended.values()) - far, max(ended.values()) + far
    worth = []
    for first, choose in ((low, max), (high, min), (low, None)):
        values = dict.fromkeys(rows, first) | ended
        change = None
        while change is None or change > close:
            change = number(0)
            for here, actions in rows.items():
                means = [sum(chance * (gain + values[to]) for chance, gain, to in falls) for _, falls in actions]
                if choose is not None:
                    value = choose(means)
                else:
                    even = [mean for (at_once, _), mean in zip(actions, means, strict=True) if at_once] or means[-1:]
                    value = sum(even) / len(even)
                change = max(change, abs(value - values[here]))
                values[here] = value
        worth.append(values[names[Situation()]])
    return Worth(*worth)
