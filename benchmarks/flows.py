"""What it costs to work out what a flow serves, against as many bare multiplications and additions as it takes."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.figure import Figure, median, ratio, rounds
from sim.engine.queues import MOST_HANDED, MOST_LINES, Group, Load, carry, loads

CALLS = 100_000


def desk(lines: int) -> Group:
    """Return a front desk: one person carries every handset, twenty people talk, callers wait 90 seconds on average."""
    return Group(lines=lines, handling=360_000, hands=1, handover=45_000, handlers=20, patience=90_000)


def alone(lines: int) -> Group:
    return desk(lines)._replace(hands=-1, handover=-1)


def measure(quick: bool = False) -> list[Figure]:
    """Return the cost of a front desk, of the largest groups there can be, and of a figure that is known already."""
    things = {
        "bare": lambda: _bare(12), "desk": lambda: _fresh(desk(12)), "largest desk": lambda: _fresh(desk(MOST_HANDED)),
        "later desk": lambda: _fresh(alone(3), desk(12)), "largest": lambda: _fresh(alone(MOST_LINES)),
        "known": lambda: _known(desk(12)),
    }
    taken = rounds(5 if quick else 40, things)
    how = "against bare multiplications and additions of floats in a loop, as many as its levels' sizes cubed; median of rounds"
    return [
        Figure(what="a front desk of 12 lines", value=ratio(taken, "desk", "bare"), unit="×", most=12, how=how),
        Figure(what="the same after three telephones", value=ratio(taken, "later desk", "bare"), unit="×", most=60,
               how="as above; its callers come in bunches, so it has twice as many phases"),
        Figure(what=f"a front desk of {MOST_HANDED} lines", value=ratio(taken, "largest desk", "desk"), unit="×", most=16,
               how="against one of 12: it grows with the fourth power at most"),
        Figure(what=f"{MOST_LINES} lines without hands", value=ratio(taken, "largest", "desk"), unit="×", most=5, how="as above"),
        Figure(
            what="a front desk that is known already", value=ratio(taken, "known", "desk"), unit="×", most=0.02, how="as above",
        ),
        Figure(what="a front desk of 12 lines", value=median(taken, "desk") * 1000, unit="ms", how="processor time"),
    ]


def _timed(what: Callable[[], object], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        what()
    return (time.process_time() - began) / times


def _fresh(*groups: Group) -> float:
    """Return the seconds it takes to work out what nobody has asked yet."""

    def work() -> tuple[Load, ...]:
        carry.cache_clear()
        return loads(CALLS, groups)

    return _timed(work, 5)


def _known(group: Group) -> float:
    loads(CALLS, [group])
    return _timed(lambda: loads(CALLS, [group]), 2_000)


def _bare(lines: int) -> float:
    numbers = [1.0 + n for n in range(sum(size**3 for size in range(1, lines + 2)))]

    def work() -> float:
        total = 0.0
        for number in numbers:
            total = total * 0.5 + number
        return total

    return _timed(work, 20)
