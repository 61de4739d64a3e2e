"""What falls due, and in which order: time moves to each due moment in turn, never past it."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from sim.domain.situation import Phase, Situation
from sim.domain.units import Seconds
from sim.engine.program import Program

Kind = Literal["mark", "inject", "consequence", "work", "opening", "demand", "deadline", "horizon"]

_RANK: dict[Kind, int] = {
    # on a tie, news comes before the lapse: a player may not lose to a message they never saw
    "mark": 0, "inject": 1, "consequence": 2, "work": 3, "opening": 4, "demand": 5, "deadline": 6, "horizon": 7,
}


class Due(NamedTuple):
    """One thing that falls due. Sorts by time, then by kind, then by the author's order."""

    at: Seconds
    rank: int
    order: int
    kind: Kind
    what: str


def next_due(program: Program, situation: Situation) -> Due | None:
    """Return what falls due next, or None if the run is not running. Asked again of one situation, it is remembered."""
    if situation.phase is not Phase.RUNNING:
        return None
    if program.due is None or program.due[0] is not situation:
        program.due = (situation, Due._make(min(_all_due(program, situation))))
    return program.due[1]


def all_due(program: Program, situation: Situation) -> Iterator[Due]:
    """Yield everything that will fall due, in no order: of timed injects and named times only the next."""
    return map(Due._make, _all_due(program, situation))


def _all_due(program: Program, s: Situation) -> list[tuple[Seconds, int, int, Kind, str]]:
    found: list[tuple[Seconds, int, int, Kind, str]] = [(s.horizon, _RANK["horizon"], 0, "horizon", "")]
    mark = program.next_mark(s.at)
    if mark is not None:
        found.append((mark, _RANK["mark"], 0, "mark", ""))
    timed = program.next_timed(s)
    if timed is not None:
        at, order, inject = timed
        found.append((at, _RANK["inject"], order, "inject", inject.id))
    for name, at in s.coming.items():
        found.append((at, _RANK["inject"], program.inject_order[name], "inject", name))
    for consequence, at in s.consequences.items():
        found.append((at, _RANK["consequence"], program.consequence_order[consequence], "consequence", consequence))
    for who, work in s.works.items():
        found.append((work.until, _RANK["work"], program.people_order[who], "work", who))
    for open_ in s.demands:
        if not open_.answering:
            found.append((open_.due, _RANK["demand"], program.inject_order[open_.inject], "demand", open_.inject))
    for thread, standing in s.threads.items():
        if not standing.open:
            found.append((standing.opens, _RANK["opening"], program.thread_order[thread], "opening", thread))
        elif standing.due is not None:
            found.append((standing.due, _RANK["deadline"], program.thread_order[thread], "deadline", thread))
    return found
