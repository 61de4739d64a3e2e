"""What random play is worth where a map is not whole: played through the engine, from seeds that are always the same."""
from __future__ import annotations

import math
from typing import NamedTuple

from sim.analysis.values.roam import roam
from sim.domain import events as e
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.engine.telling import tell

PLAYS = 200


class Mean(NamedTuple):
    """A mean, in the unit of the scenario's value, and half the width of its interval of 95 in 100 (1.96 standard errors)."""

    value: float
    give: float
    plays: int


def random_play(scenario: Scenario, *, variant: str = "", plays: int = PLAYS) -> Mean:
    """Return what deciding at once and evenly comes to, over plays with the seeds from 0 on: common to every edit of a file."""
    values = []
    for seed in range(plays):
        happened: list[e.Event] = []
        now = Situation()
        for moment in roam(scenario, seed, variant=variant, decides=True):
            happened += moment.events
            now = moment.situation
        values.append(float(tell(scenario, now, happened).value))
    mean = sum(values) / plays
    spread = sum((value - mean) ** 2 for value in values) / max(1, plays - 1)
    return Mean(mean, 1.96 * math.sqrt(spread / plays), plays)
