"""Cells: what differs between situations that stand at the same place. Each has a name, a default, and few values, as numbers.

A cell is a meter, a resource or a fact by its name, or a mark: `used:NODE`, `visited:STAGE`, `knows:FACT`, `charged:FACT`.
Many situations at once are a matrix with a row a cell and a column a situation.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.maps.arrays import Span
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import FactId, Frozen, NodeId, StageId, Value, VarId
from sim.engine.effects import EVERYBODY

Matrix = NDArray[np.int32]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

MARKS = ("used", "visited", "knows", "charged")


class Cells:
    """The cells of one scenario: their numbers, their defaults, and what each weighs in a fingerprint."""

    def __init__(self, scenario: Scenario) -> None:
        self._words: dict[str, tuple[str, ...]] = {}
        self.low: dict[str, int] = {}
        self.size: dict[str, int] = {}
        """How many values a cell has from `low` on; 0 if that is not known beforehand."""
        self.default: dict[str, int] = {}
        for meter in scenario.meters.values():
            self._add(str(meter.id), meter.low, meter.high - meter.low + 1, meter.start)
        for resource in scenario.resources.values():
            self._add(str(resource.id), 0, 0, resource.start)
        for fact in scenario.facts.values():
            self._words[str(fact.id)] = fact.words
            self._add(str(fact.id), 0, len(fact.words) or 2, self.number(str(fact.id), fact.start))
            self._add(f"knows:{fact.id}", 0, 2, 0)
            self._add(f"charged:{fact.id}", 0, 2, 0)
        for stage in scenario.stages.values():
            self._add(f"visited:{stage.id}", 0, 2, 0)
            for item in stage.items:
                self._add(f"used:{item.node}", 0, 2, 0)
        self._values = [name for name in self.low if ":" not in name]
        self.weight = {name: int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") | 1 for name in self.low}

    def _add(self, name: str, low: int, size: int, default: int) -> None:
        self.low[name], self.size[name], self.default[name] = low, size, default

    def __contains__(self, name: str) -> bool:
        return name in self.low

    def span(self, name: str) -> Span:
        """Return how low and how high a cell can be."""
        size = self.size[name]
        return Span(self.low[name], self.low[name] + size - 1 if size else 2**31, self._words.get(name, ()))

    def number(self, name: str, value: Value) -> int:
        """Return the number that stands for a value of a cell."""
        words = self._words.get(name)
        return words.index(str(value)) if words else int(value)

    def value(self, name: str, number: int) -> Value:
        """Return the value that a number stands for."""
        words = self._words.get(name)
        if words is None:
            return number
        return words[number] if words else bool(number)

    def of(self, s: Situation) -> dict[str, int]:
        """Return all cells of a situation that are not at their default."""
        found = {name: self.number(name, value) for name, value in s.values.items()}
        marked = [f"used:{node}" for node in s.used] + [f"visited:{stage}" for stage in s.visited]
        marked += [f"knows:{fact}" for _, fact in s.knows] + [f"charged:{fact}" for fact in s.charged]
        apart = {str(name): number for name, number in found.items() if number != self.default[name]}
        return apart | {name: 1 for name in marked if name in self.low}

    def put(self, numbers: Mapping[str, int], rest: bool = True) -> dict[str, Any]:
        """Return the fields of a situation that has these cells, and every other value at its default, or left out."""
        names = self._values if rest else [name for name in numbers if ":" not in name]
        values = {n: self.value(n, numbers.get(n, self.default[n])) for n in names}
        marked = {mark: {n[len(mark) + 1:] for n, v in numbers.items() if v and n.startswith(f"{mark}:")} for mark in MARKS}
        return {
            "values": Frozen({VarId(name): value for name, value in values.items()}),
            "used": frozenset(NodeId(node) for node in marked["used"]),
            "visited": frozenset(StageId(stage) for stage in marked["visited"]),
            "knows": frozenset((EVERYBODY, FactId(fact)) for fact in marked["knows"]),
            "charged": frozenset(FactId(fact) for fact in marked["charged"]),
        }

    def prints(self, names: Sequence[str]) -> Callable[[Matrix], Keys]:
        """Return what gives one number of 64 bits a situation, that does not depend on cells at their default.

        Two different situations at one place have the same one with a chance of about one in 10^19: among three million
        situations any two are taken for one with a chance below one in a million.
        """
        if not names:
            return lambda rows: np.zeros(rows.shape[1], dtype=np.uint64)
        weights = np.array([[self.weight[name]] for name in names], dtype=np.uint64)
        usual = np.array([[self.default[name]] for name in names], dtype=np.int64)

        def fingerprints(rows: Matrix) -> Keys:
            apart = (rows - usual).view(np.uint64)
            apart *= weights
            summed: Keys = np.add.reduce(apart, axis=0)
            return summed

        return fingerprints
