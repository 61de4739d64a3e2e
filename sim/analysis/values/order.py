"""The order in which situations can be valued: each after all it can lead to, many at once."""
from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.analysis.maps.map import Map, Real, Whole


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """Situations none of which leads to another. Their actions and outcomes lie together, as slices of `Order`'s arrays.

    `acts` and `falls` are where each situation's actions and each action's outcomes begin, counted from those of the layer.
    """

    situations: Whole
    actions: slice
    outcomes: slice
    acts: Whole
    falls: Whole


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Order:
    """The layers of a map, last first, and its actions and outcomes in that order (`action` and `outcome` are their numbers).

    `round` are situations that can come back to themselves, within a second, and all that can lead to them; `seconds` are the
    same, cut by their time, the latest first: one leads only into itself, to those before it, and to `layers`.
    """

    layers: tuple[Layer, ...]
    action: Whole
    outcome: Whole
    to: Whole
    chance: Real
    round: Layer | None
    seconds: tuple[Layer, ...]


def order_of(found: Map) -> Order:
    """Return the order of a map."""
    level = _levels(found)
    most = int(level.max(initial=0))
    level[level < 0] = most + 1  # what goes round is valued last
    situation = np.argsort(level, kind="stable")
    bounds = np.searchsorted(level[situation], np.arange(most + 3))
    turning = situation[bounds[-2]:]
    situation[bounds[-2]:] = turning = turning[np.argsort(-found.at[turning], kind="stable")]
    starts, sizes = found.acts[:-1][situation], np.diff(found.acts)[situation]
    action = spread(starts, sizes)
    fall_sizes = np.diff(found.falls)[action]
    outcome = spread(found.falls[:-1][action], fall_sizes)
    acts, falls = np.append(0, np.cumsum(sizes)), np.append(0, np.cumsum(fall_sizes))

    def layer(first: int, last: int) -> Layer:
        some = slice(int(acts[first]), int(acts[last]))
        return Layer(
            situations=situation[first:last], actions=some, outcomes=slice(int(falls[some.start]), int(falls[some.stop])),
            acts=acts[first:last] - some.start, falls=falls[some] - falls[some.start],
        )

    cuts = np.flatnonzero(np.diff(found.at[turning])) + 1 + bounds[-2]
    cut = [int(bounds[-2]), *cuts.tolist(), int(bounds[-1])] if len(turning) else []
    return Order(
        layers=tuple(layer(first, last) for first, last in pairwise(bounds[1:-1].tolist())), action=action, outcome=outcome,
        to=found.to[outcome], chance=np.array([float(chance) for chance in found.chances])[found.chance[outcome]],
        round=layer(cut[0], cut[-1]) if cut else None, seconds=tuple(layer(first, last) for first, last in pairwise(cut)),
    )


def spread(starts: Whole, sizes: Whole) -> Whole:
    """Return the numbers from each start on, so many as its size, one after the other."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    numbers: Whole = np.arange(total) + np.repeat(starts - (ends - sizes), sizes)
    return numbers


def _levels(found: Map) -> Whole:
    """Return the longest way from each situation to one without actions, -1 if it can come back to itself."""
    count = found.situations
    of_outcome = np.repeat(np.arange(count), found.falls[found.acts[1:]] - found.falls[found.acts[:-1]])
    back = np.argsort(found.to, kind="stable")
    by = of_outcome[back]
    first = np.searchsorted(found.to[back], np.arange(count + 1))
    left = np.bincount(of_outcome, minlength=count)
    level = np.full(count, -1, dtype=np.int64)
    now, at = np.flatnonzero(left == 0), 0
    while len(now):
        level[now] = at
        before = by[spread(first[now], first[now + 1] - first[now])]
        several, times = np.unique(before, return_counts=True) if len(before) < count // 4 else _counted(before, count)
        left[several] -= times
        now, at = several[left[several] == 0], at + 1
    return level


def _counted(numbers: Whole, count: int) -> tuple[Whole, Whole]:
    times = np.bincount(numbers, minlength=count)
    several = np.flatnonzero(times)
    return several, times[several]
