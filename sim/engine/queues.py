"""How much a group carries: arrivals by chance, so many lines, handlers, and callers who give up. In steady state.

**Without hands** a group is Erlang A with finite lines, M/M/s/K + M (Palm 1957; Mandelbaum and Zeltyn 2007): with L arrivals an
hour, m served an hour by one handler and t of those who wait giving up an hour, n of K lines are taken with a chance of

    p(n) = p(n - 1) · L / (min(n, s)·m + max(0, n - s)·t),    p(0) + … + p(K) = 1

and m·Σ min(n, s)·p(n) are served. Where every line has a handler it is Erlang B (Erlang 1917): p(K) are turned away. With lines
without end and nobody who gives up it is Erlang C.

**With hands** somebody passes each caller on first, and the line is taken throughout. Callers at the desk and callers talking are
a chain in two dimensions: a finite birth-and-death process whose rates hang on its level, the talkers, and on a phase, the desk
(Gaver, Jacobs and Latouche 1984). Whoever is passed on while every handler talks waits for one, as patient as before.

**A later group** is rung only while all before it are full, so its callers come in bunches: an interrupted Poisson process
(Kuczura 1973), on for as long as the first groups stay full on average, off for as long as they do not. That is one more phase.

All three are levels with phases: talkers and the desk, or lines taken and nothing else; `levels` solves them.

Worked out with `+ * /` only, in a fixed order, and rounded to thousandths: every machine agrees. Numbers come in as thousandths,
too. Durations are at least one thousandth of a second.
"""
from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import floor
from typing import Any, NamedTuple

from sim.engine.levels import spent

MOST_LINES = 200
MOST_HANDED = 24
"""Lines of a group in which somebody passes callers on: what it takes to solve one grows with their fourth power."""
MOST_OFFERED = 1_000_000
MOST_SECONDS = 1_000_000

_HOUR = 3_600_000
"""Thousandths of a second in an hour."""


class Group(NamedTuple):
    """The numbers of a group. Durations are in thousandths of a second; -1 stands for hands, handlers and patience not given."""

    lines: int
    handling: int
    hands: int
    handover: int
    handlers: int
    patience: int


class Stream(NamedTuple):
    """What comes to a group: `offered` thousandths an hour on average, `rate` an hour while it is on.

    It goes off `stops` times an hour of being on, and on `starts` times an hour of being off; a first group's never does.
    """

    offered: int
    rate: float
    stops: float = 0.0
    starts: float = 0.0


class Load(NamedTuple):
    """What a group does, in thousandths: served, turned away and given up an hour; taken, talking and waiting on average."""

    offered: int
    served: int = 0
    blocked: int = 0
    left: int = 0
    busy: int = 0
    talking: int = 0
    waiting: int = 0


def queue(given: Sequence[Any]) -> tuple[int, tuple[Group, ...]]:
    """Return what comes to a flow, in thousandths an hour, and its groups; `given` as `formula.Serving` has it, worked out.

    All is kept within bounds, and a part of a line, a hand or a handler is none.
    """
    groups = []
    for n in range(1, len(given), 6):
        lines, handling, hands, handover, handlers, patience = given[n:n + 6]
        groups.append(Group(
            lines=_whole(lines, MOST_LINES if hands is None else MOST_HANDED), handling=_duration(handling),
            hands=_whole(hands, MOST_LINES), handover=_duration(handover), handlers=_whole(handlers, MOST_LINES),
            patience=_duration(patience),
        ))
    return _thousandths(given[0], MOST_OFFERED), tuple(groups)


def loads(offered: int, groups: Sequence[Group]) -> tuple[Load, ...]:
    """Return what every group of a flow does when `offered` thousandths an hour come; who finds one full tries the next."""
    stream, found = Stream(offered, offered / 1000), []
    for group in groups:
        load, stream = carry(stream, group)
        found.append(load)
    return tuple(found)


def served(given: Sequence[Any]) -> int:
    """Return how many a flow serves an hour, in thousandths."""
    return sum(load.served for load in loads(*queue(given)))


def _whole(number: Any, most: int) -> int:
    return -1 if number is None else max(0, min(most, floor(number)))


def _thousandths(number: Any, most: int) -> int:
    return int(max(0, min(most * 1000, floor(number * 1000))))


def _duration(number: Any) -> int:
    return -1 if number is None else max(1, _thousandths(number, MOST_SECONDS))


@lru_cache(maxsize=20_000)
def carry(stream: Stream, group: Group) -> tuple[Load, Stream]:
    """Return what a group does with what comes to it, and what goes on to the next."""
    offered, lines = stream.offered, group.lines
    if not lines or not offered:
        return Load(offered, blocked=offered), stream
    nobody = group.hands == 0 or group.handlers == 0
    if nobody and group.patience < 0:  # the lines are taken once, and for good
        return Load(offered, blocked=offered, busy=lines * 1000, waiting=lines * 1000), stream
    chain = _Chain(stream, group)
    found = _solved(chain)
    done = min(offered, round(found.talking * chain.talk * 1000))
    blocked = min(offered - done, round(found.full * stream.rate * 1000)) if group.patience > 0 else offered - done
    taken, talking = round(found.busy * 1000), round(found.talking * 1000)
    load = Load(offered, done, blocked, offered - done - blocked, taken, talking, max(0, taken - talking))
    if not found.rest:
        return load, stream._replace(offered=blocked)
    return load, Stream(blocked, stream.rate, found.out / found.full if found.full else 0.0, found.out / found.rest)


class _Chain:
    """The levels of one group: in each its phases, and the rates of a phase's going to another, up, and down.

    A phase is how many are at the desk, and whether callers come: `desk * width`, or one more where the stream is off.
    """

    def __init__(self, stream: Stream, group: Group) -> None:
        self.stream, self.lines = stream, group.lines
        self.width = 2 if stream.starts else 1
        self.handlers = group.lines if group.handlers < 0 else min(group.lines, group.handlers)
        self.hands = group.hands
        self.talk = _HOUR / group.handling
        self.passes = _HOUR / group.handover if group.hands > 0 else 0.0
        self.tires = _HOUR / group.patience if group.patience > 0 else 0.0
        if group.hands == 0:
            self.handlers, self.hands = 0, -1  # nobody is passed on: all who come wait for nothing

    @property
    def top(self) -> int:
        return self.lines

    def desk(self, level: int) -> int:
        """Return how many can be at the desk."""
        return 0 if self.hands < 0 else self.lines - level

    def down(self, level: int) -> float:
        return min(level, self.handlers) * self.talk + max(0, level - self.handlers) * self.tires

    def up(self, level: int) -> list[tuple[float, int]]:
        """Return for each phase the rate of going up, and the phase it is in then."""
        if self.hands < 0:
            on = (self.stream.rate, 0) if level < self.lines else (0.0, 0)
            return [on, (0.0, 0)][:self.width]
        return [
            (min(k, self.hands) * self.passes, max(0, k - 1) * self.width + off)
            for k in range(self.desk(level) + 1) for off in range(self.width)
        ]

    def across(self, level: int) -> list[list[float]]:
        """Return for each phase the rates of going to every other."""
        width, most = self.width, self.desk(level)
        size, rows = (most + 1) * width, []
        for k in range(most + 1):
            for off in range(width):
                row = [0.0] * size
                if k < most and not off:
                    row[(k + 1) * width] = self.stream.rate
                if k > self.hands >= 0:
                    row[(k - 1) * width + off] = (k - self.hands) * self.tires
                if width > 1:
                    row[k * width + 1 - off] = self.stream.starts if off else self.stream.stops
                rows.append(row)
        return rows


class _Found(NamedTuple):
    """Average lines taken and callers talking; how much of the time callers come and find it full, and the rest of it.

    `out` is how often an hour a time in which they do is over.
    """

    busy: float
    talking: float
    full: float
    rest: float
    out: float


def _solved(chain: _Chain) -> _Found:
    busy = talking = full = rest = out = 0.0
    for level, there in enumerate(spent(chain)):
        for phase, share in enumerate(there):
            k, off = divmod(phase, chain.width)
            busy += (level + k) * share
            talking += min(level, chain.handlers) * share
            if level + k == chain.lines and not off:
                full += share
                ends = chain.down(level) + chain.stream.stops
                out += share * (ends + (k - chain.hands) * chain.tires if k > chain.hands >= 0 else ends)
            else:
                rest += share
    return _Found(busy, talking, full, rest, out)
