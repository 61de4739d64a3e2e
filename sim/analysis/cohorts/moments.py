"""Mean and variance of what a persona's runs are worth, exactly, and how much of the variance is luck.

A run is choices and chance in turn. The law of total variance, applied at every turn, splits the variance into two sums that add
up to it: what each draw adds, given what was done (luck), and what each choice adds, given where it was made (choices). So luck
is the part that is left to somebody who has decided, in every situation, what to do there.
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.maps.map import Map, Real
from sim.analysis.values.order import Layer, Order, order_of
from sim.analysis.values.solve import rewards

_ROUNDS = 100_000
_CLOSE = 1e-13


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """`mean` is in units of value; `luck` and `choices` in its square. `strayed`: share (0..1) that came past what was explored.

    Those who strayed came to a situation in which the map lets nobody decide, or ends.
    """

    mean: float
    luck: float
    choices: float
    strayed: float

    @property
    def variance(self) -> float:
        return self.luck + self.choices

    @property
    def lucky(self) -> float:
        """Share of the variance that is luck, 0..1; 0 where nothing varies."""
        return self.luck / self.variance if self.variance > 0 else 0.0


def moments(found: Map, weights: Real, order: Order | None = None) -> Moments:
    """Return the moments of a persona that takes each action (A) with such a chance where it can be taken."""
    order = order_of(found) if order is None else order
    known = np.zeros((4, found.situations))
    over = found.final >= 0
    worths = np.array([float(worth) for worth in found.worths])
    known[0, over] = worths[found.worth[found.final[over]]]
    known[3] = found.narrow | found.open
    gained, chosen = rewards(found)[order.outcome], weights[order.action]
    for layer in order.layers:
        known[:, layer.situations] = _layer(layer, order, known, gained, chosen)
    for layer in order.seconds:
        for _ in range(_ROUNDS):
            after = _layer(layer, order, known, gained, chosen)
            change = np.abs(after - known[:, layer.situations]).max()
            known[:, layer.situations] = after
            if change <= _CLOSE * max(1.0, float(np.abs(after).max())):
                break
    mean, luck, choices, strayed = known[:, 0].tolist()
    return Moments(mean=mean, luck=luck, choices=choices, strayed=strayed)


def _layer(layer: Layer, order: Order, known: Real, gained: Real, chosen: Real) -> Real:
    outcomes = layer.outcomes
    to, chance, weight = order.to[outcomes], order.chance[outcomes], chosen[layer.actions]
    value = gained[outcomes] + known[0, to]
    means = np.add.reduceat(chance * value, layer.falls)
    fallen = np.diff(np.append(layer.falls, len(to)))
    here = np.add.reduceat(weight * means, layer.acts)
    taken = np.diff(np.append(layer.acts, len(means)))
    draws = np.add.reduceat(chance * ((value - np.repeat(means, fallen)) ** 2 + known[1, to]), layer.falls)
    later = np.add.reduceat(chance * known[2:, to], layer.falls, axis=1)
    choices = weight * ((means - np.repeat(here, taken)) ** 2 + later[0])
    strayed = np.maximum(np.add.reduceat(weight * later[1], layer.acts), known[3, layer.situations])
    return np.array([
        here, np.add.reduceat(weight * draws, layer.acts), np.add.reduceat(choices, layer.acts), strayed,
    ])


def together(parts: list[tuple[float, Moments]]) -> Moments:
    """Return the moments of several groups of people, with their shares. What differs between the groups is choices, not luck."""
    mean = sum(share * part.mean for share, part in parts)
    return Moments(
        mean=mean, luck=sum(share * part.luck for share, part in parts),
        choices=sum(share * (part.choices + (part.mean - mean) ** 2) for share, part in parts),
        strayed=sum(share * part.strayed for share, part in parts),
    )
