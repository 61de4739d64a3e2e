"""A play told line by line, so that two plays of the same decisions can be compared: where they part, and how."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sim.analysis.maps.moves import story
from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import NodeId
from sim.engine.chance import Luck
from sim.engine.program import program_of
from sim.engine.rhythm import clock_label
from sim.engine.step import step


class Told(NamedTuple):
    """One thing that happened: when, as a mark that can be compared, in words."""

    clock: str
    mark: str
    words: str

    def __str__(self) -> str:
        return f"{self.clock} {self.words}"


def told(scenario: Scenario, events: Iterable[e.Event]) -> tuple[Told, ...]:
    """Return what happened, without what only counts or scores."""
    found = []
    for event in events:
        label = clock_label(scenario, event.at)
        if isinstance(event, e.ChoiceRefused):
            found.append(Told(label, f"refused:{event.what}:{event.reason}", f"`{event.what}` is refused ({event.reason})"))
        for mark in story((event,)):
            kind, _, name = mark.partition(":")
            if kind in _WORDS:
                found.append(Told(label, mark, _WORDS[kind].format(_named(scenario, kind, name))))
    return tuple(found)


_WORDS = {
    "stage": "stage {} opens", "lapse": "time runs out in {}", "choice": "choice {}", "look": "look {}", "draw": "luck: {}",
    "inject": "inject {}", "skipped": "inject {} does not come", "consequence": "consequence {}", "cancelled": "{} is off",
    "fact": "now known: {}", "harm": "harm: {}", "demand": "{} wants an answer", "answer": "demand {}",
    "over": "the run is over ({})",
}


def _named(scenario: Scenario, kind: str, name: str) -> str:
    if kind in ("choice", "look"):
        found = program_of(scenario).item(NodeId(name))
        return f"{name} ({found.label})" if found is not None else name
    return name


def parting(before: Sequence[Told], after: Sequence[Told]) -> int | None:
    """Return the first thing that happened otherwise, None if nothing did."""
    for n, (one, other) in enumerate(zip(before, after, strict=False)):
        if (one.clock, one.mark) != (other.clock, other.mark):
            return n
    return None if len(before) == len(after) else min(len(before), len(after))


def again(scenario: Scenario, commands: Iterable[c.Command], luck: Luck) -> tuple[Situation, tuple[e.Event, ...]]:
    """Give the same commands again and return where they lead; what cannot be had any more is refused on the way.

    Stops where the luck knows nothing of a draw, as that of a plan's run does not.
    """
    now, events = Situation(), list[e.Event]()
    for command in commands:
        try:
            now, happened = step(scenario, now, command, luck)
        except (KeyError, ValueError):
            break
        events += happened
    return now, tuple(events)
