"""Conditions and formulas, worked out: a checked tree becomes a closure over the situation."""
from __future__ import annotations

import operator
from bisect import bisect_right
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import Any, assert_never

from sim.domain.formula import Arithmetic, Asks, Both, Call, Compare, Constant, Formula, Name, Node, Not, Serving
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import Seconds
from sim.engine.queues import served

Worked = Callable[[Situation], Any]
Levels = Callable[[str, Seconds], int]
"""A profile's name and a time -> its level then."""

MOST = 10**15
"""No formula gives more, either way."""

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}
_SUM: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def divide(left: Any, right: Any) -> Any:
    """Return left / right exactly; nothing divided by nothing is nothing, as when a rate has no takers yet."""
    return Fraction(left) / right if right else Fraction(0)


@lru_cache(maxsize=20_000)
def _closure(node: Node, profiles: frozenset[str]) -> Callable[[Situation, Levels], Any]:
    def below(inner: Node) -> Callable[[Situation, Levels], Any]:
        return _closure(inner, profiles)

    match node:
        case Constant(value=value):
            return lambda s, levels: value
        case Name(name="clock"):
            return lambda s, levels: s.at
        case Name(name=name):
            if name in profiles:
                return lambda s, levels: levels(name, s.at)
            return lambda s, levels: s.values[name]  # type: ignore[index]
        case Asks(what="knows", name=name):
            return lambda s, levels: s.known(name)
        case Asks(what="visited", name=name):
            return lambda s, levels: name in s.visited
        case Asks(what="used", name=name):
            return lambda s, levels: name in s.used
        case Asks(what="rig", name=name):
            return lambda s, levels: name in s.rigs
        case Asks(name=name):
            return lambda s, levels: name in s.threads
        case Not(inner=inner):
            inside = below(inner)
            return lambda s, levels: not inside(s, levels)
        case Both(word=word, parts=several):
            each = tuple(below(part) for part in several)
            if word == "and":
                return lambda s, levels: all(part(s, levels) for part in each)
            return lambda s, levels: any(part(s, levels) for part in each)
        case Compare(sign=sign, left=left, right=right):
            compare, one, two = _COMPARE[sign], below(left), below(right)
            return lambda s, levels: compare(one(s, levels), two(s, levels))
        case Arithmetic(sign="/", left=left, right=right):
            above, under = below(left), below(right)
            return lambda s, levels: divide(above(s, levels), under(s, levels))
        case Arithmetic(sign=sign, left=left, right=right):
            combine, one, two = _SUM[sign], below(left), below(right)
            return lambda s, levels: combine(one(s, levels), two(s, levels))
        case Call(function=function, arguments=arguments):
            return _call(function, tuple(below(argument) for argument in arguments))
        case Serving(given=several):
            numbers = tuple(_nothing if number is None else below(number) for number in several)
            return lambda s, levels: Fraction(served([number(s, levels) for number in numbers]), 1000)
        case _:
            assert_never(node)


def _nothing(situation: Situation, levels: Levels) -> None:
    return None


def _call(function: str, given: tuple[Callable[[Situation, Levels], Any], ...]) -> Callable[[Situation, Levels], Any]:
    match function:
        case "min":
            return lambda s, levels: min(part(s, levels) for part in given)
        case "max":
            return lambda s, levels: max(part(s, levels) for part in given)
        case "abs":
            return lambda s, levels: abs(given[0](s, levels))
        case "floor":
            return lambda s, levels: floor(given[0](s, levels))
        case "clamp":
            return lambda s, levels: max(given[1](s, levels), min(given[2](s, levels), given[0](s, levels)))
    return lambda s, levels: given[1](s, levels) if given[0](s, levels) else given[2](s, levels)


def levels_of(scenario: Scenario) -> Levels:
    """Return how high each profile stands at a time; 0 before its first level."""
    profiles = {
        name: ([at for at, _ in profile.levels], [0, *(height for _, height in profile.levels)])
        for name, profile in scenario.profiles.items()
    }

    def levels(name: str, at: Seconds) -> int:
        times, heights = profiles[name]
        return heights[bisect_right(times, at)]

    return levels


def worked(scenario: Scenario, formula: Formula) -> Worked:
    """Return the formula as a function of the situation alone."""
    closure, levels = _closure(formula.node, frozenset(scenario.profiles)), levels_of(scenario)
    if formula.type == "number":
        return lambda situation: bounded(closure(situation, levels))
    return lambda situation: closure(situation, levels)


def given(scenario: Scenario, serving: Serving, situation: Situation) -> list[Any]:
    """Return the numbers of a flow as things stand, None where the author gave none."""
    profiles, levels = frozenset(scenario.profiles), levels_of(scenario)
    return [None if node is None else _closure(node, profiles)(situation, levels) for node in serving.given]


def bounded(number: Any) -> Any:
    """Return the number, or the largest there is of its sign: what feeds on itself may not grow for ever."""
    return number if -MOST <= number <= MOST else MOST if number > 0 else -MOST


def holds(scenario: Scenario, formula: Formula | None, situation: Situation) -> bool:
    """Return whether a condition holds; an absent one does."""
    return formula is None or bool(worked(scenario, formula)(situation))
