"""What a scenario comes to, in a few figures that can be compared: its values, its size, the endings that were met."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.analysis.map import Map, Real
from sim.analysis.moves import command_of
from sim.analysis.roam import MOST, roam
from sim.analysis.solve import of_actions, solve
from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation, fold
from sim.domain.units import Seconds
from sim.engine.chance import live
from sim.engine.step import step
from sim.engine.telling import tell

PLAYS = 100
"""Plays of each kind that look for endings: at random, deciding at once, best and worst."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """Values of best, random and worst play in the scenario's unit; if not `whole`, of what was explored.

    `endings` are those that plays met, in the author's order; what is not among them was not found, which is no proof.
    """

    best: float
    random: float
    worst: float
    situations: int
    whole: bool
    endings: tuple[str, ...]


def reckoned(found: Map) -> Reckoning:
    """Return the figures of a map's scenario."""
    solved = solve(found)
    ways: tuple[tuple[Real, Callable[[Real], int]], ...] = (
        (of_actions(found, solved.best, solved), lambda values: int(values.argmax())),
        (of_actions(found, solved.worst, solved), lambda values: int(values.argmin())),
    )
    met: set[str] = set()
    for seed in range(PLAYS):
        for decides in (False, True):
            met |= _ending(found.scenario, [m.events for m in roam(found.scenario, seed, variant=found.variant, decides=decides)])
        for values, pick in ways:
            met |= _ending(found.scenario, _led(found, seed, values, pick))
    return Reckoning(
        best=float(solved.best[0]), random=float(solved.random[0]), worst=float(solved.worst[0]), situations=found.situations,
        whole=found.whole, endings=tuple(ending.id for ending in found.scenario.endings if ending.id in met),
    )


def _ending(scenario: Scenario, moments: list[tuple[e.Event, ...]]) -> set[str]:
    events = [event for moment in moments for event in moment]
    situation = fold(events)
    return {tell(scenario, situation, events).ending.id} if situation.phase is Phase.DEBRIEF else set()


def _led(found: Map, seed: int, values: Real, pick: Callable[[Real], int]) -> list[tuple[e.Event, ...]]:
    """Return the moments of a play that takes what `pick` picks by the values of all actions, as far as the map goes."""
    luck, now, number = live(seed), Situation(), 0
    moments: list[tuple[e.Event, ...]] = []
    while (ways := found.actions(number)) and len(moments) < MOST:
        action = ways[pick(values[ways.start:ways.stop])]
        command: c.Command = command_of(found.deed(action), Seconds(now.at + int(found.think[action])))
        now, events = step(found.scenario, now, command, luck)
        moments.append(events)
        number = found.numbers(now)
        if number < 0:
            break
    return moments
