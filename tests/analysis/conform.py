"""A map held to the engine: what it says of a situation is what `step` says."""
from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from sim.analysis.maps.map import Map
from sim.analysis.maps.moves import command_of, moves, outcomes, refused, story
from sim.analysis.maps.plain import gain_of
from sim.domain.situation import Phase
from sim.domain.units import Seconds

Told = dict[tuple[Any, int], list[tuple[Fraction, int, tuple[int, ...], tuple[str, ...]]]]


def told_by_map(found: Map, number: int) -> Told:
    return {
        (found.deed(action), int(found.think[action])): sorted(
            (
                found.chances[found.chance[o]], int(found.to[o]), tuple(found.gains[found.gain[o]].tolist()),
                found.stories[found.story[o]],
            )
            for o in found.outcomes(action)
        )
        for action in found.actions(number)
    }


def told_by_engine(found: Map, number: int) -> Told:
    situation, told = found.each[number], {}
    for does, seconds in moves(found.scenario, situation, found.think_times):
        ends = list(outcomes(found.scenario, situation, command_of(does, Seconds(situation.at + seconds))))
        if any(refused(events) for _, _, events in ends):
            continue
        falls = [
            (chance, found.numbers(after), gain_of(found.totals, events), story(events)) for chance, after, events in ends
        ]
        if does.kind == "wait" or [to for _, to, _, _ in falls] != [number]:
            told[does, seconds] = sorted(falls)
    return told


def conforms(found: Map, numbers: Iterable[int] | None = None) -> None:
    """Hold every situation of a map to the engine, or those given; whole maps begin at the briefing."""
    for number in range(found.situations) if numbers is None else numbers:
        situation = found.each[number]
        assert found.numbers(situation) == number
        assert situation.at == found.at[number]
        assert (found.final[number] >= 0) == (situation.phase is Phase.DEBRIEF)
        if situation.phase is Phase.RUNNING and not found.open[number]:
            told = told_by_engine(found, number)
            if found.narrow[number]:
                told = {(does, seconds): falls for (does, seconds), falls in told.items() if does.kind == "wait"}
            assert told_by_map(found, number) == told, situation
