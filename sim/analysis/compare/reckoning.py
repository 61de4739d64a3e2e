"""What a scenario comes to, in a few figures that can be compared: its values, its size, how it stands with its endings."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.analysis.checks.endings import Standing, endings
from sim.analysis.checks.witness import Ways
from sim.analysis.maps.map import Map
from sim.analysis.values.solve import solve


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """Values of best, random and worst play in the scenario's unit; if not `whole`, of what was explored.

    `endings`: whether there is a way to each, none by proof, or none was found; in the author's order.
    """

    best: float
    random: float
    worst: float
    situations: int
    whole: bool
    endings: Mapping[str, Standing]


def reckoned(found: Map) -> Reckoning:
    """Return the figures of a map's scenario."""
    solved = solve(found)
    return Reckoning(
        best=float(solved.best[0]), random=float(solved.random[0]), worst=float(solved.worst[0]), situations=found.situations,
        whole=found.whole, endings={one.ending: one.standing for one in endings(Ways(found))},
    )
