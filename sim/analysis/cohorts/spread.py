"""With which chance a persona comes to what: chance carried forward over its walk, or between bounds where that is too much.

Where nothing is gained on the way it is enough to carry chances from situation to situation. Else what was gained is carried
along, as whole numbers; where that makes too many, what lies close together is made one, and its least and most are kept.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.analysis.cohorts.stepping import alike
from sim.analysis.cohorts.walk import Walk
from sim.analysis.maps.map import Real, Whole
from sim.analysis.values.order import spread

FEW = 200_000
"""Most rows of what was gained that are carried along at once."""

BINS = 512
"""Into so many the range of values is cut where there are too many of them."""

_NOTHING = 1e-15


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reaches:
    """`rows` (k, 1 + columns): as in a tally; `chances` (k) of each. `lost`: the chance of going round for very long."""

    rows: NDArray[np.int64]
    chances: Real
    lost: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Binned:
    """Values and their chances (k each): the mean of each group, the least and the most there is in it."""

    values: Real
    chances: Real
    least: Real
    most: Real
    lost: float = 0.0

    @property
    def error(self) -> float:
        """By how much any value can be off, at most."""
        return float(np.maximum(self.most - self.values, self.values - self.least).max(initial=0.0))


def _heights(walk: Walk) -> list[tuple[int, int]]:
    """Return the situations of each height, first and one past the last, from the start on. Of what goes round, all together."""
    inner = walk.height[:walk.inner]
    bounds = [0, *(np.flatnonzero(np.diff(inner)) + 1).tolist(), walk.inner]
    return list(pairwise(bounds)) if walk.inner else []


def reaches(walk: Walk, few: int = FEW, coded: bool = False) -> Reaches | None:
    """Return the chances of all that can come out, or None if that is more than `few` rows. `coded`: the last column is bits."""
    if not walk.gain.shape[1]:
        mass, lost = _carried(walk)
        some = np.flatnonzero(mass)
        return Reaches(rows=some[:, None].astype(np.int64), chances=mass[some], lost=lost)
    held = _Held(walk)
    held.put(np.array([[0, *walk.before.tolist()]]), np.array([1.0]))
    for low, high in _heights(walk):
        for rows, chances in held.takes(low, high):
            if len(rows) > few:
                return None
            edges, by = _out(walk, rows[:, 0])
            after = rows[by]
            after[:, 0] = walk.to[edges]
            if coded:
                after[:, 1:-1] += walk.gain[edges, :-1]
                after[:, -1] |= walk.gain[edges, -1]
            else:
                after[:, 1:] += walk.gain[edges]
            held.put(*_one_of_each(after, chances[by] * walk.chance[edges]))
            if held.count > 4 * few:
                return None
    rows, chances = held.rest()
    rows[:, 0] -= walk.inner
    return Reaches(rows=rows, chances=chances, lost=held.lost)


def _carried(walk: Walk) -> tuple[Real, float]:
    mass = np.zeros(len(walk.code))
    mass[0] = 1.0
    by = np.repeat(np.arange(walk.inner), np.diff(walk.first[:walk.inner + 1]))
    lost = 0.0
    for low, high in _heights(walk):
        edges = slice(int(walk.first[low]), int(walk.first[high]))
        to, chance, whose = walk.to[edges], walk.chance[edges], by[edges]
        while True:
            flows = mass[whose] * chance
            mass[low:high] = 0.0
            mass[low:] += np.bincount(to - low, weights=flows, minlength=len(mass) - low)
            if walk.height[low] > 0:
                break
            left = float(mass[low:high].sum())
            if left < _NOTHING:
                lost += left
                break
    return mass[walk.inner:], lost


def _out(walk: Walk, situations: Whole) -> tuple[Whole, Whole]:
    """Return the edges out of some situations, and for each the place of its situation among them."""
    sizes = walk.first[situations + 1] - walk.first[situations]
    return spread(walk.first[situations], sizes), np.repeat(np.arange(len(situations)), sizes)


def _one_of_each(rows: NDArray[np.int64], chances: Real) -> tuple[NDArray[np.int64], Real]:
    order, new = alike(rows)
    return rows[order][new], np.add.reduceat(chances[order], np.flatnonzero(new)) if len(rows) else chances


class _Held:
    """Rows with their chances, kept until their situation's turn comes."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.rows: list[NDArray[np.int64]] = []
        self.chances: list[Real] = []
        self.lost = 0.0

    @property
    def count(self) -> int:
        return sum(map(len, self.chances))

    def put(self, rows: NDArray[np.int64], chances: Real) -> None:
        self.rows.append(rows)
        self.chances.append(chances)

    def takes(self, low: int, high: int) -> Iterator[tuple[NDArray[np.int64], Real]]:
        """Yield what stands at some situations; again and again where they lead to one another, until next to nothing is left."""
        while True:
            rows, chances = self.rest()
            here = (rows[:, 0] >= low) & (rows[:, 0] < high)
            self.rows, self.chances = [rows[~here]], [chances[~here]]
            left = float(chances[here].sum())
            if left < _NOTHING:
                self.lost += left
                return
            yield rows[here], chances[here]
            if self.walk.height[low] > 0:
                return

    def rest(self) -> tuple[NDArray[np.int64], Real]:
        """Return all that is held, each once."""
        return _one_of_each(np.concatenate(self.rows), np.concatenate(self.chances))


# ---------------------------------------------------------------- between bounds


def binned(walk: Walk, gained: Real, ends: Real, before: float, bins: int = BINS) -> Binned:
    """Return the chances of values, made one where they lie close together.

    `gained` (E) is what an edge is worth, `ends` what its end adds, `before` what was gained before the first draw.
    """
    low, high = _range(walk, gained, ends)
    width = max((high - low) / bins, 1e-12)
    size = len(walk.code)
    states: list[Whole] = [np.array([0])]
    parts: list[Real] = [np.array([[1.0], [before], [before], [before]])]  # chance, mean, least, most
    lost = 0.0
    for first, last in _heights(walk):
        while True:
            state, part = _merged(np.concatenate(states), np.concatenate(parts, axis=1), low + before, width, size)
            here = (state >= first) & (state < last)
            states, parts = [state[~here]], [part[:, ~here]]
            left = float(part[0, here].sum())
            if left < _NOTHING:
                lost += left
                break
            edges, by = _out(walk, state[here])
            after = part[:, here][:, by]
            after[0] *= walk.chance[edges]
            after[1:] += gained[edges]
            states.append(walk.to[edges])
            parts.append(after)
            if walk.height[first] > 0:
                break
    state, part = np.concatenate(states), np.concatenate(parts, axis=1)
    part[1:] += ends[state - walk.inner]
    _, part = _merged(np.zeros(len(state), dtype=np.int64), part, low + before, width, 1)
    return Binned(chances=part[0], values=part[1], least=part[2], most=part[3], lost=lost)


def _merged(state: Whole, part: Real, low: float, width: float, size: int) -> tuple[Whole, Real]:
    key = np.floor((part[1] - low) / width).astype(np.int64) * size + state
    order = np.argsort(key, kind="stable")
    key, part, state = key[order], part[:, order], state[order]
    new = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    chance = np.add.reduceat(part[0], new)
    mean = np.add.reduceat(part[0] * part[1], new) / np.where(chance > 0, chance, 1.0)
    least, most = np.minimum.reduceat(part[2], new), np.maximum.reduceat(part[3], new)
    return state[new], np.array([chance, np.clip(mean, least, most), least, most])


def _range(walk: Walk, gained: Real, ends: Real) -> tuple[float, float]:
    """Return the least and the most that can be gained from the start, whatever is drawn; roughly where one can go round."""
    if not walk.inner:
        return float(ends.min()), float(ends.max())
    found = []
    for pick in (np.minimum, np.maximum):
        value = np.append(np.zeros(walk.inner), ends)
        for low, high in reversed(_heights(walk)):
            edges = slice(int(walk.first[low]), int(walk.first[high]))
            starts = walk.first[low:high] - walk.first[low]
            value[low:high] = pick.reduceat(gained[edges] + value[walk.to[edges]], starts)
        found.append(float(value[0]))
    return found[0], found[1]
