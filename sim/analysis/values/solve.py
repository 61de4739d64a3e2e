"""What situations are worth: to whoever plays best, worst, or evenly at random, over belief and never over hidden truth.

By backward induction (Bellman 1957): a situation is worth what its best action is worth, an action the mean over its outcomes of
what they gain and what they lead to. Value still to come is meant everywhere: what was gained before a situation is not in it.
"""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sim.analysis.maps.map import Map, Real, Whole
from sim.analysis.values.order import Layer, Order, order_of
from sim.domain.units import node_of

_ROUNDS = 100_000
_CLOSE = 1e-12


class NotExact(Exception):
    """An exact value was asked for where a timeless choice leads back to where it was made."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solved:
    """Value still to come (n each) under best, worst and random play; `reward` (O) is what each outcome gains at once.

    Best and worst choose among all actions. Random decides at once and evenly among what can be decided, and waits where nothing
    can. Units are those of the scenario's value.
    """

    best: Real
    worst: Real
    random: Real
    reward: Real
    order: Order


def solve(
    found: Map, *, open_value: float | Real = 0.0, without: NDArray[np.bool_] | None = None, order: Order | None = None,
) -> Solved:
    """Return what every situation of a map is worth.

    `open_value` is what those count that were not looked into: one number, or n. `without` (A): actions that are not to be had.
    """
    order = order_of(found) if order is None else order
    values = np.zeros((3, found.situations))
    values[:, found.open] = open_value[found.open] if isinstance(open_value, np.ndarray) else open_value
    worths = np.array([float(worth) for worth in found.worths])
    over = found.final >= 0
    values[:, over] = worths[found.worth[found.final[over]]]
    reward = rewards(found)
    gained, chosen = reward[order.outcome], evenly(found)[order.action]
    barred = without[order.action] if without is not None else None
    for layer in order.layers:
        values[:, layer.situations] = _layer(layer, order, values, gained, chosen, barred)
    if order.round is not None:
        _go_round(order.round, order, values, gained, chosen, barred)
    return Solved(best=values[0], worst=values[1], random=values[2], reward=reward, order=order)


def _layer(
    layer: Layer, order: Order, values: Real, gained: Real, chosen: Real, barred: NDArray[np.bool_] | None,
) -> Real:
    outcomes = layer.outcomes
    falls = order.chance[outcomes] * (gained[outcomes] + values[:, order.to[outcomes]])
    means = np.add.reduceat(falls, layer.falls, axis=1)
    even = np.add.reduceat(chosen[layer.actions] * means[2], layer.acts)
    if barred is not None:
        means = np.where(barred[layer.actions], np.array([[-np.inf], [np.inf], [0.0]]), means)
    return np.array([np.maximum.reduceat(means[0], layer.acts), np.minimum.reduceat(means[1], layer.acts), even])


def _go_round(
    turning: Layer, order: Order, values: Real, gained: Real, chosen: Real, barred: NDArray[np.bool_] | None,
) -> None:
    """Value what can come back to itself: best from below, worst from above, second by second until nothing changes."""
    known = np.ones(values.shape[1], dtype=bool)
    known[turning.situations] = False
    reach = np.abs(gained).sum()
    low, high = (values[:, known].min(initial=0) - reach, values[:, known].max(initial=0) + reach)
    values[:, turning.situations] = [[low], [high], [0.0]]
    for layer in order.seconds:
        for _ in range(_ROUNDS):
            after = _layer(layer, order, values, gained, chosen, barred)
            change = np.abs(after - values[:, layer.situations]).max(axis=1)
            values[:, layer.situations] = after
            if (change <= _CLOSE * np.maximum(1.0, np.abs(after).max(axis=1))).all():
                break


def rewards(found: Map) -> Real:
    """Return what each outcome gains (O): what its totals are worth, minus the price of its harm."""
    table: Real = np.array([float(gain) for gain in exact_gains(found)])[found.gain]
    return table


def exact_gains(found: Map) -> list[Fraction]:
    """Return what each row of a map's `gains` is worth."""
    worth = [found.scenario.totals[name].worth for name in found.totals]
    return [
        sum((Fraction(int(amount), 1000) * each for amount, each in zip(row, worth, strict=False)), Fraction(0)) - int(row[-1])
        for row in found.gains
    ]


def evenly(found: Map) -> Real:
    """Return the chance of each action (A) for somebody who decides at once, evenly, and waits if there is nothing to decide."""
    waits = np.array([does.kind == "wait" for does in found.deeds], dtype=bool)[found.does]
    by = np.repeat(np.arange(found.situations), np.diff(found.acts))
    decides = ~waits & (found.think == 0)
    deciding = np.bincount(by[decides], minlength=found.situations)
    eligible = np.where(deciding[by] > 0, decides, waits)
    count = np.bincount(by[eligible], minlength=found.situations)
    share: Real = eligible / np.maximum(count[by], 1)
    return share


def of_actions(found: Map, values: Real, solved: Solved) -> Real:
    """Return what each action (A) is worth if play goes on as `values` say."""
    chance = np.array([float(chance) for chance in found.chances])[found.chance]
    if not len(found.to):
        return np.zeros(0)
    means: Real = np.add.reduceat(chance * (solved.reward + values[found.to]), found.falls[:-1])
    return means


# ---------------------------------------------------------------- exactly


@dataclass(frozen=True, slots=True, kw_only=True)
class Exactly:
    """What the first situation is worth, as fractions; `each` gives the three of every situation."""

    best: Fraction
    worst: Fraction
    random: Fraction
    each: tuple[tuple[Fraction, Fraction, Fraction], ...]


def solve_exactly(found: Map) -> Exactly:
    """Return exact values of a map that goes to the end. Raises NotExact where it does not, or play can come back."""
    if found.open.any():
        raise NotExact("not every situation was looked into")
    order = order_of(found)
    if order.round is not None:
        raise NotExact("a choice that takes no time leads back to where it was made")
    gains = exact_gains(found)
    values: list[tuple[Fraction, Fraction, Fraction]] = [(Fraction(0),) * 3] * found.situations
    for number in np.flatnonzero(found.final >= 0).tolist():
        values[number] = (found.worths[int(found.worth[found.final[number]])],) * 3
    share = evenly(found) > 0
    acts, falls, to = found.acts.tolist(), found.falls.tolist(), found.to.tolist()
    chance, gain = found.chance.tolist(), found.gain.tolist()
    for layer in order.layers:
        for number in layer.situations.tolist():
            means = []
            for action in range(acts[number], acts[number + 1]):
                outcomes = range(falls[action], falls[action + 1])
                means.append(tuple(
                    sum((found.chances[chance[o]] * (gains[gain[o]] + values[to[o]][way]) for o in outcomes), Fraction(0))
                    for way in range(3)
                ))
            even = [mean[2] for action, mean in zip(range(acts[number], acts[number + 1]), means, strict=True) if share[action]]
            values[number] = (max(m[0] for m in means), min(m[1] for m in means), sum(even, Fraction(0)) / len(even))
    return Exactly(best=values[0][0], worst=values[0][1], random=values[0][2], each=tuple(values))


# ---------------------------------------------------------------- what a decision is worth


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing that can be done in a situation, after `think` seconds: its value if play is best from then on, its loss."""

    action: int
    node: str
    think: int
    value: float
    loss: float


def options(found: Map, solved: Solved, number: int, values: Real | None = None) -> tuple[Option, ...]:
    """Return all that can be done in a situation, and what each is worth. `values`: of all actions, if they are known."""
    values = of_actions(found, solved.best, solved) if values is None else values
    best = float(solved.best[number])
    return tuple(
        Option(
            action=action, node=node_of_action(found, number, action), think=int(found.think[action]),
            value=float(values[action]), loss=best - float(values[action]),
        )
        for action in found.actions(number)
    )


def node_of_action(found: Map, number: int, action: int) -> str:
    """Return what an action does: the node of a choice or investigation, `inject:how` of an answer, `wait` or `begin`."""
    does = found.deed(action)
    if does.kind in ("choice", "evidence"):
        return node_of(found.each[number].threads[does.thread].stage, does.item)
    return f"{does.item}:{does.how}" if does.kind == "answer" else does.kind


def price_of_thinking(choices: tuple[Option, ...]) -> dict[str, tuple[tuple[int, float], ...]]:
    """Return for each deed what doing it later costs against doing it at once: (seconds thought, cost), in order."""
    at_once = {option.node: option.value for option in choices if option.think == 0}
    found: dict[str, list[tuple[int, float]]] = {}
    for option in choices:
        if option.think and option.node in at_once:
            found.setdefault(option.node, []).append((option.think, at_once[option.node] - option.value))
    return {node: tuple(sorted(costs)) for node, costs in found.items()}


def value_of_evidence(found: Map, solved: Solved | None = None) -> dict[str, float]:
    """Return what having each investigation adds to best play: the best with it, minus the best if it never were on offer."""
    solved = solve(found) if solved is None else solved
    deeds: dict[str, list[int]] = {}
    for number, does in enumerate(found.deeds):
        if does.kind == "evidence":
            deeds.setdefault(f"{does.thread} {does.item}", []).append(number)
    by = _nodes(found, {number for numbers in deeds.values() for number in numbers})
    gained: dict[str, float] = {}
    for node, actions in by.items():
        barred = np.zeros(len(found.does), dtype=bool)
        barred[actions] = True
        gained[node] = float(solved.best[0] - solve(found, without=barred, order=solved.order).best[0])
    return gained


def _nodes(found: Map, deeds: set[int]) -> dict[str, Whole]:
    """Return the actions of each node among some deeds: an investigation's name is its own only within its stage."""
    which = np.flatnonzero(np.isin(found.does, list(deeds)))
    by = np.searchsorted(found.acts, which, side="right") - 1
    nodes: dict[str, list[int]] = {}
    for action, number in zip(which.tolist(), by.tolist(), strict=True):
        nodes.setdefault(node_of_action(found, number, action), []).append(action)
    return {node: np.array(actions) for node, actions in nodes.items()}


