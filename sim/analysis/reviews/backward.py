"""Best play over a map whose open situations are guessed several ways at once: one column a guess, walked back together."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.analysis.maps.map import Map, Real

_SWEEPS = 200
"""Rounds within one second after which what goes round in it is taken as settled."""


def gained(chart: Map) -> Real:
    """Return what each row of a map's gains is worth."""
    worths = np.array([float(chart.scenario.totals[name].worth) for name in chart.totals] + [0.0])
    found: Real = chart.gains @ worths / 1000 - chart.gains[:, -1]
    return found


def best(chart: Map, guessed: Real, partner: Sequence[int] = (0,)) -> tuple[Real, Real]:
    """Return the best value of every situation and the value of every action, one column a guess.

    `guessed` has a row for every open situation, in their order. What is best is chosen in the column `partner` names and priced
    in its own. What a situation gained before it is not in its value.
    """
    values = np.zeros((chart.situations, guessed.shape[1]))
    ends = chart.final >= 0
    worths = np.array([float(worth) for worth in chart.worths] or [0.0])
    if ends.any():
        values[ends] = worths[chart.worth[chart.final[ends]]][:, None]
    values[chart.open] = guessed
    of_actions = np.zeros((len(chart.does), guessed.shape[1]))
    chances = np.array([float(chance) for chance in chart.chances] or [0.0])[chart.chance]
    gains = gained(chart)[chart.gain] * chances if len(chart.gain) else np.zeros(0)
    actors = np.flatnonzero(chart.acts[1:] > chart.acts[:-1])
    order = actors[np.argsort(-chart.at[actors], kind="stable")]
    edges = np.flatnonzero(np.diff(chart.at[order])) + 1
    for now in np.split(order, edges) if len(order) else ():
        _second(chart, now, values, of_actions, chances, gains, list(partner))
    return values, of_actions


def _second(
    chart: Map, now: NDArray[np.int64], values: Real, of_actions: Real, chances: Real, gains: Real, partner: list[int],
) -> None:
    """Settle the situations of one second: what leads on within it is gone over until nothing changes."""
    counts = (chart.acts[now + 1] - chart.acts[now]).astype(np.int64)
    actions = np.repeat(chart.acts[now] - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    falls = (chart.falls[actions + 1] - chart.falls[actions]).astype(np.int64)
    outcomes = np.repeat(chart.falls[actions] - np.cumsum(falls) + falls, falls) + np.arange(falls.sum())
    first = np.cumsum(falls) - falls
    heads = np.cumsum(counts) - counts
    to, chance = chart.to[outcomes], chances[outcomes][:, None]
    gain = np.add.reduceat(gains[outcomes], first)[:, None]
    rows = np.arange(len(actions))[:, None]
    again = bool(np.isin(to, now).any())
    if again:
        values[now] = -np.inf  # what only goes round is worth nothing that could be hoped for
    for _ in range(_SWEEPS):
        found = np.add.reduceat(chance * values[to], first, axis=0) + gain
        by = found[:, partner]
        top = by >= np.repeat(np.maximum.reduceat(by, heads, axis=0), counts, axis=0)
        chosen = np.minimum.reduceat(np.where(top, rows, len(actions)), heads, axis=0)
        new = np.take_along_axis(found, chosen, axis=0)
        same = np.array_equal(new, values[now])
        values[now] = new
        if same or not again:
            break
    of_actions[actions] = found
