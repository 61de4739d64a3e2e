"""Callers one by one: what a group does by drawing every arrival, every patience and every talk. Knows nothing of the solver."""
from __future__ import annotations

import heapq
import random
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from statistics import mean, stdev

BATCHES = 20
STUDENT = 2.861
"""Of 19 degrees of freedom, two-sided: 99 in 100 lie within."""


@dataclass(frozen=True)
class Office:
    """A group in an author's units, an hour and seconds; None: nobody passes on, a handler a line, nobody gives up."""

    offered: float
    lines: int
    handling: float
    hands: int | None = None
    handover: float = 0
    handlers: int | None = None
    patience: float | None = None


@dataclass(frozen=True)
class Seen:
    """A figure with the half-width of its 99 % interval, from batch means."""

    middle: float
    around: float

    def __contains__(self, figure: float) -> bool:
        return abs(figure - self.middle) <= self.around


@dataclass
class _Group:
    office: Office
    taken: int = 0
    passing: int = 0
    talking: int = 0
    at_desk: deque[int] = field(default_factory=deque)
    on_hold: deque[int] = field(default_factory=deque)


def watched(offices: list[Office], callers: int, seed: int) -> dict[str, list[Seen]]:
    """Return, group by group, what is served, turned away and given up an hour, and how many lines are taken on average.

    All arrivals come to the first; who finds a group full tries the next. The first of 21 batches is left out.
    """
    dice, order = random.Random(seed), count()
    groups = [_Group(office) for office in offices]
    rate = offices[0].offered / 3600
    batch = callers / rate / (BATCHES + 1)
    agenda: list[tuple[float, int, str, int, int]] = [(dice.expovariate(rate), next(order), "call", 0, 0)]
    agenda += [(batch * (n + 1), next(order), "tick", 0, 0) for n in range(BATCHES + 1)]
    heapq.heapify(agenda)
    names = ("served", "blocked", "left", "busy")
    sums = {name: [0.0] * len(groups) for name in names}
    kept: dict[str, list[list[float]]] = {name: [[] for _ in groups] for name in names}
    last, ticks = 0.0, 0

    def soon(at: float, average: float, what: str, n: int, who: int = 0) -> None:
        heapq.heappush(agenda, (at + (dice.expovariate(1 / average) if average else 0.0), next(order), what, n, who))

    def talk(at: float, n: int) -> None:
        """Somebody has been passed on; without a handler who is free they wait, as patient as before."""
        group = groups[n]
        if group.talking < (group.office.lines if group.office.handlers is None else group.office.handlers):
            group.talking += 1
            soon(at, group.office.handling, "done", n)
        else:
            wait(at, n, group.on_hold)

    def wait(at: float, n: int, queue: deque[int]) -> None:
        queue.append(who := next(order))  # a name for each time somebody waits: they are patient anew
        patience = groups[n].office.patience
        if patience is not None:
            soon(at, patience, "tired", n, who)

    def arrive(at: float, n: int) -> None:
        group = groups[n]
        if group.taken == group.office.lines:
            sums["blocked"][n] += 1
            if n + 1 < len(groups):
                arrive(at, n + 1)
            return
        group.taken += 1
        if group.office.hands is None:
            talk(at, n)
        elif group.passing < group.office.hands:
            group.passing += 1
            soon(at, group.office.handover, "passed", n)
        else:
            wait(at, n, group.at_desk)

    while ticks <= BATCHES:
        at, _, what, n, who = heapq.heappop(agenda)
        for k, group in enumerate(groups):
            sums["busy"][k] += group.taken * (at - last)
        last, group = at, groups[n]
        match what:
            case "call":
                soon(at, 1 / rate, "call", 0)
                arrive(at, 0)
            case "tired":
                for queue in (group.at_desk, group.on_hold):
                    if who in queue:
                        queue.remove(who)
                        group.taken -= 1
                        sums["left"][n] += 1
            case "passed":
                group.passing -= 1
                if group.at_desk:
                    group.passing += 1
                    group.at_desk.popleft()
                    soon(at, group.office.handover, "passed", n)
                talk(at, n)
            case "done":
                group.talking -= 1
                group.taken -= 1
                sums["served"][n] += 1
                if group.on_hold:
                    group.on_hold.popleft()
                    talk(at, n)
            case "tick":
                ticks += 1
                for name in names:
                    for k in range(len(groups)):
                        if ticks > 1:
                            kept[name][k].append(sums[name][k] / batch * (1 if name == "busy" else 3600))
                        sums[name][k] = 0.0
    return {
        name: [Seen(mean(batches), STUDENT * stdev(batches) / BATCHES**0.5) for batches in kept[name]] for name in names
    }
