"""The map of a scenario, found on the engine's `step` itself, one situation after another. Slow, and right by its plainness.

It is what the quick explorer (`explore.py`) is held to, with and without forgetting.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable

from sim.analysis.maps.building import Building
from sim.analysis.maps.liveness import Liveness
from sim.analysis.maps.map import Does, Map, Think
from sim.analysis.maps.moves import command_of, moves, outcomes, refused, slot_of, story
from sim.domain import events as e
from sim.domain.copying import replace
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import Frozen, Seconds, TotalId

MOST = 100_000
"""Situations, unless another number is asked for."""


def explore_plainly(
    scenario: Scenario, *, variant: str = "", horizon: Seconds | None = None, think: Think = "once", most: int = MOST,
    forget: bool = True, start: Situation | None = None,
) -> Map:
    """Return the map of a scenario, or of what can follow from `start`; not whole if there are more than `most` situations."""
    keep: Callable[[Situation], Situation] = Liveness(scenario).forget if forget else _unseeded
    build = Building(scenario, variant=variant, horizon=horizon, think=think)
    numbers: dict[Situation, int] = {}
    found: list[Situation] = []
    slots: list[str] = []

    def number(situation: Situation, slot: str) -> int:
        kept = keep(situation)
        known = numbers.setdefault(kept, len(found))
        if known == len(found):
            found.append(kept)
            slots.append(slot)
        return known

    number(start if start is not None else Situation(), "")
    whole, done = True, 0
    while done < len(found):
        here = found[done]
        if here.phase is Phase.BRIEFING:
            ways = [(Does("begin", item=variant, how="" if horizon is None else str(horizon)), 0)]
        elif here.phase is Phase.RUNNING and len(found) <= most:
            ways = list(moves(scenario, here, think))
        else:
            whole = whole and here.phase is not Phase.RUNNING
            ways = []
        for does, seconds in ways:
            command = command_of(does, Seconds(here.at + seconds))
            ends = list(outcomes(scenario, here, command))
            if any(refused(events) for _, _, events in ends):
                continue
            falls = [
                (chance, number(after, _slot(scenario, events, slots[done])), events) for chance, after, events in ends
            ]
            if does.kind != "wait" and [to for _, to, _ in falls] == [done]:
                continue  # nothing comes of it
            build.action(done, does, seconds)
            for chance, to, events in falls:
                build.outcome(chance, to, gain_of(build.totals, events), story(events))
        done += 1
    return build.done(
        each=found, slots=slots, whole=whole, numbers=lambda situation: numbers.get(keep(situation), -1),
    )


def _unseeded(situation: Situation) -> Situation:
    """A situation as it is, but for how often each node has drawn: that only names the draws of a seed."""
    return replace(situation, draws=Frozen())


def _slot(scenario: Scenario, events: tuple[e.Event, ...], before: str) -> str:
    return slot_of(scenario, (event.stage for event in events if isinstance(event, e.StageOpened)), before)


def gain_of(totals: tuple[TotalId, ...], events: Iterable[e.Event]) -> tuple[int, ...]:
    """Return what a happening adds to each total, in thousandths, and last the price of the harm in it."""
    sums = [0] * (len(totals) + 1)
    for event in events:
        if isinstance(event, e.Accrued):
            for name, amount in event.amounts.items():
                sums[totals.index(name)] += amount
        elif isinstance(event, e.HarmCharged):
            sums[-1] += event.price
    return tuple(sums)
