"""Process: critical tasks in their window, and what was worth finding."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sim.debrief.record import Step, rests
from sim.debrief.review import Finding, Task
from sim.domain import events as e
from sim.domain.formula import Formula, reads, times
from sim.domain.scenario import Outcome, Reveal, Scenario, outcomes_below
from sim.domain.situation import fold
from sim.domain.units import FactId, Seconds
from sim.engine.formulas import worked


def first_held(scenario: Scenario, steps: tuple[Step, ...], formula: Formula) -> Seconds | None:
    """Return when a condition first held, None if it never did. Time alone can make it hold between two events."""
    holds = worked(scenario, formula)
    edges = {at + more for at in times(formula) for more in (0, 1)}
    edges |= {at for name in reads(formula) & set(scenario.profiles) for at, _ in scenario.profiles[name].levels}
    for situation, until in rests(steps):
        for at in (situation.at, *sorted(edge for edge in edges if situation.at < edge <= until)):
            if holds(replace(situation, at=Seconds(at))):
                return Seconds(at)
    return None


def tasks_of(scenario: Scenario, steps: tuple[Step, ...]) -> tuple[Task, ...]:
    """Return every duty with when it was done; those a shorter version of the scenario never came to are not due."""
    horizon = next((step.event.horizon for step in steps if isinstance(step.event, e.RunBegan)), scenario.horizon)
    found = []
    last = fold(step.event for step in steps)
    for duty in scenario.duties:
        if duty.when is not None and not worked(scenario, duty.when)(last):
            continue  # in this run it never came to that
        done = first_held(scenario, steps, duty.done)
        due = done is not None or duty.by <= horizon
        found.append(Task(label=duty.label, why=duty.why, competency=duty.competency, by=duty.by, done=done, due=due))
    return tuple(found)


def findings_of(scenario: Scenario, steps: tuple[Step, ...]) -> tuple[Finding, ...]:
    """Return every fact worth finding; the run is over, so where it could be found is no secret any more."""
    learned: dict[FactId, Seconds] = {}
    for step in steps:
        if isinstance(step.event, e.FactLearned):
            learned.setdefault(step.event.fact, step.event.at)
    return tuple(
        Finding(
            known=fact.known or fact.id, worth=fact.worth, found=learned.get(fact.id),
            where=tuple(dict.fromkeys(_where(scenario, fact.id))),
        )
        for fact in scenario.facts.values() if fact.worth
    )


def _where(scenario: Scenario, fact: FactId) -> Iterator[str]:
    """Yield in words each place in the scenario that reveals a fact."""
    for stage in scenario.stages.values():
        for item in stage.items:
            probe = (item.probe.yes, item.probe.no) if hasattr(item, "probe") and item.probe is not None else ()
            if any(_reveals(outcome, fact) for outcome in (item.outcome, *probe)):
                yield f"{item.label} ({stage.title})"
    for inject in scenario.injects.values():
        if inject.demand is not None and _reveals(inject.demand.answer, fact):
            yield inject.demand.label
        elif _reveals(inject.outcome, fact):
            yield "it is told in time"


def _reveals(outcome: Outcome, fact: FactId) -> bool:
    return any(isinstance(x, Reveal) and x.fact == fact for below in outcomes_below(outcome) for x in below.effects)
