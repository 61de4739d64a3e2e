"""What the player could do now, and why not: evaluated from our own guards, never asked of the state machine."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sim.domain.scenario import Choice, Demand, Evidence, Scenario, Stage, Task
from sim.domain.situation import Phase, Situation
from sim.domain.units import YOU, InjectId, NodeId, Seconds, ThreadId
from sim.engine.program import Program, program_of


class Offer(NamedTuple):
    """A choice or investigation on screen. `reason` is a code for why it cannot be had now, empty if it can.

    `late`: it would not be finished before the deadline of its stage.
    """

    thread: ThreadId
    stage: Stage
    item: Choice | Evidence
    reason: str
    late: bool = False

    @property
    def is_choice(self) -> bool:
        return isinstance(self.item, Choice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An inject that waits for an answer. `stopped` is the work it stopped, None if it stopped nothing."""

    inject: InjectId
    demand: Demand
    due: Seconds
    stopped: NodeId | None


def offers(scenario: Scenario, situation: Situation, at: Seconds | None = None) -> tuple[Offer, ...]:
    """Return all that is on screen, thread by thread in the order they opened, choices before investigations.

    `at` is the clock where it has run on since the last event: what is `late` depends on it, and nothing else.
    """
    program = program_of(scenario)
    found = offered(program, situation)
    if at is None or at == situation.at:
        return found
    return tuple(_later(program, offer, situation, at) for offer in found)


def offered(program: Program, situation: Situation) -> tuple[Offer, ...]:
    """Return what `offers` returns at the time of the last event; asked again of one situation, it is remembered."""
    if program.offered is None or program.offered[0] is not situation:
        program.offered = (situation, tuple(_offers(program, situation)))
    return program.offered[1]


def _offers(program: Program, s: Situation) -> Iterator[Offer]:
    if s.phase is not Phase.RUNNING:
        return
    busy = YOU in s.works or bool(s.parked)
    for thread, standing in s.threads.items():
        if not standing.open or standing.settled:
            continue
        stage = program.scenario.stages[standing.stage]
        for item in stage.items:
            task = item.task
            if task.appears is None or program.value(task.appears, s):
                yield Offer(
                    thread, stage, item, _why_not(program, s, thread, stage, item, busy), _late(program, item, standing.due, s.at)
                )


def _later(program: Program, offer: Offer, s: Situation, at: Seconds) -> Offer:
    """Return the offer as it stands at `at`: what is done then counts from the beat before, never before the last event."""
    late = _late(program, offer.item, s.threads[offer.thread].due, max(s.at, Seconds(at - at % offer.stage.beat)))
    return offer if late == offer.late else offer._replace(late=late)


def _late(program: Program, item: Choice | Evidence, due: Seconds | None, begins: Seconds) -> bool:
    """Whether what is begun then would not be done before the clock decides: what settles the stage disarms its deadline."""
    return due is not None and begins + item.task.takes > due and item.node not in program.settles


def _why_not(program: Program, s: Situation, thread: ThreadId, stage: Stage, item: Choice | Evidence, busy: bool) -> str:
    """Return a code for why `item` cannot be had now, empty if it can.

    `done`, `busy` (your hands), `looks` (no more this time), `condition` (its `when`), `cost`, `helper-busy`, `helper-away`
    (hours), `place` (whoever does it is elsewhere).
    """
    task = item.task
    if item.node in s.used and not task.again:
        return "done"
    if stage.looks is not None and isinstance(item, Evidence) and s.threads[thread].looks >= stage.looks:
        return "looks"
    if task.when is not None and not program.value(task.when, s):
        return "condition"
    for resource, amount in task.cost:
        if program.short(resource, amount, s):
            return "cost"
    if busy:
        return "busy"
    return "" if task.by == YOU and task.where is None else hands(program, s, task)


def hands(program: Program, s: Situation, task: Task) -> str:
    """Return why whoever does the task cannot now, by where they are and what they do; empty if they can."""
    if task.by in s.works:
        return "helper-busy"
    if task.by != YOU:
        person = program.scenario.people[task.by]
        now = program.time_of_day(s.at)
        if person.hours and not any(start <= now < end for start, end in person.hours):
            return "helper-away"
    if task.where is not None and s.where.get(task.by) != task.where:
        return "place"
    return ""


def wanted(scenario: Scenario, situation: Situation) -> tuple[Wanted, ...]:
    """Return the injects that wait for an answer, oldest first."""
    found = []
    for open_ in situation.demands:
        demand = scenario.injects[open_.inject].demand
        if demand is not None and not open_.answering:
            stopped = next((p.work.node for p in situation.parked if p.inject == open_.inject), None)
            found.append(Wanted(inject=open_.inject, demand=demand, due=open_.due, stopped=stopped))
    return tuple(found)
