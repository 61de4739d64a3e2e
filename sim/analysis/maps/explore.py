"""Every reachable situation of a scenario, as a map: all that stand at one place are taken through a step at once.

Places are looked into earliest first. What arrives at a place waits until its turn comes; then those that were not there before
are given their numbers, and each thing that can be done there is done by all of them.
"""
from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

import numpy as np

from sim.analysis.maps.batches import Batch
from sim.analysis.maps.benched import Benched
from sim.analysis.maps.laying import laid_out
from sim.analysis.maps.map import Does, Map, Think
from sim.analysis.maps.moves import command_of, outcomes
from sim.analysis.maps.numbering import Edges, Stand
from sim.analysis.maps.spots import Leaf, Spot, Spots
from sim.analysis.maps.tracing import Base, Node, Tracer
from sim.domain.commands import Command
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import Seconds, on_bench

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
    start: Situation | None = None, told: Callable[[Progress], bool] | None = None, beyond: Literal["narrow", "open"] = "narrow",
) -> Map:
    """Return the map of a scenario, or of all that can follow from `start`.

    If that has more than `most` situations, the map is not whole. Beyond them it is left `open`: what was found is all there is
    in it. Or it is made `narrow`: explored anew, each slot has its share of situations in which everything is looked into, and
    in the others nobody decides anything, time runs until the next slot. What a narrow map promises can be had, so its best is
    at most too low and its worst at most too high; it may have four times as many situations as asked for. `told` now and then
    hears how far things are; if it answers False, exploring ends and the rest is left open.
    """
    spots = _spots_of(scenario, think)
    found = _Explorer(spots, variant, horizon).explore(start, most, told, shared=False)
    if not found.whole and found.situations > most and beyond == "narrow":
        found = _Explorer(spots, variant, horizon).explore(start, most, told, shared=True)
    if len(spots) > _MOST_KEPT:
        _SPOTS.clear()
    return found


_SPOTS: dict[tuple[int, Think], Spots] = {}
"""The places of the scenario last explored, by its identity: exploring it from elsewhere finds its steps traced."""

_MOST_KEPT = 20_000


def _spots_of(scenario: Scenario, think: Think) -> Spots:
    spots = _SPOTS.get((id(scenario), think))
    if spots is None:
        _SPOTS.clear()
        spots = _SPOTS[id(scenario), think] = Spots(scenario, think)
    return spots


class _Explorer:
    def __init__(self, spots: Spots, variant: str, horizon: Seconds | None) -> None:
        self.spots, self.scenario, self.variant, self.horizon = spots, spots.scenario, variant, horizon
        self.edges = Edges(spots)
        self.turns: list[tuple[Seconds, int, Stand]] = []
        self._turn = 0

    def explore(
        self, start: Situation | None, most: int, told: Callable[[Progress], bool] | None, shared: bool,
    ) -> Map:
        """Explore whole, or until there are more than `most`; or, `shared` among the slots, to the end."""
        self._begin(start if start is not None else Situation())
        slots = sorted({stage.opens for stage in self.scenario.stages.values() if stage.opens is not None})
        going, done, full = True, 0, 0
        while self.turns:
            at, _, stand = heapq.heappop(self.turns)
            new = self.edges.settle(stand)
            done += 1
            if going and told is not None and not done % _OFTEN:
                going = told(Progress(self.edges.count, len(self.turns), at))
            if new is None or stand.spot.over:
                continue
            count = self.edges.count
            going = going and count <= (4 * most if shared else most)
            share = most * (bisect_right(slots, at) + 1) // (len(slots) + 1)
            if not going:
                self.edges.whole = False
            elif not shared or (count <= share and full <= share // 4) or count <= most // 8:
                self._expand(stand, new)
                full += len(new.which)
            else:
                self._expand(stand, new, only_wait=True)
                self.edges.narrow.append(new.which)
        return laid_out(self.edges, self.variant, self.horizon)

    def _begin(self, start: Situation) -> None:
        stand = self.edges.first(start)
        if start.phase is not Phase.BRIEFING:
            self._await(stand)
            return
        new = self.edges.settle(stand)
        assert new is not None
        does = Does("begin", item=self.variant, how="" if self.horizon is None else str(self.horizon))
        for chance, after, events in outcomes(self.scenario, start, command_of(does, Seconds(0))):
            self._await(self.edges.outcome(after, new.which, does, chance, events))

    def _await(self, stand: Stand) -> None:
        if not stand.waiting:
            stand.waiting = True
            self._turn += 1
            heapq.heappush(self.turns, (stand.spot.at, self._turn, stand))

    def _expand(self, stand: Stand, new: Batch, only_wait: bool = False) -> None:
        spot = stand.spot
        base = spot.base  # a step that comes back here may add columns meanwhile
        benched = Benched(self.spots.program, spot.place, base, new)
        for number, (does, seconds, root) in enumerate(self.spots.commands(spot)):
            if only_wait and does.kind != "wait":
                continue
            if does.kind == "choice" and on_bench(does.item) and not benched.may(does.item):
                continue
            command = command_of(does, Seconds(spot.at + seconds))
            deed = self.edges.deed(does)
            for leaf, batch in self._ends(spot, base, root, new.copy(), command):
                self._await(self.edges.deliver(leaf, batch, number, deed, seconds, stand.slot))

    def _ends(self, spot: Spot, base: Base, root: Node, batch: Batch, command: Command) -> Iterator[tuple[Leaf, Batch]]:
        """Take a batch through a step; yield each way it ends with those of the batch that end so."""
        left: list[tuple[Node, Batch]] = [(root, batch)]
        while left:
            node, batch = left.pop()
            while node.leaf is None:
                if not node.built:
                    tracer = Tracer(self.spots.program, spot.place, base, node, batch, left)
                    node, batch = tracer.take(command)
                    node.leaf = self.spots.leaf(tracer)
                    break
                for work in node.works:
                    work(batch)
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
            else:
                for work in node.works:
                    work(batch)
            if node.leaf.to is not None:
                yield node.leaf, batch
