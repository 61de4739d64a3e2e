"""What the rules look at: all maps of one scenario, and what they say of it."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from sim.analysis.checks.choosing import backward
from sim.analysis.checks.endings import Reached, endings
from sim.analysis.checks.witness import Way, Ways
from sim.domain.problems import Severity
from sim.domain.scenario import Scenario, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`about` names a thing as its place is named: a stage, `stage/choice`, `inject/ID`, `later/ID`, `ending:ID`, `resource:ID`,
    `competency:ID`, nothing for all of it. `never`: it says that something never happens. `way`, in `ways`, shows it.
    """

    code: str
    about: str
    message: str
    hint: str
    severity: Severity = "error"
    never: bool = False
    ways: Ways | None = None
    way: Way | None = None


@dataclass
class Explored:
    """The maps of one scenario: those that must be whole for a *never*, the base case first, and others that may refute it."""

    ways: Sequence[Ways]
    others: Sequence[Ways] = ()
    whole: bool = True
    """Whether nothing is missing from `ways`: no map of a variant, and no situation of a map."""
    memory: dict[str, Any] = field(default_factory=dict)
    """What several rules need, worked out once."""

    @property
    def scenario(self) -> Scenario:
        return self.ways[0].map.scenario

    def never(self, *marks: str) -> bool:
        """Whether none of these ever happens, for sure as far as the maps go."""
        return self.whole and not any(self.shows(mark) for mark in marks)

    def shows(self, mark: str) -> Ways | None:
        """Return the first map in which something happens."""
        return next((ways for ways in (*self.ways, *self.others) if mark in ways.first), None)

    def witness(self, mark: str) -> tuple[Ways | None, Way | None]:
        ways = self.shows(mark)
        return (None, None) if ways is None else (ways, ways.to_mark(mark))

    @cached_property
    def standings(self) -> list[dict[str, Reached]]:
        return [{reached.ending: reached for reached in endings(ways)} for ways in (*self.ways, *self.others)]

    @cached_property
    def never_left(self) -> list[str]:
        """The stages that open, have something that leads on, and are never left but by the horizon."""
        found = []
        for stage in self.scenario.stages.values() if self.whole else ():
            mark = f"stage:{stage.id}"
            seen = [ways for ways in (*self.ways, *self.others) if mark in ways.first]
            if seen and _leads_on(stage) and not any(_is_left(ways, stage) for ways in seen):
                found.append(str(stage.id))
        return found


def _leads_on(stage: Stage) -> bool:
    return stage.on_deadline is not None or any(choice.leads_on for choice in stage.choices)


def _is_left(ways: Ways, stage: Stage) -> bool:
    """Whether a run can come from the opening of a stage to another of its thread, to the thread's end, or to an early end."""
    found = ways.map
    opened = f"stage:{stage.id}"
    elsewhere = {f"stage:{other.id}" for other in found.scenario.stages.values() if other.thread == stage.thread} - {opened}
    leaving = elsewhere | {f"closed:{stage.thread}", "over:led", "over:closed"}
    if any(opened in story and not leaving.isdisjoint(story[story.index(opened):]) for story in found.stories):
        return True
    sources = ways.situation_of[ways.action_of]
    leads = np.array([not leaving.isdisjoint(story) for story in found.stories], dtype=bool)[found.story]
    enters = np.array([opened in story for story in found.stories], dtype=bool)[found.story]
    _, far = backward(ways, np.unique(sources[leads]))
    return bool((far[found.to[enters]] <= found.situations).any())
