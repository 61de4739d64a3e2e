"""What must hold of a scenario that was explored: one function a rule, each with its page in authoring/diagnostics/.

A rule that says *never* speaks only where every map is whole. The maps are of the base case and of every variant: what happens
in one of them happens.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sim.analysis.checks.balance import (
    choices_are_worth_something,
    decisions_outweigh_luck,
    evidence_is_worth_something,
    waiting_costs_something,
)
from sim.analysis.checks.composing import (
    families_can_be_built,
    families_differ,
    parts_are_noticed,
    parts_are_used,
    rules_tell_ideas_apart,
    ways_can_be_counted,
)
from sim.analysis.checks.explored import Explored, Finding
from sim.analysis.checks.outline import dead_ends
from sim.analysis.checks.ties import undecided
from sim.analysis.checks.witness import Ways
from sim.analysis.maps.map import Map
from sim.engine.program import program_of

MOST_ASKED = 20_000
"""Situations of a map that are asked one by one, where a rule has to."""


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
    ways_to_build = program_of(scenario).ways
    for made in ways_to_build.feasible if ways_to_build is not None else ():
        for what, amount in made.build.task.cost[len(made.parts):]:
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
    choices_are_worth_something,
    waiting_costs_something,
    competencies_can_be_earned,
    decisions_outweigh_luck,
    evidence_is_worth_something,
    resources_run_short,
    families_can_be_built,
    parts_are_used,
    rules_tell_ideas_apart,
    families_differ,
    parts_are_noticed,
    ways_can_be_counted,
)
"""Run in this order on the maps of every scenario that has no error."""
