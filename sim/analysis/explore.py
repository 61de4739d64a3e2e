"""Every reachable situation of a scenario, as a map."""
from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.analysis.map import Map, Think
from sim.analysis.plain import explore_plainly
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import Seconds

BUDGET = 1_500_000
"""Situations a full scenario may have."""


class Progress(NamedTuple):
    """How far exploring is: situations found, those of them still to be looked into, scenario time reached."""

    found: int
    left: int
    at: Seconds


def explore(
    scenario: Scenario, *, variant: str = "", horizon: Seconds | None = None, think: Think = "once", most: int = BUDGET,
    start: Situation | None = None, told: Callable[[Progress], bool] | None = None,
) -> Map:
    """Return the map of a scenario, or of all that can follow from `start`.

    It is whole unless there are more than `most` situations, or `told`, which now and then hears how far things are, answers
    False; then the rest is left open, and what was found is all there is in the map.
    """
    return explore_plainly(scenario, variant=variant, horizon=horizon, think=think, most=most, start=start)
