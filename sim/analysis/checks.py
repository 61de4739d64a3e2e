"""What must hold of a scenario that was explored: one function a rule, each with its page in authoring/diagnostics/.

A rule that says *never* speaks only where every map is whole. The maps are of the base case and of every variant: what happens
in one of them happens.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.analysis.choosing import backward
from sim.analysis.endings import Reached, endings
from sim.analysis.map import Map
from sim.analysis.outline import dead_ends
from sim.analysis.ties import undecided
from sim.analysis.witness import Way, Ways
from sim.domain.problems import Severity
from sim.domain.scenario import Scenario, Stage

MOST_ASKED = 20_000
"""Situations of a map that are asked one by one, where a rule has to."""


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


Rule = Callable[[Explored], Iterator[Finding]]


def findings(maps: Sequence[Map], others: Sequence[Map] = (), *, whole: bool = True) -> list[Finding]:
    """Return what is wrong in a scenario, rule by rule. `maps`: the base case, then every variant; `others` may refute.

    `whole` says that no variant is missing.
    """
    whole = whole and all(found.whole for found in maps)
    explored = Explored([Ways(found) for found in maps], [Ways(found) for found in others], whole)
    return [finding for rule in RULES for finding in rule(explored)]


# ---------------------------------------------------------------- flow


def every_stage_is_reached(explored: Explored) -> Iterator[Finding]:
    """SC214: conditions, costs and times never let the run come to a stage."""
    for name in explored.scenario.stages:
        if explored.never(f"stage:{name}"):
            yield Finding(
                code="SC214", about=name, message=f"stage `{name}` never opens, whatever is done", never=True,
                hint="look at the conditions, costs and times of what leads there, or take it out",
            )


def every_stage_is_left(explored: Explored) -> Iterator[Finding]:
    """SC215: something is meant to lead on from a stage, and never does."""
    for name in explored.never_left:
        ways, way = explored.witness(f"stage:{name}")
        yield Finding(
            code="SC215", about=name, never=True, message=f"from stage `{name}` no way leads on, only the horizon ends it",
            hint="look at the conditions and costs of what leads on from it", ways=ways, way=way,
        )


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


def there_is_always_a_way_on(explored: Explored) -> Iterator[Finding]:
    """SC216: in some situation a stage is open, and until the horizon nothing can be done in it and nothing moves it."""
    told: set[str] = set()
    for ways in explored.ways:
        for stage, situation in dead_ends(ways).items():
            if stage not in told and stage not in explored.never_left:
                told.add(stage)
                yield Finding(
                    code="SC216", about=stage, ways=ways, way=ways.to_situation(situation),
                    message=f"in stage `{stage}` it can come to where nothing can be done until the horizon",
                    hint="add a deadline, or a choice without conditions",
                )


def every_ending_is_told(explored: Explored) -> Iterator[Finding]:
    """SC217: an ending that no run comes to; for sure if a bound says so, else it was only not found."""
    if not explored.whole:
        return
    for ending in explored.scenario.endings:
        ways = {standings[ending.id].standing for standings in explored.standings}
        if "reached" in ways:
            continue
        sure = all(standings[ending.id].standing == "unreachable" for standings in explored.standings[:len(explored.ways)])
        yield Finding(
            code="SC217", about=f"ending:{ending.id}", severity="error" if sure else "info", never=sure,
            message=f"no run ends in `{ending.id}`" if sure else f"no run that ends in `{ending.id}` was found",
            hint="look at its `above`, or at its `when` and what it is `warned` by"
            if sure else "it may be there; a plan that ends in it would prove it",
        )


# ---------------------------------------------------------------- time


def injects_come(explored: Explored) -> Iterator[Finding]:
    """SC301: an inject whose time or condition never comes."""
    for name in explored.scenario.injects:
        if explored.never(f"inject:{name}", f"skipped:{name}"):
            yield Finding(
                code="SC301", about=f"inject/{name}", severity="warning", never=True,
                message=f"inject `{name}` never comes: every run is over before, or its `when` never turns true",
                hint="look at `at`, `when` and `after`, or take it out",
            )


def consequences_fall(explored: Explored) -> Iterator[Finding]:
    """SC302: a consequence that is never scheduled, or never falls due before the run ends."""
    for name in explored.scenario.consequences:
        if explored.never(f"consequence:{name}", f"cancelled:{name}"):
            planned = explored.shows(f"planned:{name}") is not None
            ways, way = explored.witness(f"planned:{name}")
            yield Finding(
                code="SC302", about=f"later/{name}", severity="warning", never=True, ways=ways, way=way,
                message=f"`{name}` never falls due: " + ("every run ends before" if planned else "nothing ever schedules it"),
                hint="let it come sooner, or let the run end later" if planned else "look at what has it in its `later`",
            )


def not_all_is_cancelled(explored: Explored) -> Iterator[Finding]:
    """SC303: what falls due, and every time comes to nothing."""
    both: list[tuple[str, str, str, str]] = [("inject", "skipped", f"inject/{n}", n) for n in explored.scenario.injects]
    both += [("consequence", "cancelled", f"later/{n}", n) for n in explored.scenario.consequences]
    for happens, fails, about, name in both:
        if explored.shows(f"{fails}:{name}") is not None and explored.never(f"{happens}:{name}"):
            ways, way = explored.witness(f"{fails}:{name}")
            yield Finding(
                code="SC303", about=about, severity="warning", never=True, ways=ways, way=way,
                message=f"`{name}` is {fails} every time, so nobody ever meets it",
                hint="look at its `unless`" + (" and at what cancels it" if fails == "cancelled" else ""),
            )


def what_is_begun_can_be_done(explored: Explored) -> Iterator[Finding]:
    """SC304: something takes longer than there ever is."""
    for stage in explored.scenario.stages.values():
        for item in stage.items:
            begun = f"choice:{item.node}" if item in stage.choices else f"look:{item.node}"
            if item.task.takes and explored.shows(begun) is not None and explored.never(f"done:{item.node}"):
                ways, way = explored.witness(begun)
                yield Finding(
                    code="SC304", about=item.node, severity="warning", never=True, ways=ways, way=way,
                    message=f"`{item.id}` is never done: the run is over before, every time",
                    hint="let it take less, or be had sooner",
                )


def ties_are_decided(explored: Explored) -> Iterator[Finding]:
    """SC306: two things fall due in one second, and which of them stands first in the file makes a difference."""
    told: set[tuple[str, ...]] = set()
    for ways in explored.ways:
        for names, way in undecided(ways):
            if names not in told:
                told.add(names)
                yield Finding(
                    code="SC306", about=names[0], severity="info", ways=ways, way=way,
                    message=f"{_listed(names)} come in one second, and their order in the file changes what follows",
                    hint="let them come at different times, or make sure that the order is meant",
                )


def _listed(names: tuple[str, ...]) -> str:
    shown = [f"`{name.partition('/')[2]}`" for name in names]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


# ---------------------------------------------------------------- balance that the map alone shows


def everything_can_be_had(explored: Explored) -> Iterator[Finding]:
    """SC501: a choice or an investigation that is never on offer."""
    for stage in explored.scenario.stages.values():
        if explored.shows(f"stage:{stage.id}") is None:
            continue  # the stage itself is what is wrong
        for item in stage.items:
            if explored.never(f"choice:{item.node}", f"look:{item.node}"):
                yield Finding(
                    code="SC501", about=item.node, severity="info", never=True, message=f"`{item.id}` can never be had",
                    hint="look at `appears`, `when`, `cost`, `by` and `at`, or take it out",
                )


def competencies_can_be_earned(explored: Explored) -> Iterator[Finding]:
    """SC505: nothing that ever happens gives a point for a competency, and no duty counts for it."""
    scenario = explored.scenario
    earned = {
        mark.split(":")[1] for ways in (*explored.ways, *explored.others) for mark in ways.first
        if mark.startswith("score:") and int(mark.split(":")[2]) > 0
    } | {duty.competency for duty in scenario.duties}
    for name in scenario.meta.competencies:
        if explored.whole and name not in earned:
            yield Finding(
                code="SC505", about=f"competency:{name}", severity="info", never=True,
                message=f"nobody can ever earn anything for `{name}`", hint="give points for it with `score`, or take it out",
            )


def resources_run_short(explored: Explored) -> Iterator[Finding]:
    """SC509: a resource of which there is always enough for everything it can be spent on."""
    scenario = explored.scenario
    dearest: dict[str, int] = {}
    for stage in scenario.stages.values():
        for item in stage.items:
            for what, amount in item.task.cost:
                dearest[str(what)] = max(amount, dearest.get(str(what), 0))
    if not dearest or not explored.whole or sum(ways.map.situations for ways in explored.ways) > MOST_ASKED:
        return
    short: set[str] = set()
    for ways in explored.ways:
        for situation in ways.map.each[:ways.map.situations]:
            short |= {name for name, amount in dearest.items() if int(situation.values.get(name, amount)) < amount}
    for name in dearest:
        if name not in short:
            yield Finding(
                code="SC509", about=f"resource:{name}", severity="info", never=True,
                message=f"there is always enough `{name}` for everything it can be spent on",
                hint="begin with less, let things cost more, or take it out",
            )


RULES: tuple[Rule, ...] = (
    every_stage_is_reached,
    every_stage_is_left,
    there_is_always_a_way_on,
    every_ending_is_told,
    injects_come,
    consequences_fall,
    not_all_is_cancelled,
    what_is_begun_can_be_done,
    ties_are_decided,
    everything_can_be_had,
    competencies_can_be_earned,
    resources_run_short,
)
"""Run in this order on the maps of every scenario that has no error."""
