"""Ways through a map: to everything that can happen, the one with the fewest decisions, and of those with the fewest actions."""
from __future__ import annotations

import heapq
from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.analysis.maps.map import Map, Whole
from sim.analysis.values.order import spread
from sim.engine.fitting import DOWN, RIG, goal_of, parts_of

_DECISION = 1 << 32
"""What a decision costs on a way; every action costs 1."""

_FAR = np.iinfo(np.int64).max


class Taken(NamedTuple):
    """One step of a way: in this situation this was done, and it turned out so. All three are numbers of the map."""

    situation: int
    action: int
    outcome: int


Way = tuple[Taken, ...]
"""From before the run begins."""


class Ways:
    """The shortest ways through one map."""

    def __init__(self, found: Map) -> None:
        self.map = found
        self.situation_of = np.repeat(np.arange(found.situations), np.diff(found.acts))
        """By action: the situation it is an action of."""
        self.action_of = np.repeat(np.arange(len(found.does)), np.diff(found.falls))
        """By outcome: the action it is an outcome of."""
        decides = np.array([deed.kind not in ("begin", "wait") for deed in found.deeds], dtype=bool)
        self.decides: NDArray[np.bool_] = decides[found.does]
        """By action: whether it is a decision."""
        self.cost, self._by = self._search()
        self._first: dict[str, int] | None = None

    def _search(self) -> tuple[NDArray[np.int64], Whole]:
        """Return what the cheapest way to each situation costs, and the outcome it comes by (-1 at the start)."""
        found = self.map
        cost = np.full(found.situations, _FAR, dtype=np.int64)
        by: Whole = np.full(found.situations, -1, dtype=np.int64)
        begins, ends = found.falls[found.acts[:-1]], found.falls[found.acts[1:]]
        decided = self.decides[self.action_of]
        cost[0] = 0
        waiting: dict[int, list[Any]] = {0: [np.zeros(1, dtype=np.int64)]}
        turns = [0]
        while turns:
            turn = heapq.heappop(turns)
            here = np.unique(np.concatenate(waiting.pop(turn)))
            here = here[cost[here] == turn]
            falls = spread(begins[here], ends[here] - begins[here])
            for decision in (False, True):
                after = turn + (_DECISION if decision else 0) + 1
                new = falls[decided[falls] == decision]
                new = new[cost[found.to[new]] > after]
                if len(new):
                    to = found.to[new]
                    cost[to] = after
                    by[to[::-1]] = new[::-1]  # of several the first
                    if after not in waiting:
                        waiting[after] = []
                        heapq.heappush(turns, after)
                    waiting[after].append(to)
        return cost, by

    @property
    def first(self) -> dict[str, int]:
        """By mark (see `moves.story`): the outcome at the end of the shortest way on which it happens."""
        if self._first is None:
            found, best = self.map, self.best_of_stories(np.arange(len(self.map.to)))
            where: dict[str, tuple[int, int]] = {}
            for story, (cost, outcome) in best.items():
                for mark in found.stories[story]:
                    if mark not in where or (cost, outcome) < where[mark]:
                        where[mark] = (cost, outcome)
            self._first = {mark: outcome for mark, (_, outcome) in where.items()}
        return self._first

    def best_of_stories(self, among: Whole) -> dict[int, tuple[int, int]]:
        """Return for each story in `among` (outcomes) the cheapest outcome with it: what the way through it costs, and which."""
        found = self.map
        costs = self.through(among)
        order = np.lexsort((among, costs, found.story[among]))
        stories, at = np.unique(found.story[among][order], return_index=True)
        return {
            int(story): (int(costs[order[n]]), int(among[order[n]]))
            for story, n in zip(stories, at, strict=True) if costs[order[n]] < _FAR
        }

    def through(self, among: Whole) -> NDArray[np.int64]:
        """Return what the cheapest way through each outcome in `among` costs."""
        actions = self.action_of[among]
        before = self.cost[self.situation_of[actions]]
        costs: NDArray[np.int64] = np.where(before == _FAR, _FAR, before + np.where(self.decides[actions], _DECISION, 0) + 1)
        return costs

    def to_outcome(self, outcome: int) -> Way:
        """Return the shortest way that ends with this outcome."""
        action = int(self.action_of[outcome])
        situation = int(self.situation_of[action])
        return (*self.to_situation(situation), Taken(situation, action, outcome))

    def to_situation(self, situation: int) -> Way:
        """Return the shortest way to a situation."""
        taken: list[Taken] = []
        while (outcome := int(self._by[situation])) >= 0:
            action = int(self.action_of[outcome])
            situation = int(self.situation_of[action])
            taken.append(Taken(situation, action, outcome))
        return tuple(reversed(taken))

    def to_mark(self, mark: str) -> Way | None:
        """Return the shortest way on which something happens, None if it is nowhere in the map."""
        outcome = self.first.get(mark)
        return None if outcome is None else self.to_outcome(outcome)


# ---------------------------------------------------------------- a way, told


def decisions(found: Map, way: Way) -> int:
    """Return how many decisions a way takes."""
    return sum(found.deed(taken.action).kind not in ("begin", "wait") for taken in way)


def happened(found: Map, way: Way) -> tuple[str, ...]:
    """Return the marks of all that happens on a way, in order."""
    return tuple(mark for taken in way for mark in found.stories[int(found.story[taken.outcome])])


def gains(found: Map, way: Way) -> tuple[int, ...]:
    """Return what a way adds to each total, in thousandths, and last the price of the harm on it."""
    sums = np.zeros(found.gains.shape[1], dtype=np.int64)
    for taken in way:
        sums += found.gains[int(found.gain[taken.outcome])]
    return tuple(int(amount) for amount in sums)


def steps(found: Map, way: Way) -> list[dict[str, Any]]:
    """Return a way as the steps of a plan: what is done, `at` so many seconds, and how the draws go, by node and visit."""
    luck: dict[str, list[str]] = defaultdict(list)
    done: list[dict[str, Any]] = []
    for taken in way:
        deed = found.deed(taken.action)
        story = found.stories[int(found.story[taken.outcome])]
        for mark in story:
            if mark.startswith("draw:"):
                node, _, branch = mark.removeprefix("draw:").rpartition("=")
                luck[node].append(branch)
        at = int(found.at[taken.situation]) + int(found.think[taken.action])
        if deed.item.startswith((RIG, DOWN)):
            built = parts_of(deed.item)
            done.append({"at": at, **(
                {"take_down": deed.item.removeprefix(DOWN)} if built is None
                else {"build": [f"{part}*{n}" if n > 1 else part for part, n in built.items()], "goal": goal_of(deed.item)}
            )})
        elif deed.kind in ("choice", "evidence"):
            begun = "choice:" if deed.kind == "choice" else "look:"
            node = next(mark.removeprefix(begun) for mark in story if mark.startswith(begun) and mark.endswith(f"/{deed.item}"))
            done.append({"at": at, "choose" if deed.kind == "choice" else "look": node})
        elif deed.kind == "answer":
            how, _, note = deed.how.partition("+")
            done.append({"at": at, how: deed.item, **({"note": True} if note else {})})
    last = way[-1] if way else None
    if last is not None and found.deed(last.action).kind in ("begin", "wait"):
        to = int(found.to[last.outcome])
        done.append({"run": True} if found.final[to] >= 0 else {"at": int(found.at[to])})
    first = {"variant": found.variant} if found.variant else {}
    if luck:
        first["luck"] = dict(luck)  # type: ignore[assignment]
    return [first, *done] if first else done
