"""What runs now: how much comes to each flow, what each of its groups does with it, and where it is too narrow.

Between two events nothing but the clock changes, so each span is taken in steady state; `queues` works it out.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from sim.domain.copying import replace
from sim.domain.formula import Serving
from sim.domain.scenario import Flow, Scenario
from sim.domain.situation import Situation
from sim.domain.units import FlowId, Frozen, GroupId, Seconds
from sim.engine.formulas import given, holds
from sim.engine.queues import Group, loads, queue

Limit = Literal["lines", "hands", "handlers", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a group does. `offered served blocked left` are an hour: blocked found it full, left gave up waiting.

    `lines` there are; on average `busy` of them are taken, `talking` by somebody who is served, `waiting` by the others.
    """

    id: GroupId
    label: str
    lines: int
    offered: Fraction
    served: Fraction
    blocked: Fraction
    left: Fraction
    busy: Fraction
    talking: Fraction
    waiting: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """How a flow runs, an hour. `limit` is what it is short of, in the group `short`; `known` whether a player may be told."""

    offered: Fraction
    served: Fraction
    groups: tuple[Carried, ...]
    limit: Limit
    short: GroupId | None
    known: bool


def now(scenario: Scenario, situation: Situation, at: Seconds) -> Frozen[FlowId, Running]:
    """Return how every flow runs at a time, if all else is as in a situation of a run that has begun."""
    there = replace(situation, at=at)
    return Frozen({flow.id: _running(scenario, flow, there) for flow in scenario.flows.values()})


def _running(scenario: Scenario, flow: Flow, situation: Situation) -> Running:
    node = flow.serving.node
    assert isinstance(node, Serving)
    come, groups = queue(given(scenario, node, situation))
    found = tuple(
        Carried(
            id=group.id, label=group.label, lines=numbers[0],
            **{name: Fraction(number, 1000) for name, number in load._asdict().items()},
        )
        for group, numbers, load in zip(flow.groups.values(), groups, loads(come, groups), strict=True)
    )
    limit, place = bottleneck(come, groups)
    return Running(
        offered=Fraction(come, 1000), served=sum((one.served for one in found), Fraction(0)), groups=found, limit=limit,
        short=found[place].id if limit else None, known=holds(scenario, flow.known, situation),
    )


@lru_cache(maxsize=4_000)
def bottleneck(come: int, groups: tuple[Group, ...]) -> tuple[Limit, int]:
    """Return of what one more would serve most, and in which group; nothing if that is less than one in a hundred more.

    What is not there at all is not short of anything: only groups that have a line are asked.
    """
    least = sum(load.served for load in loads(come, groups)) + come // 100
    found: tuple[Limit, int] = "", 0
    for n, limit, group in _larger(groups):
        served = sum(load.served for load in loads(come, (*groups[:n], group, *groups[n + 1:])))
        if served > least:
            least, found = served, (limit, n)
    return found


def _larger(groups: tuple[Group, ...]) -> Iterator[tuple[int, Limit, Group]]:
    for n, group in enumerate(groups):
        if group.lines:
            if group.hands >= 0:
                yield n, "hands", group._replace(hands=group.hands + 1)
            yield n, "lines", group._replace(lines=group.lines + 1)
            if 0 <= group.handlers < group.lines:
                yield n, "handlers", group._replace(handlers=group.handlers + 1)
