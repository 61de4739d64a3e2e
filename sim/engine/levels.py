"""A birth-and-death process of finitely many levels, each with some phases, in steady state.

In a phase of level m, U(m) are the rates of going up, Q(m) those of going to another phase, d(m) that of going down, where the
phase stays (Gaver, Jacobs and Latouche 1984, finite birth-and-death models in randomly changing environments). From the highest
level down, `first(m)` has the chances of the phases in which level m - 1 is come to for the first time,

    (d(m)·I - Q(m) - U(m)·first(m + 1)) · first(m) = d(m)·I

and from the lowest up p(m + 1) = p(m)·U(m)·first(m + 1) / d(m + 1). Both are reduced phase by phase (Grassmann, Taksar and Heyman
1985), with nothing subtracted, so that no digit is lost however far apart the rates are. `+ * /` only, in a fixed order: `sum`
adds differently from one Python to the next.
"""
from __future__ import annotations

from typing import Protocol

_LARGE = 1e100

Matrix = list[list[float]]


class Levels(Protocol):
    """Levels 0 to `top`. `down` is above nothing for every level but the lowest, and level 0 is come back to."""

    @property
    def top(self) -> int: ...
    def down(self, level: int) -> float:
        """Return the rate of going down, the same in every phase."""
        ...

    def up(self, level: int) -> list[tuple[float, int]]:
        """Return for each phase the rate of going up, and the phase it is in then."""
        ...

    def across(self, level: int) -> Matrix:
        """Return for each phase the rates of going to every other; what stands for itself does not count."""
        ...


def spent(levels: Levels) -> Matrix:
    """Return for each level, from the lowest, the share of the time that is spent in each of its phases."""
    top = levels.top
    first: list[Matrix] = [[]] * (top + 2)
    for level in range(top, 0, -1):
        first[level] = _passages(_censored(levels, level, first[level + 1]), levels.down(level))
    found = [_stationary(_censored(levels, 0, first[1]))]
    total = _added(found[0])
    for level in range(1, top + 1):
        found.append(_onwards(found[-1], levels.up(level - 1), first[level], levels.down(level)))
        total += _added(found[-1])
        if total > _LARGE:
            found, total = [[weight / total for weight in there] for there in found], 1.0
    return [[weight / total for weight in there] for there in found]


def _censored(levels: Levels, level: int, above: Matrix) -> Matrix:
    """Return how often one phase of a level follows another, leaving out all that happens on higher levels."""
    rows = levels.across(level)
    if above:
        for phase, (rate, then) in enumerate(levels.up(level)):
            if rate:
                row = rows[phase]
                for n, share in enumerate(above[then]):
                    row[n] += rate * share
    return rows


def _added(row: list[float]) -> float:
    total = 0.0
    for number in row:
        total += number
    return total


def _passages(rows: Matrix, leave: float) -> Matrix:
    """Return for each phase the chances of those in which the level is left, at `leave` an hour from every one.

    Phases are taken out from the last to the first: what went through one then goes where that would have gone on to. In a row,
    columns of phases that are still in are rates to them, those of itself and of phases taken out are rates of leaving there.
    """
    for k, row in enumerate(rows):
        row[k] = leave
    sums = [1.0] * len(rows)
    for p in range(len(rows) - 1, -1, -1):
        out = rows[p]
        total = sums[p] = _added(out)
        for i in range(p):
            row = rows[i]
            if row[p]:
                part, itself = row[p] / total, row[i]
                row[p] = 0.0
                rows[i] = row = [had + part * more for had, more in zip(row, out, strict=True)]
                row[i] = itself
    found: Matrix = []
    for p, row in enumerate(rows):
        went = [0.0] * p + row[p:]
        for rate, there in zip(row, found, strict=False):
            if rate:
                went = [had + rate * more for had, more in zip(went, there, strict=True)]
        found.append([one / sums[p] for one in went])
    return found


def _stationary(rows: Matrix) -> list[float]:
    """Return how much time is spent in each phase, in no unit."""
    sums = [1.0] * len(rows)
    for p in range(len(rows) - 1, 0, -1):
        out = rows[p][:p]
        total = sums[p] = _added(out)
        for i in range(p):
            part = rows[i][p] / total
            rows[i][:p] = [had + part * more for had, more in zip(rows[i], out, strict=False)]
    found = [1.0]
    for p in range(1, len(rows)):
        weight = 0.0
        for i, known in enumerate(found):
            weight += known * rows[i][p]
        found.append(weight / sums[p])
        if found[-1] > _LARGE:
            found = [one / found[-1] for one in found]
    return found


def _onwards(there: list[float], up: list[tuple[float, int]], first: Matrix, down: float) -> list[float]:
    """Return how much time is spent in each phase of the next level."""
    found = [0.0] * len(first)
    for weight, (rate, then) in zip(there, up, strict=True):
        part = weight * rate / down
        if part:
            found = [had + part * more for had, more in zip(found, first[then], strict=True)]
    return found
