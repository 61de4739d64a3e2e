"""What balance shows once a map is solved: rules on what decisions are worth, all of them information."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.checks.explored import Explored, Finding
from sim.analysis.checks.witness import Ways
from sim.analysis.maps.map import Real, Whole
from sim.analysis.values.order import spread
from sim.analysis.values.solve import Solved, of_actions, solve, value_of_evidence

_CLOSE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Priced:
    """A map with what its actions are worth. `good` (A): whether an action is as good as any. `node` (A): index in `nodes`."""

    ways: Ways
    solved: Solved
    values: Real
    good: NDArray[np.bool_]
    node: Whole
    nodes: tuple[str, ...]

    @property
    def matters(self) -> bool:
        """Whether best play comes to anything else than worst."""
        return float(self.solved.best[0] - self.solved.worst[0]) > _CLOSE * max(1.0, abs(float(self.solved.best[0])))


def priced(ways: Ways) -> Priced:
    """Solve a map. The node of a choice or an investigation is told by its first outcome; of other actions it is empty."""
    found = ways.map
    solved = solve(found)
    values = of_actions(found, solved.best, solved)
    close = _CLOSE * max(1.0, float(np.abs(solved.best).max()), float(np.abs(solved.worst).max()))
    begun = [
        next((mark.partition(":")[2] for mark in story if mark.startswith(("choice:", "look:"))), "") for story in found.stories
    ]
    nodes = tuple(dict.fromkeys(["", *begun]))
    numbers = {node: number for number, node in enumerate(nodes)}
    by_story = np.array([numbers[node] for node in begun], dtype=np.int64)
    node = np.where(ways.decides, by_story[found.story[found.falls[:-1]]], 0)
    good = values >= solved.best[ways.situation_of] - close
    return Priced(ways=ways, solved=solved, values=values, good=good, node=node, nodes=nodes)


def choices_are_worth_something(explored: Explored) -> Iterator[Finding]:
    """SC502: a choice that is nowhere the best thing to do. SC503: one that is the best wherever there is anything else."""
    tried: dict[str, list[tuple[bool, bool, bool]]] = {}
    for price in _prices(explored):
        situation_of, at_once = price.ways.situation_of, price.ways.decides & (price.ways.map.think == 0)
        number = price.ways.map.situations
        rivals = np.bincount(situation_of[at_once], minlength=number) - 1
        equals = np.bincount(situation_of[at_once & price.good], minlength=number)
        for n, node in enumerate(price.nodes):
            its = np.flatnonzero(price.node == n) if node else np.zeros(0, dtype=np.int64)
            if len(its):
                good, contested = price.good[its], (rivals[situation_of[its]] > 0) & at_once[its]
                alone = good & contested & (equals[situation_of[its]] == 1)
                tried.setdefault(node, []).append(
                    (bool(good.any()), bool(contested.any() and good[contested].all()), bool(alone.any()))
                )
    for stage in explored.scenario.stages.values():
        for choice in stage.choices:
            seen = tried.get(choice.node, [])
            if seen and not any(good for good, _, _ in seen):
                yield Finding(
                    code="SC502", about=choice.node, severity="info", never=True,
                    message=f"`{choice.id}` is nowhere the best thing to do",
                    hint="a trap may be meant; else let there be a situation in which it is right",
                )
            elif seen and all(always for _, always, _ in seen) and any(alone for _, _, alone in seen):
                yield Finding(
                    code="SC503", about=choice.node, severity="info",
                    message=f"`{choice.id}` is the best thing to do wherever it can be had",
                    hint="let there be a situation in which something else is better",
                )


def waiting_costs_something(explored: Explored) -> Iterator[Finding]:
    """SC504: in no situation is anything lost by letting time run once more before deciding."""
    prices = list(_prices(explored))
    waited = False
    for price in prices:
        found = price.ways.map
        waits = np.array([deed.kind == "wait" for deed in found.deeds], dtype=bool)[found.does]
        deciding = np.zeros(found.situations, dtype=bool)
        deciding[price.ways.situation_of[price.ways.decides]] = True
        matters = waits & deciding[price.ways.situation_of]
        waited = waited or bool(matters.any())
        if not price.good[matters].all():
            return
    if prices and waited:
        yield Finding(
            code="SC504", about="", severity="info",
            message="waiting never costs anything, so there is no hurry in this scenario",
            hint="let a total run, a deadline fall or an inject come that those who wait lose by",
        )


def decisions_outweigh_luck(explored: Explored) -> Iterator[Finding]:
    """SC506: what the best play gains over choosing at random is less than what luck does to the best play."""
    for price in _all(explored)[:1]:
        unit = explored.scenario.worth.unit
        if not price.matters:
            yield Finding(
                code="SC506", about="", severity="info", message="no decision changes what a run is worth",
                hint="let `value` or the `worth` of a total depend on what is done",
            )
            return
        luck = deviation(price)
        gain = float(price.solved.best[0] - price.solved.random[0])
        if luck is not None and luck > gain:
            yield Finding(
                code="SC506", about="", severity="info",
                message=f"luck moves the best play by {luck:,.0f} {unit} either way, and playing well gains only {gain:,.0f}",
                hint="let less hang on a draw, or more on a decision",
            )


def evidence_is_worth_something(explored: Explored) -> Iterator[Finding]:
    """SC507: an investigation without which the best play is worth as much."""
    gained: dict[str, float] = {}
    close = 0.0
    for price in _prices(explored):
        close = max(close, _CLOSE * max(1.0, float(np.abs(price.solved.best).max())))
        for node, more in value_of_evidence(price.ways.map, price.solved).items():
            gained[node] = max(more, gained.get(node, 0.0))
    for stage in explored.scenario.stages.values():
        for look in stage.evidence:
            if look.node in gained and gained[look.node] <= close:
                yield Finding(
                    code="SC507", about=look.node, severity="info", never=True,
                    message=f"`{look.id}` is worth nothing: without it the best play is worth as much",
                    hint="let what it shows change what is best to do, or let it cost less time",
                )


def deviation(price: Priced) -> float | None:
    """Return the standard deviation of what best play comes to; None where play can come back to where it was.

    Value under best play is a martingale, so its variance is the sum over situations of how likely they are met times the
    variance of what is gained in the next step and is still to come.
    """
    found, solved = price.ways.map, price.solved
    if solved.order.round is not None:
        return None
    best = np.flatnonzero(price.good)
    situations, first = np.unique(price.ways.situation_of[best], return_index=True)
    action = np.full(found.situations, -1, dtype=np.int64)
    action[situations] = best[first]
    chances = np.array([float(chance) for chance in found.chances])
    met = np.zeros(found.situations)
    met[0] = 1.0
    variance = 0.0
    for layer in reversed(solved.order.layers):
        here = layer.situations[met[layer.situations] > 0]
        begins, ends = found.falls[action[here]], found.falls[action[here] + 1]
        falls = spread(begins, ends - begins)
        source = np.repeat(here, ends - begins)
        chance = chances[found.chance[falls]] * met[source]
        gone = solved.reward[falls] + solved.best[found.to[falls]] - solved.best[source]
        variance += float((chance * gone * gone).sum())
        np.add.at(met, found.to[falls], chance)
    return float(np.sqrt(variance))


def _prices(explored: Explored) -> Iterator[Priced]:
    """Yield the maps, solved, if all are whole and decisions matter in any of them."""
    found = _all(explored)
    if any(price.matters for price in found):
        yield from found


def _all(explored: Explored) -> list[Priced]:
    if "prices" not in explored.memory:
        explored.memory["prices"] = [
            priced(ways) for ways in (*explored.ways, *explored.others) if explored.whole and ways.map.whole
        ]
    found: list[Priced] = explored.memory["prices"]
    return found
