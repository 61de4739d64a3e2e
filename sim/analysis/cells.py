"""Cells: what differs between situations that stand at the same place. Each has a name, a default, and few values, as numbers.

A cell is a meter, a resource or a fact by its name, or a mark: `used:NODE`, `visited:STAGE`, `knows:FACT`, `charged:FACT`.
Many situations at once are a matrix with a row a cell and a column a situation. What a formula gives for all of them is looked up
by the numbers of the cells it reads; the engine's own closure is asked once for each combination that occurs.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.arrays import Span
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import FactId, Frozen, NodeId, StageId, Value, VarId
from sim.engine.effects import EVERYBODY

Matrix = NDArray[np.int32]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

MARKS = ("used", "visited", "knows", "charged")
DENSE = 4096
"""Combinations up to which what a formula gives stands in an array; beyond, in a dictionary."""


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
        random = Random(scenario.digest)
        self.weight = {name: random.getrandbits(64) | 1 for name in self.low}

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


# ---------------------------------------------------------------- many at once


class Batch:
    """Some situations of one place, on their way through a step. `numbers[k]` are levels worked out on the way."""

    __slots__ = ("numbers", "rows", "which")

    def __init__(self, rows: Matrix, which: Ints, numbers: dict[int, Any]) -> None:
        self.rows, self.which, self.numbers = rows, which, numbers

    def take(self, chosen: Any) -> Batch:
        """Return those chosen, by a mask."""
        numbers = {k: n[chosen] if isinstance(n, np.ndarray) else n for k, n in self.numbers.items()}
        return Batch(self.rows[:, chosen], self.which[chosen], numbers)

    def copy(self) -> Batch:
        return Batch(self.rows, self.which, dict(self.numbers))


TOKEN = 1 << 20
"""References from here on are levels worked out on the way; below, rows of the matrix."""


class Known:
    """What something gives for every combination of the cells it reads, worked out when first asked.

    `work` asks the engine for one combination; `many`, if there is such a thing, works on columns of numbers.
    """

    def __init__(
        self, cells: Cells, names: Sequence[str], work: Callable[[dict[str, int]], int],
        many: Callable[[dict[str, Any]], Any] | None = None,
    ) -> None:
        self.names, self._work, self._many = tuple(names), work, many
        self._low = [cells.low[name] for name in self.names]
        self._sizes = [cells.size[name] for name in self.names]
        size = 1
        for each in self._sizes:
            size *= each
        self.dense: Ints | None = np.full(size, _UNKNOWN, dtype=np.int64) if 0 < size <= DENSE else None
        self._sparse: dict[Any, int] = {}
        self.strides = [1] * len(self._sizes)
        for n in range(len(self._sizes) - 2, -1, -1):
            self.strides[n] = self.strides[n + 1] * (self._sizes[n + 1] or 1 << 31)
        if self.dense is not None and many is not None:
            codes, columns = np.arange(size), {}
            for name, low, stride in zip(self.names, self._low, self.strides, strict=True):
                columns[name], codes = low + codes // stride, codes % stride
            self.dense[:] = many(columns)
        self.wide = bool(self._sizes) and self.strides[0] * (self._sizes[0] or 1 << 31) >= 1 << 62

    def at(self, refs: Sequence[int], fixed: Sequence[int | None]) -> Callable[[Batch], Any]:
        """Return a function from a batch to what this gives, where each name is a reference or has a fixed number."""
        if all(number is not None for number in fixed):
            always = self._of(tuple(number or 0 for number in fixed))
            return lambda batch: always
        if self.dense is None and self._many is not None:
            return lambda batch: self._together(batch, refs, fixed)
        if self.wide:
            return lambda batch: self._each(batch, refs, fixed)
        offset = sum(
            stride * ((number if number is not None else 0) - low)
            for number, low, stride in zip(fixed, self._low, self.strides, strict=True)
        )
        terms = [(ref, stride) for ref, number, stride in zip(refs, fixed, self.strides, strict=True) if number is None]
        if self.dense is not None and self._many is not None:
            dense = self.dense
            return lambda batch: dense[_sum(batch, terms, offset)]
        if self.dense is not None:
            return lambda batch: self._looked_up(_sum(batch, terms, offset))
        return lambda batch: self._found(_sum(batch, terms, offset))

    def _looked_up(self, codes: Any) -> Any:
        assert self.dense is not None
        given = self.dense[codes]
        if np.min(given, initial=0) == _UNKNOWN:
            for code in np.unique(codes[given == _UNKNOWN] if isinstance(codes, np.ndarray) else codes).tolist():
                self.dense[code] = self._of(self._decoded(code))
            given = self.dense[codes]
        return given

    def _found(self, codes: Any) -> Any:
        if not isinstance(codes, np.ndarray):
            codes = np.array([codes])
        if len(codes) > 64:
            several, back = np.unique(codes, return_inverse=True)
            return self._found_each(several)[back]
        return self._found_each(codes)

    def _found_each(self, codes: Any) -> Any:
        known = self._sparse
        given = []
        for code in codes.tolist():
            number = known.get(code)
            if number is None:
                number = known[code] = self._of(self._decoded(code))
            given.append(number)
        return np.array(given, dtype=np.int64)

    def _together(self, batch: Batch, refs: Sequence[int], fixed: Sequence[int | None]) -> Any:
        assert self._many is not None
        return self._many({
            name: number if number is not None else _number(batch, ref)
            for name, ref, number in zip(self.names, refs, fixed, strict=True)
        })

    def _each(self, batch: Batch, refs: Sequence[int], fixed: Sequence[int | None]) -> Any:
        size = batch.rows.shape[1]
        columns = [
            [number] * size if number is not None else np.broadcast_to(_number(batch, ref), size).tolist()
            for ref, number in zip(refs, fixed, strict=True)
        ]
        given = []
        for combination in zip(*columns, strict=True):
            number = self._sparse.get(combination)
            if number is None:
                number = self._sparse[combination] = self._of(combination)
            given.append(number)
        return np.array(given, dtype=np.int64)

    def _decoded(self, code: int) -> tuple[int, ...]:
        numbers = []
        for low, stride in zip(self._low, self.strides, strict=True):
            count, code = divmod(code, stride)
            numbers.append(low + count)
        return tuple(numbers)

    def _of(self, numbers: tuple[int, ...]) -> int:
        return self._work(dict(zip(self.names, numbers, strict=True)))


_UNKNOWN = -(2**62)


def _number(batch: Batch, ref: int) -> Any:
    return batch.numbers[ref] if ref >= TOKEN else batch.rows[ref]


def _sum(batch: Batch, terms: list[tuple[int, int]], offset: int) -> Any:
    (ref, stride), *more = terms
    codes = _number(batch, ref) if stride == 1 else _number(batch, ref) * np.int64(stride)
    for ref, stride in more:
        codes = codes + (_number(batch, ref) if stride == 1 else _number(batch, ref) * np.int64(stride))
    return codes + offset if offset else codes
