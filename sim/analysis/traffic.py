"""What a picture of a scenario is coloured by: how many pass, when everything is chosen evenly; what a decision is worth."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from sim.analysis.coverage import Play, exercised
from sim.analysis.graph import Heat
from sim.analysis.map import Map, Real
from sim.analysis.roam import roam
from sim.analysis.sweep import MOST_ROUNDS, SETTLED, Second, chances, evenly, seconds

AT_ONCE = 8
"""Marks whose chances are worked out together."""

PLAYS = 400
"""Plays at random that traffic is estimated from where the map is not whole: right within 5 points, 19 times in 20."""


def traffic(found: Map, marks: Iterable[str]) -> Heat:
    """Return how likely each mark is to be met by a trainee who chooses evenly among what can be decided at once."""
    asked = list(marks)
    if found.whole:
        shares = passing(found, asked)
        says = "Heat is traffic: the share of trainees who come by, if all choose evenly among what can be decided at once."
    else:
        shares = met(found, asked)
        says = (f"Heat is traffic, estimated from {PLAYS} plays that choose evenly among what can be decided at once: "
                f"the scenario has more situations than the {found.situations:,} that were explored.")
    return Heat(level=shares, text={mark: percent(share) for mark, share in shares.items()}, says=says)


def percent(share: float) -> str:
    """Return a share in words: never 0 % of what happens, never 100 % of what may not."""
    if 0 < share < 0.005:
        return "< 1 %"
    if 0.995 <= share < 1 - 1e-9:
        return "> 99 %"
    return f"{share:.0%}".replace("%", " %")


def passing(found: Map, marks: list[str]) -> dict[str, float]:
    """Return the exact chance, but for rounding, that each mark is told at least once, by backward induction."""
    weight = chances(found) * np.repeat(evenly(found), np.diff(found.falls))
    shares: dict[str, float] = {}
    for n in range(0, len(marks), AT_ONCE):
        some = marks[n:n + AT_ONCE]
        told = np.array([[mark in story for mark in some] for story in found.stories], dtype=bool).reshape(-1, len(some))
        ahead = np.zeros((found.situations, len(some)))
        for second in seconds(found, last_first=True):
            _look_ahead(found, second, weight, told, ahead)
        shares |= dict(zip(some, ahead[0].tolist(), strict=True))
    return shares


def _look_ahead(found: Map, second: Second, weight: Real, told: np.ndarray, ahead: Real) -> None:
    outcomes = second.outcomes
    here, to, part = told[found.story[outcomes]], found.to[outcomes], weight[outcomes, None]
    starts = second.falls[second.acts]
    for _ in range(MOST_ROUNDS if second.again else 1):
        now = np.add.reduceat(part * np.where(here, 1.0, ahead[to]), starts, axis=0)
        moved = float(np.abs(now - ahead[second.who]).max(initial=0.0))
        ahead[second.who] = now
        if moved < SETTLED:
            return


def met(found: Map, marks: list[str]) -> dict[str, float]:
    """Return the share of plays at random through the engine that meet each mark."""
    counted = Counter[str]()
    for seed in range(PLAYS):
        moments = tuple(m.events for m in roam(found.scenario, seed, variant=found.variant, decides=True))
        counted.update(exercised(found.scenario, Play("", moments))[0])
    return {mark: counted[mark] / PLAYS for mark in marks}
