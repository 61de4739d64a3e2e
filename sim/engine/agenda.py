"""What falls due, and in which order: time moves to each due moment in turn, never past it."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sim.domain.situation import Phase, Situation
from sim.domain.units import Seconds
from sim.engine.program import Program

Kind = Literal["mark", "inject", "consequence", "work", "opening", "demand", "deadline", "horizon"]

_RANK: dict[Kind, int] = {
    # on a tie, news comes before the lapse: a player may not lose to a message they never saw
    "mark": 0, "inject": 1, "consequence": 2, "work": 3, "opening": 4, "demand": 5, "deadline": 6, "horizon": 7,
}


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """One thing that falls due. Sorts by time, then by kind, then by the author's order."""

    at: Seconds
    rank: int
    order: int
    kind: Kind
    what: str


def next_due(program: Program, situation: Situation) -> Due | None:
    """Return what falls due next, or None if the run is not running."""
    if situation.phase is not Phase.RUNNING:
        return None
    return min(all_due(program, situation))


def all_due(program: Program, s: Situation) -> Iterator[Due]:
    """Yield everything that will fall due, in no order: of timed injects and named times only the next."""
    def due(at: Seconds, kind: Kind, what: str, order: int = 0) -> Due:
        return Due(at, _RANK[kind], order, kind, what)

    yield due(s.horizon, "horizon", "")
    mark = program.next_mark(s.at)
    if mark is not None:
        yield due(mark, "mark", "")
    timed = program.next_timed(s)
    if timed is not None:
        at, order, inject = timed
        yield due(at, "inject", inject.id, order)
    for name, at in s.coming.items():
        yield due(at, "inject", name, program.inject_order[name])
    for consequence, at in s.consequences.items():
        yield due(at, "consequence", consequence, program.consequence_order[consequence])
    for who, work in s.works.items():
        yield due(work.until, "work", who, program.people_order[who])
    for open_ in s.demands:
        if not open_.answering:
            yield due(open_.due, "demand", open_.inject, program.inject_order[open_.inject])
    for thread, standing in s.threads.items():
        if not standing.open:
            yield due(standing.opens, "opening", thread, program.thread_order[thread])
        elif standing.due is not None:
            yield due(standing.due, "deadline", thread, program.thread_order[thread])
