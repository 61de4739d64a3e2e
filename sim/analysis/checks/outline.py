"""What there is to find in a map, what of it was found, and where nothing is left to do: as plain data."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.analysis.checks.choosing import backward
from sim.analysis.checks.endings import Reached, endings
from sim.analysis.checks.witness import Way, Ways
from sim.analysis.maps.map import Whole
from sim.domain.scenario import Scenario, all_outcomes
from sim.domain.units import YOU, StageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """`there` and `never` by kind: how many things of it there are, and the marks of those that were not found."""

    situations: int
    actions: int
    outcomes: int
    whole: bool
    slots: Mapping[str, int]
    over: int
    there: Mapping[str, int]
    never: Mapping[str, tuple[str, ...]]
    endings: tuple[Reached, ...]
    dead_ends: Mapping[str, int]
    """By stage: the nearest situation in which it is open, and nothing can be done in it, ever."""


def outline(ways: Ways) -> Outline:
    """Return what exploring found."""
    found = ways.map
    marks = things(found.scenario)
    counts = np.bincount(found.slot, minlength=len(found.slots))
    return Outline(
        situations=found.situations, actions=len(found.does), outcomes=len(found.to), whole=found.whole,
        slots={name or "before": int(count) for name, count in zip(found.slots, counts, strict=True)},
        over=int((found.final >= 0).sum()),
        there={kind: len(names) for kind, names in marks.items()},
        never={kind: tuple(name for name in names if name not in ways.first) for kind, names in marks.items()},
        endings=endings(ways), dead_ends=dead_ends(ways),
    )


def things(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return the marks of all that can happen in a scenario, by kind, in the author's order."""
    stages = scenario.stages.values()
    draws = [
        f"draw:{outcome.chance.node}={branch.id}" for outcome in all_outcomes(scenario) if outcome.chance is not None
        for branch in outcome.chance.branches if branch.weight or branch.by is not None
    ]
    return {
        "stages": tuple(f"stage:{stage.id}" for stage in stages),
        "choices": tuple(f"choice:{choice.node}" for stage in stages for choice in stage.choices),
        "investigations": tuple(f"look:{look.node}" for stage in stages for look in stage.evidence),
        "results": tuple(
            f"draw:{look.node}?={result}" for stage in stages for look in stage.evidence if look.probe is not None
            for result in ("yes", "no")
        ),
        "deadlines": tuple(f"lapse:{stage.id}" for stage in stages if stage.on_deadline is not None),
        "injects": tuple(f"inject:{name}" for name in scenario.injects),
        "consequences": tuple(f"consequence:{name}" for name in scenario.consequences),
        "branches": tuple(draws),
        "rigs": tuple(f"built:{name}" for name in scenario.bench.families) if scenario.bench is not None else (),
    }


def way_to(ways: Ways, what: str) -> Way | None:
    """Return a way on which something happens: a mark of `things` or of a story, `ending:ID`, or `dead-end:STAGE`."""
    kind, _, name = what.partition(":")
    if kind == "ending":
        return next((reached.way for reached in endings(ways) if reached.ending == name), None)
    if kind == "dead-end":
        situation = dead_ends(ways).get(name)
        return None if situation is None else ways.to_situation(situation)
    return ways.to_mark(what)


def dead_ends(ways: Ways) -> dict[str, int]:
    """Return by stage the nearest situation in which it is open and undecided, and from which nothing but the horizon follows.

    Nobody is at work or can do anything in it or after it, and neither a deadline nor news ever moves it.
    """
    found = ways.map
    if not len(found.to):
        return {}
    good = np.zeros(found.situations, dtype=bool)
    good[ways.situation_of[ways.decides]] = True
    good |= found.open | found.narrow
    moving = np.array([any(_moves(mark) for mark in story) for story in found.stories], dtype=bool)
    good[ways.situation_of[ways.action_of[moving[found.story]]]] = True
    _, far = backward(ways, np.flatnonzero(good))
    stuck: Whole = np.flatnonzero((far > found.situations) & (found.final < 0) & (ways.cost < np.iinfo(np.int64).max))
    nearest: dict[str, int] = {}
    for situation in stuck[np.argsort(ways.cost[stuck], kind="stable")][:_MOST_LOOKED_AT]:
        here = found.each[int(situation)]
        if YOU in here.works or here.parked:
            continue  # there is work in hand, and the horizon cuts it off
        for standing in here.threads.values():
            stage = found.scenario.stages[StageId(standing.stage)]
            if standing.open and not standing.settled and any(choice.leads_on for choice in stage.choices):
                nearest.setdefault(str(stage.id), int(situation))
    return nearest


def _moves(mark: str) -> bool:
    """Whether something that happens moves a matter on."""
    return mark.startswith(("stage:", "lapse:", "demand:")) or mark in ("over:led", "over:closed")


_MOST_LOOKED_AT = 2_000
