"""What a picture of a scenario is coloured by: how many pass, when everything is chosen evenly; what a decision is worth."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare.coverage import Play, exercised
from sim.analysis.drawing.graph import Heat
from sim.analysis.maps.map import Map, Real, Whole
from sim.analysis.values.order import Layer, Order, order_of
from sim.analysis.values.roam import roam
from sim.analysis.values.solve import evenly

SETTLED = 1e-13
"""A chance below which nobody is left."""

AT_ONCE = 8
"""Marks whose chances are worked out together."""

ROUNDS = 10_000
"""So often at most somebody is followed round within a second: there may be no way out."""

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
        return "<\u00a01\u00a0%"
    if 0.995 <= share < 1 - 1e-9:
        return ">\u00a099\u00a0%"
    return f"{share:.0%}".replace("%", "\u00a0%")


def passing(found: Map, marks: list[str]) -> dict[str, float]:
    """Return the exact chance, but for rounding, that each mark is told at least once, by backward induction."""
    order = order_of(found)
    weight = taken(found)[order.outcome][:, None]
    shares: dict[str, float] = {}
    for n in range(0, len(marks), AT_ONCE):
        some = marks[n:n + AT_ONCE]
        told = np.array([[mark in story for mark in some] for story in found.stories], dtype=bool).reshape(-1, len(some))
        here, ahead = told[found.story[order.outcome]], np.zeros((found.situations, len(some)))
        for layer in order.layers:
            ahead[layer.situations] = _ahead(layer, order, weight, here, ahead)
        for layer in order.seconds:
            moved = 1.0
            while moved > SETTLED:
                after = _ahead(layer, order, weight, here, ahead)
                moved = float(np.abs(after - ahead[layer.situations]).max())
                ahead[layer.situations] = after
        shares |= dict(zip(some, ahead[0].tolist(), strict=True))
    return shares


def _ahead(layer: Layer, order: Order, weight: Real, here: NDArray[np.bool_], ahead: Real) -> Real:
    outcomes = layer.outcomes
    falls = weight[outcomes] * np.where(here[outcomes], 1.0, ahead[order.to[outcomes]])
    sums: Real = np.add.reduceat(falls, layer.falls[layer.acts], axis=0)
    return sums


def taken(found: Map) -> Real:
    """Return the chance that each outcome follows on its situation, if everything is chosen evenly."""
    chance = np.array([float(chance) for chance in found.chances])[found.chance]
    weight: Real = chance * np.repeat(evenly(found), np.diff(found.falls))
    return weight


def visited(found: Map) -> Real:
    """Return how often each situation is met in a play that chooses evenly."""
    order = order_of(found)
    weight = taken(found)[order.outcome]
    visits: Real = np.zeros(found.situations)
    by: Whole = np.repeat(np.arange(found.situations), np.diff(found.falls[found.acts]))[order.outcome]
    visits[0] = 1.0
    if order.round is not None:
        some = order.round.outcomes
        new: Real = visits
        stays = np.isin(np.arange(found.situations), order.round.situations)
        for _ in range(ROUNDS):  # what goes round in a second is gone after until next to nobody is left
            if new.max(initial=0.0) <= SETTLED:
                break
            new = np.bincount(order.to[some], new[by[some]] * weight[some], found.situations).astype(np.float64)
            visits = visits + new
            new[~stays] = 0.0
    for layer in reversed(order.layers):
        some = layer.outcomes
        visits = visits + np.bincount(order.to[some], visits[by[some]] * weight[some], found.situations)
    return visits


def met(found: Map, marks: list[str]) -> dict[str, float]:
    """Return the share of plays at random through the engine that meet each mark."""
    counted = Counter[str]()
    for seed in range(PLAYS):
        moments = tuple(m.events for m in roam(found.scenario, seed, variant=found.variant, decides=True))
        counted.update(exercised(found.scenario, Play("", moments))[0])
    return {mark: counted[mark] / PLAYS for mark in marks}
