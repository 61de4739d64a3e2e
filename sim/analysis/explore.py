"""Every reachable situation of a scenario, as a map: all that stand at one place are taken through a step at once.

Places are looked into earliest first. What arrives at a place waits until its turn comes; then those that were not there before
are given their numbers, and each thing that can be done there is done by all of them.
"""
from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.analysis.cells import Batch, Cells
from sim.analysis.liveness import Liveness
from sim.analysis.map import Does, Map, Think
from sim.analysis.moves import command_of, outcomes
from sim.analysis.numbering import Edges
from sim.analysis.spots import Spot, Spots
from sim.analysis.tracing import Node, Tracer
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import Seconds

BUDGET = 1_500_000
"""Situations a full scenario may have."""

_OFTEN = 200
"""Places between two reports of progress."""


class Progress(NamedTuple):
    """How far exploring is: situations found, places still to be looked into, scenario time reached."""

    found: int
    left: int
    at: Seconds


def explore(
    scenario: Scenario, *, variant: str = "", horizon: Seconds | None = None, think: Think = "once", most: int = BUDGET,
    start: Situation | None = None, told: Callable[[Progress], bool] | None = None,
) -> Map:
    """Return the map of a scenario, or of all that can follow from `start`.

    If that has more than about `most` situations, the map is `narrow`: each slot has its share of them, and in those beyond it
    nobody decides anything, time runs until the next slot. What such a map promises can be had, so its best is at most too low
    and its worst at most too high. If `told`, which now and then hears how far things are, answers False, or there are four
    times as many as asked for, the rest is left open, and what was found is all there is in the map.
    """
    return _Explorer(scenario, variant, horizon, think).explore(start, most, told)


class _Explorer:
    def __init__(self, scenario: Scenario, variant: str, horizon: Seconds | None, think: Think) -> None:
        self.scenario, self.variant, self.horizon, self.think = scenario, variant, horizon, think
        self.cells = Cells(scenario)
        self.spots = Spots(scenario, self.cells, Liveness(scenario), think)
        self.edges = Edges(scenario, self.cells)
        self.turns: list[tuple[Seconds, int, Spot]] = []
        self._turn = 0

    def explore(self, start: Situation | None, most: int, told: Callable[[Progress], bool] | None) -> Map:
        self._begin(start if start is not None else Situation())
        slots = sorted({stage.opens for stage in self.scenario.stages.values() if stage.opens is not None})
        going, done, full = True, 0, 0
        while self.turns:
            at, _, spot = heapq.heappop(self.turns)
            spot.waiting = False
            new = self.edges.settle(spot)
            done += 1
            if going and told is not None and not done % _OFTEN:
                going = told(Progress(self.edges.count, len(self.turns), at))
            if new is None or spot.over:
                continue
            going = going and self.edges.count <= 4 * most
            share = most * (bisect_right(slots, at) + 1) // (len(slots) + 1)
            if not going:
                self.edges.whole = False
            elif (self.edges.count <= share and full <= share // 4) or self.edges.count <= most // 8:
                self._expand(spot, new)
                full += len(new.which)
            else:
                self._expand(spot, new, only_wait=True)
                self.edges.narrow.append(new.which)
        return self.edges.map(self.spots, self.variant, self.horizon, self.think)

    def _begin(self, start: Situation) -> None:
        spot, rows = self.spots.of(start)
        if start.phase is not Phase.BRIEFING:
            self.edges.first(spot, rows)
            self._await(spot)
            return
        self.edges.first(spot, rows)
        new = self.edges.settle(spot)
        assert new is not None
        does = Does("begin", item=self.variant, how="" if self.horizon is None else str(self.horizon))
        for chance, after, events in outcomes(self.scenario, start, command_of(does, Seconds(0))):
            to, rows = self.spots.of(after, events)
            self.edges.outcome(to, rows, new.which, does, chance, events)
            self._await(to)

    def _await(self, spot: Spot) -> None:
        if not spot.waiting:
            spot.waiting = True
            self._turn += 1
            heapq.heappush(self.turns, (spot.at, self._turn, spot))

    def _expand(self, spot: Spot, new: Batch, only_wait: bool = False) -> None:
        base = spot.base  # a step that comes back here may add columns meanwhile
        for number, (does, seconds, root) in enumerate(self.spots.commands(spot)):
            if only_wait and does.kind != "wait":
                continue
            command = command_of(does, Seconds(spot.at + seconds))
            deed = self.edges.deed(does)
            left: list[tuple[Node, Batch]] = [(root, new.copy())]
            while left:
                node, batch = left.pop()
                while True:
                    if not node.built:
                        tracer = Tracer(self.spots.program, spot.place, base, node, batch, left)
                        node, batch = tracer.take(command)
                        node.leaf = self.spots.leaf(spot, tracer, self.edges)
                    else:
                        for work in node.works:
                            work(batch)
                    if node.leaf is not None:
                        break
                    if node.ask is not None:
                        answers = np.asarray(node.ask(batch), dtype=bool)
                        answer = bool(answers.all())
                        if answers.ndim and not answer and answers.any():
                            left.append((node.child(0), batch.take(~answers)))
                            batch, answer = batch.take(answers), True
                        node = node.child(int(answer))
                    else:
                        first, *others = [n for n, _ in node.draws]
                        left += [(node.child(other), batch.copy()) for other in others]
                        node = node.child(first)
                if node.leaf.to is not None:
                    self.edges.deliver(node.leaf, batch, number, deed, seconds)
                    self._await(node.leaf.to)
