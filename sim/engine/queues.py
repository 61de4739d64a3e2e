"""How much a group carries: arrivals by chance, so many lines, handlers, and callers who give up. Exact, in steady state.

**Without hands** a group is Erlang A with finite lines, M/M/s/K + M (Palm 1957; Mandelbaum and Zeltyn 2007): with L arrivals an
hour, m served an hour by one handler and t of those who wait giving up an hour, n of K lines are taken with a chance of

    p(n) = p(n - 1) · L / (min(n, s)·m + max(0, n - s)·t),    p(0) + … + p(K) = 1

and m·Σ min(n, s)·p(n) are served. Where all lines have a handler it is Erlang B (Erlang 1917): p(K) are turned away.

**With hands** somebody passes each caller on first, and the line is taken throughout: (talkers, callers at the desk) is a chain
in two dimensions. Talkers are its level: they go up or down by one, so it is a finite level-dependent birth-and-death process
(Gaver, Jacobs and Latouche 1984). From the highest level down, `first[m][k][j]` is the chance that, with k at the desk as there
are m talkers, there are j as there are m - 1 for the first time. With U(m) the rates of handing over, d(m) that of the m-th
talker's going, and Q(m) those at the desk,

    (d(m)·I - Q(m) - U(m)·first(m + 1)) · first(m) = d(m)·I

then from the lowest up, p(m + 1) = p(m)·U(m)·first(m + 1) / d(m + 1). What is solved on the way is reduced state by state
(Grassmann, Taksar and Heyman 1985), with nothing subtracted, so that no digit is lost however far apart the rates are.

`+ * /` only, in a fixed order (`sum` adds differently from one Python to the next), and rounded to thousandths: every machine
agrees. Numbers come in as thousandths, too. Durations are at least one thousandth of a second.
"""
from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import floor
from typing import Any, NamedTuple

MOST_LINES = 200
MOST_HANDED = 32
"""Lines of a group in which somebody passes callers on: what it takes to solve one grows with their fourth power."""
MOST_OFFERED = 1_000_000
MOST_SECONDS = 1_000_000

_HOUR = 3_600_000
"""Thousandths of a second in an hour."""
_LARGE = 1e100


class Group(NamedTuple):
    """The numbers of a group. Durations are in thousandths of a second; -1 stands for hands, handlers and patience not given."""

    lines: int
    handling: int
    hands: int
    handover: int
    handlers: int
    patience: int


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
    """Return what every group of a flow does when `offered` thousandths an hour come.

    Who finds a group full tries the next. Such an overflow comes in bunches; it is taken as if it came by chance, which
    makes a later group look somewhat better than it is.
    """
    found = []
    for group in groups:
        found.append(load(offered, group))
        offered = found[-1].blocked
    return tuple(found)


def served(given: Sequence[Any]) -> int:
    """Return how many a flow serves an hour, in thousandths."""
    return sum(one.served for one in loads(*queue(given)))


def _whole(number: Any, most: int) -> int:
    return -1 if number is None else max(0, min(most, floor(number)))


def _thousandths(number: Any, most: int) -> int:
    return int(max(0, min(most * 1000, floor(number * 1000))))


def _duration(number: Any) -> int:
    return -1 if number is None else max(1, _thousandths(number, MOST_SECONDS))


@lru_cache(maxsize=20_000)
def load(offered: int, group: Group) -> Load:
    """Return what a group does when `offered` thousandths an hour come."""
    lines, hands = group.lines, group.hands
    if not lines or not offered:
        return Load(offered, blocked=offered)
    handlers = lines if group.handlers < 0 else min(lines, group.handlers)
    arrive, talk, give_up = offered / 1000, _HOUR / group.handling, _HOUR / group.patience if group.patience > 0 else 0.0
    if not give_up and not (hands and handlers):  # nobody is served, and nobody goes
        return Load(offered, blocked=offered, busy=lines * 1000, waiting=lines * 1000)
    if hands <= 0:
        found = _one_stage(arrive, lines, 0 if hands == 0 else handlers, talk, give_up)
    else:
        found = _two_stages(arrive, lines, hands, _HOUR / group.handover, handlers, talk, give_up)
    carried, full, busy, talking = found
    done = min(offered, round(carried * 1000))
    blocked = min(offered - done, round(full * arrive * 1000))
    taken, speaking = round(busy * 1000), round(talking * 1000)
    return Load(offered, done, blocked, offered - done - blocked, taken, speaking, max(0, taken - speaking))


Found = tuple[float, float, float, float]
"""Served an hour; the chance that all lines are taken; lines taken, and talking, on average."""


def _one_stage(arrive: float, lines: int, handlers: int, talk: float, give_up: float) -> Found:
    weight = total = 1.0
    busy = talking = 0.0
    for n in range(1, lines + 1):
        active = min(n, handlers)
        weight = weight * arrive / (active * talk + (n - active) * give_up)
        total += weight
        busy += n * weight
        talking += active * weight
        if total > _LARGE:
            weight, total, busy, talking = weight / total, 1.0, busy / total, talking / total
    return talk * talking / total, weight / total, busy / total, talking / total


def _two_stages(
    arrive: float, lines: int, hands: int, pass_on: float, handlers: int, talk: float, give_up: float
) -> Found:
    """`hands` pass on `pass_on` an hour each. Who is passed on while all handlers talk waits for one, as patient as before."""
    leave = [0.0] + [min(m, handlers) * talk + max(0, m - handlers) * give_up for m in range(1, lines + 1)]
    move = [min(k, hands) * pass_on for k in range(lines + 1)]
    first: list[list[list[float]]] = [[]] * (lines + 2)
    for m in range(lines, 0, -1):
        first[m] = _passages(_rates(m, arrive, lines, hands, give_up, move, first[m + 1]), leave[m])
    level = _stationary(_rates(0, arrive, lines, hands, give_up, move, first[1]))
    full = level[lines]
    total = busy = talking = 0.0
    for m in range(lines + 1):
        if m:
            level = _onwards(level, move, first[m], leave[m])
            full += level[lines - m]
        for k, weight in enumerate(level):
            total += weight
            busy += (m + k) * weight
            talking += min(m, handlers) * weight
        if total > _LARGE:
            level = [weight / total for weight in level]
            full, busy, talking, total = full / total, busy / total, talking / total, 1.0
    return talk * talking / total, full / total, busy / total, talking / total


def _rates(
    m: int, arrive: float, lines: int, hands: int, give_up: float, move: list[float], above: list[list[float]]
) -> list[list[float]]:
    """Return how often the desk goes from k to j while there are m talkers, leaving out all that happens while there are more."""
    size = lines - m + 1
    found = []
    for k in range(size):
        row = [move[k] * share for share in above[k - 1]] + [0.0] if k else [0.0] * size
        if k + 1 < size:
            row[k + 1] += arrive
        if k > hands:
            row[k - 1] += (k - hands) * give_up
        found.append(row)
    return found


def _added(row: list[float]) -> float:
    total = 0.0
    for number in row:
        total += number
    return total


def _passages(rows: list[list[float]], leave: float) -> list[list[float]]:
    """Return, for each k, the chances of the j at which the level is left, at `leave` an hour from every one.

    States are taken out from the last to the first: what went through one then goes where that would have gone on to. In a row,
    columns of states that are still in are rates to them, those of itself and of states taken out are rates of leaving there.
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
    found: list[list[float]] = []
    for p, row in enumerate(rows):
        went = [0.0] * p + row[p:]
        for rate, there in zip(row, found, strict=False):
            if rate:
                went = [had + rate * more for had, more in zip(went, there, strict=True)]
        found.append([one / sums[p] for one in went])
    return found


def _stationary(rows: list[list[float]]) -> list[float]:
    """Return how much time is spent at each k, in no unit."""
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


def _onwards(level: list[float], move: list[float], first: list[list[float]], leave: float) -> list[float]:
    """Return how much time is spent at each k with one talker more."""
    found = [0.0] * (len(level) - 1)
    for k in range(1, len(level)):
        rate = level[k] * move[k] / leave
        if rate:
            found = [had + rate * more for had, more in zip(found, first[k - 1], strict=True)]
    return found
