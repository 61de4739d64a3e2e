"""One measured figure, and how to take ratios on a machine that is doing other things, too."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`most` is the bound it has to keep, None for one that is told for information. `how` says in a line how it was taken."""

    what: str
    value: float
    unit: str
    most: float | None = None
    how: str = ""

    @property
    def holds(self) -> bool:
        return self.most is None or self.value <= self.most


Rounds = list[dict[str, float]]


def rounds(count: int, things: dict[str, Callable[[], float]]) -> Rounds:
    """Measure every thing once a round, one after the other, so that whatever else goes on meets all of them."""
    return [{name: measure() for name, measure in things.items()} for _ in range(count)]


def ratio(taken: Rounds, name: str, to: str) -> float:
    """Return how many times as much `name` took as `to`: taken inside each round, and the median of them."""
    return statistics.median(one[name] / one[to] for one in taken)


def median(taken: Rounds, name: str) -> float:
    return statistics.median(one[name] for one in taken)


def share(values: Sequence[float], of: float) -> float:
    """Return the value that a share `of` (0..1) of all values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * of))]
