"""The workbench as a player meets it: what is on it, what an idea would take, whether it can be begun, what stands."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sim.domain.kit import Family, Part
from sim.domain.scenario import Choice, Scenario, Stage, Task
from sim.domain.situation import Situation
from sim.domain.units import YOU, ChoiceId, NodeId, PersonId, Seconds, ThreadId, VarId, on_bench
from sim.engine.fitting import DOWN, RIG, SHOW, rig_id
from sim.engine.offers import Offer, hands
from sim.engine.program import Program, program_of
from sim.engine.workbench import Composed, Workbench


class Stands(NamedTuple):
    """What stands of a family. `exit`: the id of taking it down, empty where there is no way back."""

    family: Family
    id: str
    sentence: str
    exit: str


def settled(program: Program, situation: Situation, made: Composed) -> Choice:
    """Return what comes of trying: the refusal by the first rule that does not hold, else building it."""
    for must, refusal in made.rules:
        if not program.holds(must, situation):
            return refusal
    return made.build


def bench_offer(program: Program, s: Situation, thread: ThreadId, what: str) -> Offer | None:
    """Return what such an id offers where a thread stands, with a code for why it cannot be begun, or None: no such thing.

    Whether it would work is no reason: that is found out by trying.
    """
    bench, standing = program.workbench, s.threads.get(thread)
    if bench is None or standing is None or not standing.open or standing.settled:
        return None
    stage = program.scenario.stages[standing.stage]
    if not stage.workbench:
        return None
    if what.startswith(DOWN):
        item = bench.item(what)
        if item is None or what.removeprefix(DOWN) not in s.rigs:
            return None
        return Offer(thread, stage, item, _busy(program, s, item.task))
    made = bench.composed(f"{RIG}{what.partition(':')[2].partition(':')[2]}" if what.startswith(SHOW) else what)
    if made is None or not all(program.holds(part.noticed, s) for part, _ in made.parts):
        return None
    item = settled(program, s, made)
    if what.startswith(SHOW):
        return _shown(program, bench, s, thread, stage, made, item, PersonId(what.removeprefix(SHOW).partition(":")[0]))
    return Offer(thread, stage, item, _why_not(program, bench, s, made, item))


def _shown(
    program: Program, bench: Workbench, s: Situation, thread: ThreadId, stage: Stage, made: Composed, item: Choice,
    person: PersonId,
) -> Offer | None:
    if person not in bench.bench.asked:
        return None
    said = bench.reaction(made, person, item.outcome if item is not made.build else None)
    shown = bench.showing(made, person, said)
    if NodeId(shown.id) in s.used:
        return Offer(thread, stage, shown, "done")
    there = Task(by=person, where=s.where.get(YOU) if person in s.where else None)
    return Offer(thread, stage, shown, _busy(program, s, there))


def _why_not(program: Program, bench: Workbench, s: Situation, made: Composed, item: Choice) -> str:
    """Return a code for why it cannot be tried now: `done` (it stands), `cost`, or what `_busy` says."""
    if made.family is not None and s.rigs.get(made.family.id) == made.id:
        return "done"
    back = returned(bench, s, made)
    for what, amount in made.build.task.cost:
        if program.short(what, amount - back.get(what, 0), s):
            return "cost"
    return _busy(program, s, item.task)


def returned(bench: Workbench, s: Situation, made: Composed) -> dict[VarId, int]:
    """Return the parts that come back when it is built, from what stands of the same family."""
    before = bench.composed(s.rigs[made.family.id]) if made.family is not None and made.family.id in s.rigs else None
    return {part.id: n for part, n in before.parts if not part.spent} if before is not None else {}


def _busy(program: Program, s: Situation, task: Task) -> str:
    if YOU in s.works or s.parked:
        return "busy"
    return "" if task.by == YOU and task.where is None else hands(program, s, task)


def bench_moves(program: Program, thread: ThreadId, s: Situation) -> Iterator[str]:
    """Yield the ids of what a player could do at the workbench where a thread stands: one for all ideas that come to the same.

    As far as hands and places go. Refused ideas and showing are left out: they cost time, and change nothing that a rule reads.
    """
    bench, ways = program.workbench, program.ways
    if bench is None or ways is None or not program.scenario.stages[s.threads[thread].stage].workbench:
        return
    if YOU in s.works or s.parked:
        return
    for family in s.rigs:
        item = bench.item(f"{DOWN}{family}")
        if item is not None and not _busy(program, s, item.task):
            yield str(item.id)
    able: dict[str, bool] = {}
    for made in ways.folded:
        name = made.family.id if made.family is not None else ""
        if name not in able:
            able[name] = not _busy(program, s, made.build.task)
        if able[name] and s.rigs.get(name) != made.id:
            yield made.id


def bench_offers(program: Program, thread: ThreadId, s: Situation) -> Iterator[Offer]:
    """Yield those of `bench_moves` that can be begun now and would work."""
    bench = program.workbench
    if bench is None:
        return
    unseen = {name for name, part in bench.bench.parts.items() if not program.holds(part.noticed, s)}
    for what in bench_moves(program, thread, s):
        made = bench.composed(what)
        if made is None or not any(part.id in unseen for part, _ in made.parts):
            offer = bench_offer(program, s, thread, what)
            if offer is not None and not offer.reason and "!" not in offer.item.node:
                yield offer


def called(scenario: Scenario, node: str) -> str:
    """Return what a node of the workbench is called on screen, empty if it is none."""
    bench = program_of(scenario).workbench
    item = bench.item(node) if bench is not None and on_bench(node) else None
    return item.label if item is not None else ""


class Draft(NamedTuple):
    """An idea before it is tried. None of it says whether it would work.

    `cost` is what it takes of each resource, parts among it; `missing` what there is too little of, with how many there are;
    `reason` a code for why it cannot be tried now.
    """

    id: ChoiceId
    sentence: str
    takes: Seconds
    cost: tuple[tuple[VarId, int], ...]
    missing: tuple[tuple[VarId, int], ...]
    reason: str


def draft(scenario: Scenario, situation: Situation, thread: ThreadId, goal: str, parts: Mapping[str, int]) -> Draft | None:
    """Return what is known of an idea before it is tried, or None where nothing is chosen or there is no such part."""
    program = program_of(scenario)
    bench = program.workbench
    made = bench.composed(rig_id(bench.bench, goal, parts)) if bench is not None and any(parts.values()) else None
    if bench is None or made is None:
        return None
    offer = bench_offer(program, situation, thread, made.id)
    back = returned(bench, situation, made)
    cost = made.build.task.cost
    missing = tuple(
        (what, int(situation.values[what])) for what, amount in cost if amount - back.get(what, 0) > int(situation.values[what])
    )
    return Draft(made.id, made.sentence, made.build.task.takes, cost, missing, offer.reason if offer is not None else "late")


def benches(scenario: Scenario, situation: Situation) -> tuple[ThreadId, ...]:
    """Return the threads at whose stage there is a workbench now, in the order they opened."""
    if scenario.bench is None:
        return ()
    return tuple(
        name for name, standing in situation.threads.items()
        if standing.open and not standing.settled and scenario.stages[standing.stage].workbench
    )


def noticed(scenario: Scenario, situation: Situation) -> tuple[Part, ...]:
    """Return the parts that are on the bench: those the player has noticed, in the order of the kit."""
    program = program_of(scenario)
    if scenario.bench is None:
        return ()
    return tuple(part for part in scenario.bench.parts.values() if program.holds(part.noticed, situation))


def standing_rigs(scenario: Scenario, situation: Situation) -> tuple[Stands, ...]:
    """Return what stands, in the order it was built."""
    bench = program_of(scenario).workbench
    found = []
    for name, rig in situation.rigs.items():
        made = bench.composed(rig) if bench is not None else None
        if bench is not None and made is not None and made.family is not None:
            found.append(Stands(made.family, rig, made.sentence, f"{DOWN}{name}" if made.family.exit is not None else ""))
    return tuple(found)


def feasible(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield (id, family) of everything that can be built in some situation."""
    ways = program_of(scenario).ways
    for made in ways.feasible if ways is not None else ():
        if made.family is not None:
            yield made.id, made.family.id
