"""Many situations at once on their way through a step, and what a formula gives for all of them.

It is looked up by the numbers of the cells it reads; the engine's own closure is asked once for each combination that occurs,
unless whole columns can be worked out together (`arrays.py`).
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sim.analysis.maps.cells import Cells, Ints, Matrix

DENSE = 4096
"""Combinations up to which what a formula gives stands in an array; beyond, in a dictionary."""


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
        self._single: dict[tuple[int, ...], int] = {}
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
            name: number if number is not None else np.asarray(_number(batch, ref), dtype=np.int64)
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
        known = self._single.get(numbers)
        if known is None:
            known = self._single[numbers] = self._work(dict(zip(self.names, numbers, strict=True)))
        return known


_UNKNOWN = -(2**62)


def _number(batch: Batch, ref: int) -> Any:
    return batch.numbers[ref] if ref >= TOKEN else batch.rows[ref]


def _sum(batch: Batch, terms: list[tuple[int, int]], offset: int) -> Any:
    (ref, stride), *more = terms
    codes = _number(batch, ref) if stride == 1 else _number(batch, ref) * np.int64(stride)
    for ref, stride in more:
        codes = codes + (_number(batch, ref) if stride == 1 else _number(batch, ref) * np.int64(stride))
    return codes + offset if offset else codes
