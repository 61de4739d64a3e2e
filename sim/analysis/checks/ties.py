"""Things of one kind that fall due in one second: whether the author's order of them changes what follows.

Between kinds the order is a rule of play. Within one it is that of the file, so a twin of the scenario with the file's order
turned round is asked, by the engine's own step, what follows from the same situation.
"""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.analysis.checks.witness import Way, Ways
from sim.analysis.maps.liveness import Liveness
from sim.analysis.maps.moves import command_of, outcomes
from sim.domain import commands as c
from sim.domain.copying import replace
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import Frozen, Seconds

MOST_STORIES = 200
"""Different courses of events that are tried, those with the shortest ways first; each of them once."""

_KINDS = {"inject": "inject", "skipped": "inject", "consequence": "later", "cancelled": "later"}


def undecided(ways: Ways) -> Iterator[tuple[tuple[str, ...], Way]]:
    """Yield what falls due together and comes out otherwise in the other order, as `inject/ID` or `later/ID`; and a way there.

    What is yielded is so. What is not was not tried everywhere: of each course of events only the nearest situation before it.
    """
    found = ways.map
    tied = {number: names for number, story in enumerate(found.stories) if len(names := _together(story)) > 1}
    if not tied:
        return
    among = np.flatnonzero(np.isin(found.story, list(tied)))
    nearest = sorted((cost, outcome, story) for story, (cost, outcome) in ways.best_of_stories(among).items())
    scenario, turned = found.scenario, _turned(found.scenario)
    keep = Liveness(scenario).forget
    for _, outcome, story in nearest[:MOST_STORIES]:
        action = int(ways.action_of[outcome])
        situation = int(ways.situation_of[action])
        here = found.each[situation]
        command = command_of(found.deed(action), Seconds(here.at + int(found.think[action])))
        if _follows(scenario, here, command, keep) != _follows(turned, here, command, keep):
            yield tied[story], ways.to_outcome(outcome)


def _together(story: tuple[str, ...]) -> tuple[str, ...]:
    """Return the injects or the consequences of a course of events, if there are several of one kind."""
    kinds: dict[str, list[str]] = {}
    for mark in story:
        kind, _, name = mark.partition(":")
        if kind in _KINDS:
            kinds.setdefault(_KINDS[kind], []).append(f"{_KINDS[kind]}/{name}")
    return max((tuple(dict.fromkeys(names)) for names in kinds.values()), key=len, default=())


def _turned(scenario: Scenario) -> Scenario:
    return replace(
        scenario, injects=Frozen(dict(reversed(list(scenario.injects.items())))),
        consequences=Frozen(dict(reversed(list(scenario.consequences.items())))),
    )


def _follows(scenario: Scenario, here: Situation, command: c.Command, keep: Any) -> dict[Any, Any]:
    """Return what may follow, with its chance; in which order several demands wait is no difference."""
    found: dict[Any, Any] = {}
    for chance, after, _ in outcomes(scenario, here, command):
        kept = keep(after)
        alike = replace(kept, demands=tuple(sorted(kept.demands, key=lambda d: d.inject)))
        found[alike] = found.get(alike, 0) + chance
    return found
