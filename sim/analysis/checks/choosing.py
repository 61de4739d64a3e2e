"""Ways that are not the shortest: with most of something, by chance, past something to somewhere."""
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.analysis.checks.witness import Taken, Way, Ways
from sim.analysis.maps.map import Real, Whole
from sim.analysis.values.order import spread

_NO_WAY = np.iinfo(np.int64).max // 4


class Choosing:
    """What is most of something along any way to an end, luck included; and how to come by it from anywhere."""

    def __init__(self, ways: Ways, rewards: Real) -> None:
        self.ways = ways
        found = ways.map
        self.value: NDArray[np.float64] = np.full(found.situations, -np.inf)
        self._take: Whole = np.full(found.situations, -1, dtype=np.int64)
        self.value[found.final >= 0] = 0.0
        sources = ways.situation_of[ways.action_of]
        order = np.argsort(-found.at[sources], kind="stable")
        breaks = np.flatnonzero(np.diff(found.at[sources[order]])) + 1
        for falls in np.split(order, breaks):  # the latest second first; within one, until nothing gets better
            for _ in range(found.situations):
                gained = rewards[falls] + self.value[found.to[falls]]
                better = gained > self.value[sources[falls]] + 1e-9
                if not better.any():
                    break
                chosen, by = falls[better], gained[better]
                rising = np.argsort(by, kind="stable")
                self.value[sources[chosen[rising]]] = by[rising]
                self._take[sources[chosen[rising]]] = chosen[rising]
        self.best = float(self.value[0]) if np.isfinite(self.value[0]) else 0.0

    def way(self, before: Way = ()) -> Way:
        """Return the way from the start, or on from the end of `before`, to an end; no way at all where there is none."""
        found = self.ways.map
        taken = list(before)
        here = int(found.to[before[-1].outcome]) if before else 0
        while (outcome := int(self._take[here])) >= 0 and len(taken) <= found.situations:
            taken.append(Taken(here, int(self.ways.action_of[outcome]), outcome))
            here = int(found.to[outcome])
        return tuple(taken) if found.final[here] >= 0 else ()


def by_chance(ways: Ways, dice: np.random.Generator) -> Way:
    """Return a way to an end on which everything is chosen evenly and draws fall as they may; none where it is not whole."""
    found, here = ways.map, 0
    taken: list[Taken] = []
    while len(taken) < 10_000 and (actions := found.actions(here)):
        action = actions[int(dice.integers(len(actions)))]
        falls = found.outcomes(action)
        outcome = falls[0]
        if len(falls) > 1:
            chances = np.array([float(found.chances[int(found.chance[n])]) for n in falls])
            outcome = falls[int(dice.choice(len(falls), p=chances / chances.sum()))]
        taken.append(Taken(here, action, outcome))
        here = int(found.to[outcome])
    return tuple(taken) if found.final[here] >= 0 else ()


def via(ways: Ways, marks: set[str], goals: list[int]) -> Way | None:
    """Return a shortest way on which one of `marks` happens and which then ends in one of `goals`, if there is one."""
    found = ways.map
    past = np.array([not marks.isdisjoint(story) for story in found.stories], dtype=bool)
    falls = np.flatnonzero(past[found.story]) if len(past) else np.zeros(0, dtype=np.int64)
    if not len(falls):
        return None
    onward, far = backward(ways, np.array(goals, dtype=np.int64))
    costs = np.minimum(ways.through(falls), _NO_WAY) + far[found.to[falls]]
    best = int(falls[int(np.argmin(costs))])
    if costs.min() >= _NO_WAY:
        return None
    taken = list(ways.to_outcome(best))
    at = int(found.to[best])
    while (outcome := int(onward[at])) >= 0:
        taken.append(Taken(at, int(ways.action_of[outcome]), outcome))
        at = int(found.to[outcome])
    return tuple(taken)


def backward(ways: Ways, goals: Whole) -> tuple[Whole, NDArray[np.int64]]:
    """Return for every situation the outcome to take towards the nearest of `goals`, and how many actions that is.

    Of a goal itself the outcome is -1; where there is no way it is -2, and the number is larger than any.
    """
    found = ways.map
    order = np.argsort(found.to, kind="stable")
    into = np.searchsorted(found.to[order], np.arange(found.situations + 1))
    sources = ways.situation_of[ways.action_of]
    onward: Whole = np.full(found.situations, -2, dtype=np.int64)
    far = np.full(found.situations, _NO_WAY)
    onward[goals], far[goals] = -1, 0
    here, count = np.unique(goals), 0
    while len(here):
        count += 1
        back = order[spread(into[here], into[here + 1] - into[here])]
        back = back[onward[sources[back]] == -2]
        onward[sources[back[::-1]]], far[sources[back]] = back[::-1], count
        here = np.unique(sources[back])
    return onward, far
