"""Formulas worked out in floats for many runs at once: what is told of them, and by which ending. Held to the engine by tests.

The engine works in fractions. Floats are within a billionth of them, so what lies that close below a band counts as in it.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import Any, assert_never

import numpy as np
from numpy.typing import NDArray

from sim.analysis.cohorts.walk import Columns
from sim.analysis.maps.map import Map, Once, Real, Whole
from sim.domain.formula import Arithmetic, Asks, Both, Call, Compare, Constant, Formula, Name, Node, Not, Serving
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import VarId
from sim.engine.formulas import MOST, levels_of, worked

Leaf = Name | Asks | Serving
Given = Callable[[Leaf], Any]
"""What a name or a question gives in each run: numbers, truths as 0 and 1, words as the numbers `Words` gives them."""

_CLOSE = 1e-9

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}


def figure(node: Node, given: Given, words: Once) -> Any:
    """Return what a formula gives in each run, or one number if it is the same in all."""
    def of(inner: Node) -> Any:
        return figure(inner, given, words)

    match node:
        case Constant(value=value):
            return float(words(value)) if isinstance(value, str) else float(value)
        case Name() | Asks() | Serving():
            return given(node)
        case Not(inner=inner):
            return np.equal(of(inner), 0)
        case Both(word=word, parts=several):
            return reduce(np.logical_and if word == "and" else np.logical_or, [np.not_equal(of(part), 0) for part in several])
        case Compare(sign=sign, left=left, right=right):
            return _COMPARE[sign](of(left), of(right))
        case Arithmetic(sign="/", left=left, right=right):
            under = np.asarray(of(right), dtype=np.float64)
            return np.where(under == 0, 0.0, of(left) / np.where(under == 0, 1.0, under))
        case Arithmetic(sign=sign, left=left, right=right):
            return {"+": np.add, "-": np.subtract, "*": np.multiply}[sign](of(left), of(right), dtype=np.float64)
        case Call(function=function, arguments=arguments):
            return _called(function, [of(argument) for argument in arguments])
        case _:
            assert_never(node)


def _called(function: str, parts: list[Any]) -> Any:
    match function:
        case "min":
            return reduce(np.minimum, parts)
        case "max":
            return reduce(np.maximum, parts)
        case "abs":
            return np.abs(parts[0])
        case "floor":  # what is a hair below a whole number is that number
            return np.floor(np.asarray(parts[0]) + _CLOSE * np.maximum(1.0, np.abs(parts[0])))
        case "clamp":
            return np.maximum(parts[1], np.minimum(parts[2], parts[0]))
    return np.where(np.not_equal(parts[0], 0), parts[1], parts[2])


class Telling:
    """What runs over a map come to, from rows as a tally has them: `ends` (map numbers) says which end each place is."""

    def __init__(self, found: Map, columns: Columns) -> None:
        self.map, self.columns = found, columns
        scenario = found.scenario
        self.endings = scenario.endings
        shares = [Fraction(scenario.totals[found.totals[n]].worth) / 1000 for n in columns.totals]
        shares += [Fraction(-1)] if columns.harm else []
        self._parts = lcm(*(share.denominator for share in shares), *(worth.denominator for worth in found.worths), 1)
        self._shares = [int(share * self._parts) for share in shares]
        self._worths = [int(worth * self._parts) for worth in found.worths]
        self._levels = levels_of(scenario)
        self._words = Once()

    # ---------------------------------------------------------------- values

    def values(self, rows: NDArray[np.int64], ends: Whole) -> Real:
        """Return what runs are worth. Equal values are equal floats: they are added up as whole numbers, if those fit."""
        final = self.map.final[ends]
        worths = np.array(
            [self._worths[int(self.map.worth[n])] if n >= 0 else 0 for n in final.tolist()], dtype=object
        ).reshape(len(ends))
        most = max((abs(worth) for worth in worths.tolist()), default=0)
        amounts = rows[:, 1:1 + len(self._shares)]
        if len(rows):
            most += sum(abs(s) * int(np.abs(amounts[:, n]).max()) for n, s in enumerate(self._shares))
        kind: Any = np.int64 if most < 2**62 else np.float64
        sums: Any = worths.astype(kind)[rows[:, 0]]
        for n, share in enumerate(self._shares):
            sums = sums + amounts[:, n] * kind(share)
        return np.asarray(sums / self._parts, dtype=np.float64)

    def of_edges(self, gain: NDArray[np.int64]) -> Real:
        """Return what gains are worth by themselves: of edges, or of what was gained before them."""
        return np.asarray(gain[:, :len(self._shares)] @ np.array([share / self._parts for share in self._shares]))

    def of_ends(self, ends: Whole) -> Real:
        """Return what ends are worth by themselves."""
        nothing = np.zeros((len(ends), len(self._shares)), dtype=np.int64)
        return self.values(np.column_stack([np.arange(len(ends)), nothing]), ends)

    # ---------------------------------------------------------------- figures and endings

    def told(self, rows: NDArray[np.int64], ends: Whole) -> Real:
        """Return the told figure of runs; not a number where a run did not come to an end."""
        return self._told(rows, ends)[0]

    def ending(self, rows: NDArray[np.int64], ends: Whole) -> Whole:
        """Return by which ending runs are told, as its place among the author's; -1 where a run did not come to an end."""
        told, given, finals = self._told(rows, ends)
        scenario = self.map.scenario
        bands = sorted((float(e.above), n) for n, e in enumerate(self.endings) if e.above is not None)
        above = np.array([low - _CLOSE * max(1.0, abs(low)) for low, _ in bands])
        band = np.maximum(np.searchsorted(above, told, side="right") - 1, 0)
        ending = np.array([n for _, n in bands])[band]
        bit = {number: bit for bit, (number, _) in enumerate(self.columns.warned)}
        for number in reversed(range(len(self.endings))):
            one = self.endings[number]
            if one.when is None:
                continue
            holds = np.broadcast_to(np.not_equal(figure(one.when.node, given, self._words), 0), len(rows))
            seen = np.array([final is not None and _seen(scenario, final, one.warned) for final in finals], dtype=bool)
            warned = seen[rows[:, 0]]
            if number in bit:
                warned = warned | (rows[:, -1] >> bit[number] & 1).astype(bool)
            ending = np.where(holds & warned, number, ending)
        over = np.array([final is not None for final in finals], dtype=bool)[rows[:, 0]]
        return np.where(over, ending, -1)

    def _told(self, rows: NDArray[np.int64], ends: Whole) -> tuple[Real, Given, list[Situation | None]]:
        finals = self._finals(rows, ends)
        given = self._given(rows, finals)
        figures = np.asarray(figure(self.map.scenario.worth.told.node, given, self._words), dtype=np.float64)
        over = np.array([final is not None for final in finals], dtype=bool)[rows[:, 0]]
        return np.where(over, np.clip(np.broadcast_to(figures, len(rows)), -float(MOST), float(MOST)), np.nan), given, finals

    def _finals(self, rows: NDArray[np.int64], ends: Whole) -> list[Situation | None]:
        found: list[Situation | None] = [None] * len(ends)
        for place in np.unique(rows[:, 0]).tolist():
            final = int(self.map.final[ends[place]])
            found[place] = self.map.finals[final] if final >= 0 else None
        return found

    def _given(self, rows: NDArray[np.int64], finals: Sequence[Situation | None]) -> Given:
        totals = {str(name): -1 for name in self.map.totals}
        totals |= {str(self.map.totals[n]): place for place, n in enumerate(self.columns.totals)}
        known: dict[Leaf, Any] = {}

        def give(node: Leaf) -> Any:
            if node in known:
                return known[node]
            if isinstance(node, Name) and node.name in totals:
                place = totals[node.name]
                known[node] = rows[:, 1 + place] / 1000 if place >= 0 else 0.0
            else:
                each = [0.0 if final is None else self._one(node, final) for final in finals]
                known[node] = np.array(each, dtype=np.float64)[rows[:, 0]]
            return known[node]

        return give

    def _one(self, node: Leaf, final: Situation) -> float:
        if isinstance(node, Serving):
            return float(worked(self.map.scenario, Formula("", node, "number"))(final))
        if isinstance(node, Name):
            if node.name == "clock":
                return float(final.at)
            if node.name in self.map.scenario.profiles:
                return float(self._levels(node.name, final.at))
            value = final.values[VarId(node.name)]
            return float(self._words(value)) if isinstance(value, str) else float(value)
        there = {"visited": final.visited, "used": final.used, "open": final.threads}
        return float(final.known(node.name) if node.what == "knows" else node.name in there[node.what])


def _seen(scenario: Scenario, final: Situation, warned: frozenset[str]) -> bool:
    """Return whether the situation at the end itself shows one of some warnings, as `tell` reads it."""
    if any(str(name) in warned for name in (*final.visited, *final.used)) or any(str(fact) in warned for _, fact in final.knows):
        return True
    facts = (fact for fact in scenario.facts.values() if not fact.hidden and str(fact.id) in warned)
    return any(final.values.get(VarId(fact.id)) is True for fact in facts)
