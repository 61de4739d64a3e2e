"""Plays at random through the engine, each from a number: what they meet is possible, however large a scenario is."""
from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.analysis.maps.map import Think
from sim.analysis.maps.moves import command_of, moves
from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.scenario import Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import NodeId, Seconds
from sim.engine.chance import live
from sim.engine.step import step

MOST = 5_000
"""Decisions in one play: where a choice can be made again without end, a play at random has to stop somewhere."""

DICE = NodeId("roam")


class Moment(NamedTuple):
    """What was asked, what happened, and where it left the run."""

    command: c.Command
    events: tuple[e.Event, ...]
    situation: Situation


def roam(scenario: Scenario, seed: int, *, variant: str = "", think: Think = "once", decides: bool = False) -> Iterator[Moment]:
    """Yield the moments of a play that takes any of what can be done with the same chance, letting time run among it.

    If it `decides`, time runs only where nothing can be decided, and everything is decided at once. What nothing comes of is
    not done, as in a map.
    """
    luck, dice = live(seed), live(seed + 1_000_003)
    command: c.Command = c.Begin(at=Seconds(0), variant=variant)
    now, events = step(scenario, Situation(), command, luck)
    yield Moment(command, events, now)
    turn = 0
    while now.phase is Phase.RUNNING and turn < MOST:
        *ways, wait = moves(scenario, now, "once" if decides else think)
        ways += [] if decides else [wait]
        after = now
        while after == now:
            turn += 1
            n = dice(DICE, turn, (), (1,) * len(ways)) if len(ways) > 1 else 0
            does, seconds = ways.pop(n) if ways else wait
            command = command_of(does, Seconds(now.at + seconds))
            after, events = step(scenario, now, command, luck)
        now = after
        yield Moment(command, events, now)
