"""Which decisions matter most: where what can be done is worth the most different things, as a rule."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.drawing.traffic import visited
from sim.analysis.maps.map import Map
from sim.analysis.values.solve import Option, Solved, of_actions, options

LOOKED_AT = 3_000
"""The likeliest situations that are looked at: the rest is met too rarely to matter most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A situation in which there is something to choose. `likely`: how often a guesser comes there, per run.

    `spread`: what the best of `options` is worth more than the worst, if play is best from then on. Options are in order of
    value; letting things lapse is one of them.
    """

    situation: int
    stages: tuple[str, ...]
    at: int
    likely: float
    spread: float
    options: tuple[Option, ...]


def decisions(found: Map, solved: Solved) -> tuple[Decision, ...]:
    """Return a decision for each stage in which there is one, at the likeliest situation, those that matter most first."""
    visits = visited(found)
    deciding = np.array([does.kind not in ("wait", "begin") for does in found.deeds], dtype=bool)[found.does]
    by = np.repeat(np.arange(found.situations), np.diff(found.acts))
    some = np.bincount(by[deciding], minlength=found.situations) > 0
    likeliest = np.argsort(-np.where(some, visits, 0.0), kind="stable")[:LOOKED_AT]
    values = of_actions(found, solved.best, solved)
    known: dict[tuple[str, ...], Decision] = {}
    for number in likeliest.tolist():
        if visits[number] <= 0 or not some[number]:
            break
        situation = found.each[number]
        threads = {found.deed(action).thread for action in found.actions(number)} - {""}
        stages = tuple(sorted({str(situation.threads[thread].stage) for thread in threads if thread in situation.threads}))
        if stages in known:
            continue
        offered = sorted(options(found, solved, number, values), key=lambda one: (-one.value, one.think))
        known[stages] = Decision(
            situation=number, stages=stages, at=int(found.at[number]), likely=float(visits[number]),
            spread=offered[0].value - offered[-1].value, options=tuple(offered),
        )
    return tuple(sorted(known.values(), key=lambda one: (-one.spread, one.at, one.stages)))
