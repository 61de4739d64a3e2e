"""What can still be read from a place in a scenario. What cannot is forgotten, so that situations alike in all else are one.

Proved from the compiled scenario alone: from the matters that are open, the work in hand and what is pending or may still
arrive, follow every way on; collect what the conditions, costs, rates and formulas on the way read; a change of one name by
another counts as reading only if the changed name is itself still read. Held to the unreduced result by tests.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sim.domain.copying import replace
from sim.domain.formula import Formula, reads
from sim.domain.scenario import (
    Choice,
    Dismantle,
    Evidence,
    Inject,
    Move,
    OpenThread,
    Outcome,
    Scenario,
    Schedule,
    Send,
    SetFact,
    Stage,
    outcomes_below,
)
from sim.domain.situation import Phase, Situation, Standing
from sim.domain.units import Frozen, InjectId, NodeId, Seconds, Value, VarId
from sim.engine.program import program_of

Place = tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]
"""Stages that are open or come back, nodes of work in hand, consequences pending, injects that may still come or be answered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a part of a scenario asks for and leads to; names as `formula.reads` gives them, prefixed where they are no values."""

    reads: frozenset[str]
    moves: tuple[tuple[str, frozenset[str]], ...]
    stages: frozenset[str]
    consequences: frozenset[str]


@dataclass(slots=True)
class _Gather:
    reads: set[str] = field(default_factory=set)
    moves: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    stages: set[str] = field(default_factory=set)
    consequences: set[str] = field(default_factory=set)

    def frozen(self) -> Asked:
        return Asked(frozenset(self.reads), tuple(self.moves), frozenset(self.stages), frozenset(self.consequences))


class Liveness:
    """What can still be read, of one scenario. Remembers what it has worked out."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.program = program_of(scenario)
        self._undone = self._undoing()
        self._bench = self._of_bench()
        self._stages = {str(stage.id): self._of_stage(stage) for stage in scenario.stages.values()}
        self._items = {node: self._of_item(item) for node, (_, item) in self.program.items.items()}
        self._injects = {str(inject.id): self._of_inject(inject) for inject in scenario.injects.values()}
        self._answers = {
            str(inject.id): self._of(inject.demand.answer, inject.demand.on_deadline)
            for inject in scenario.injects.values() if inject.demand is not None
        }
        self._consequences = {
            str(one.id): self._of(one.outcome, conditions=(one.unless,)) for one in scenario.consequences.values()
        }
        self._always = _names(total.rate for total in scenario.totals.values())
        self.at_end = self._at_end()
        self._starts: dict[str, Value] = {
            **{str(meter.id): meter.start for meter in scenario.meters.values()},
            **{str(resource.id): resource.start for resource in scenario.resources.values()},
            **{str(fact.id): fact.start for fact in scenario.facts.values()},
        }
        self._known: dict[Place, frozenset[str]] = {}
        self._conditional = tuple(str(name) for name in self.program.conditional)

    # ---------------------------------------------------------------- parts

    def _at_end(self) -> frozenset[str]:
        """What is read when the run is over: by its worth, its figure, the endings and what must have warned of them."""
        scenario = self.scenario
        found = set(_names([scenario.worth.formula, scenario.worth.told, *(ending.when for ending in scenario.endings)]))
        for warning in {name for ending in scenario.endings if ending.when is not None for name in ending.warned}:
            found |= {f"visited:{warning}", f"used:{warning}", f"knows:{warning}", warning, f"arrived:{warning}"}
        return frozenset(found)

    def _of(self, *tops: Outcome | None, conditions: Iterable[Formula | None] = ()) -> Asked:
        into = _Gather(reads=set(_names(conditions)))
        for top in tops:
            for outcome in outcomes_below(top) if top is not None else ():
                self._outcome(outcome, into)
        return into.frozen()

    def _outcome(self, outcome: Outcome, into: _Gather) -> None:
        scenario = self.scenario
        if outcome.to in scenario.stages:
            into.stages.add(str(outcome.to))
        if outcome.chance is not None:
            if outcome.chance.truth is not None:
                into.reads.add(f"belief:{outcome.chance.truth}")
            into.reads |= {f"belief:{branch.by}" for branch in outcome.chance.branches if branch.by is not None}
        for effect in outcome.effects:
            match effect:
                case Move(what=what, by=by):
                    into.moves.append((str(what), reads(by)))
                case SetFact(fact=fact, value=True) if scenario.facts[fact].price:
                    into.reads.add(f"charged:{fact}")
                case OpenThread(thread=thread):
                    into.stages.add(str(scenario.threads[thread].start))
                case Schedule(consequence=consequence, slot=slot):
                    into.consequences.add(str(consequence))
                    if slot is not None:
                        into.reads.add(f"opened:{slot}")
                case Send():
                    pass
                case Dismantle(family=family):
                    into.reads.add(f"rig:{family}")
                    into.moves += self._undone[family]
                case _:
                    pass

    def _of_item(self, item: Choice | Evidence) -> Asked:
        probe = item.probe if isinstance(item, Evidence) else None
        found = self._of(item.outcome, probe.yes if probe else None, probe.no if probe else None)
        return _with(found, {f"belief:{probe.latent}"} if probe else set())

    def _of_stage(self, stage: Stage) -> Asked:
        into = _Gather()
        for item in stage.items:
            task = item.task
            into.reads |= _names((task.appears, task.when)) | {str(what) for what, _ in task.cost}
            if not task.again:
                into.reads.add(f"used:{item.node}")
            if task.where is not None:
                into.reads.add(f"where:{task.by}")
            if stage.looks is not None and isinstance(item, Evidence):
                into.reads.add(f"looks:{stage.id}")
            part = self._of_item(item)
            into.reads |= part.reads
            into.moves += part.moves
            into.stages |= part.stages
            into.consequences |= part.consequences
        if stage.workbench:
            into.reads |= self._bench.reads
            into.moves += self._bench.moves
            into.stages |= self._bench.stages
            into.consequences |= self._bench.consequences
        if stage.on_deadline is not None:
            for outcome in outcomes_below(stage.on_deadline):
                self._outcome(outcome, into)
        into.stages.add(str(stage.id))
        return into.frozen()

    def _undoing(self) -> dict[str, list[tuple[str, frozenset[str]]]]:
        """What taking down each family moves: its meters, and the parts that may come back."""
        bench = self.scenario.bench
        if bench is None:
            return {}
        parts: list[tuple[str, frozenset[str]]] = [(str(part), frozenset()) for part in bench.parts]
        families = bench.families.values()
        return {family.id: parts + [(str(what), frozenset((str(what),))) for what in family.gives] for family in families}

    def _of_bench(self) -> Asked:
        """What composing, building and taking down ask for and lead to, whatever is composed."""
        bench = self.scenario.bench
        into = _Gather()
        for part in bench.parts.values() if bench is not None else ():
            into.reads |= _names((part.noticed,)) | {str(part.id)}
        for family in bench.families.values() if bench is not None else ():
            into.reads |= {f"rig:{family.id}", f"where:{family.by}", *map(str, family.cost)}
            into.reads |= {name for name in _names(rule.must for rule in family.rules) if "." not in name}
            into.moves += self._undone[family.id]
            into.moves += [
                (str(what), frozenset(name for name in reads(by) if "." not in name)) for what, by in family.gives.items()
            ]
            for top in (family.outcome, *(brings.outcome for brings in family.brings)):
                for outcome in outcomes_below(top):
                    self._outcome(outcome, into)
            if family.exit is not None:
                into.reads.add(f"where:{family.exit.by}")
                for outcome in outcomes_below(family.exit.outcome):
                    self._outcome(outcome, into)
        return into.frozen()

    def _of_inject(self, inject: Inject) -> Asked:
        demand = inject.demand
        return self._of(
            inject.outcome, demand.answer if demand else None, demand.on_deadline if demand else None,
            conditions=(inject.when, inject.unless),
        )

    # ---------------------------------------------------------------- places

    def place(self, s: Situation) -> Place:
        """Return what decides what can still be read from a situation of a running run."""
        stages = {str(standing.stage) for standing in s.threads.values()}
        nodes = {str(work.node) for work in s.works.values()} | {str(parked.work.node) for parked in s.parked}
        stages |= {str(work.stage) for work in (*s.works.values(), *(parked.work for parked in s.parked)) if work.stage}
        injects = {f"?{open_.inject}" for open_ in s.demands} | {str(name) for name in s.coming}
        injects |= {str(name) for at, _, name in self.program.timed if at >= s.at and name not in s.arrived}
        injects |= {name for name in self._conditional if name not in s.arrived}
        return frozenset(stages), frozenset(nodes), frozenset(map(str, s.consequences)), frozenset(injects)

    def live(self, place: Place) -> frozenset[str]:
        """Return every name that may still be read from a place before the run is told."""
        found = self._known.get(place)
        if found is None:
            found = self._known[place] = self._live(place)
        return found

    def _live(self, place: Place) -> frozenset[str]:
        stages, nodes, consequences, injects = place
        parts = [self._items[NodeId(node)] for node in nodes if NodeId(node) in self._items]
        parts += [self._injects[name] if name[0] != "?" else self._answers[name[1:]] for name in injects]
        reading, moving = set(self._always | self.at_end), dict[str, set[str]]()
        todo_stages, todo_late = set(stages), set(consequences)
        seen_stages, seen_late = set[str](), set[str]()
        while True:
            for part in parts:
                reading |= part.reads
                for what, by in part.moves:
                    moving.setdefault(what, set()).update(by)
                todo_stages |= part.stages - seen_stages
                todo_late |= part.consequences - seen_late
            parts = [self._stages[name] for name in todo_stages if name in self._stages]
            parts += [self._consequences[name] for name in todo_late]
            seen_stages |= todo_stages
            seen_late |= todo_late
            todo_stages, todo_late = set(), set()
            if not parts:
                break
        changed = True
        while changed:  # what a name that is read is moved by is read, too
            more = {name for what, by in moving.items() if what in reading for name in by} - reading
            reading |= more
            changed = bool(more)
        return frozenset(reading)

    def forget(self, s: Situation) -> Situation:
        """Return the situation without what can never be read again: from there on, both go the same ways."""
        if s.phase is Phase.BRIEFING:
            return s
        live = self.reading(s)
        return replace(
            self.forget_place(s, live),
            values=self._values(s, live),
            visited=frozenset(stage for stage in s.visited if f"visited:{stage}" in live),
            knows=frozenset((role, fact) for role, fact in s.knows if f"knows:{fact}" in live),
            used=frozenset(node for node in s.used if f"used:{node}" in live),
            charged=frozenset(fact for fact in s.charged if f"charged:{fact}" in live),
        )

    def reading(self, s: Situation) -> frozenset[str]:
        """Return every name that may still be read from a situation on."""
        return self.at_end if s.phase is Phase.DEBRIEF else self.live(self.place(s))

    def forget_place(self, s: Situation, live: frozenset[str]) -> Situation:
        """Return the situation without what can never be read again of where things stand; its levels and marks are kept."""
        if s.phase is Phase.DEBRIEF:
            return self._over(s)
        return replace(
            s,
            threads=Frozen({thread: _standing(standing, live) for thread, standing in s.threads.items()}),
            opened=Frozen({stage: at for stage, at in s.opened.items() if f"opened:{stage}" in live}),
            belief=Frozen({latent: weights for latent, weights in s.belief.items() if f"belief:{latent}" in live}),
            arrived=frozenset(self._arrived(s)),
            where=Frozen({who: where for who, where in s.where.items() if f"where:{who}" in live}),
            rigs=Frozen({family: rig for family, rig in s.rigs.items() if f"rig:{family}" in live}),
            draws=Frozen(),
        )

    def _values(self, s: Situation, live: frozenset[str]) -> Frozen[VarId, Value]:
        """What is not read stands at its start again: it may still be written to."""
        return Frozen({name: value if name in live else self._starts[name] for name, value in s.values.items()})

    def _arrived(self, s: Situation) -> Iterator[InjectId]:
        """Injects that have arrived count while they could come again: those of a condition, and those of this very second."""
        for name in s.arrived:
            inject = self.scenario.injects[name]
            if inject.at is None or inject.at >= s.at or f"arrived:{name}" in self.at_end:
                yield name

    def _over(self, s: Situation) -> Situation:
        live = self.at_end
        return replace(
            s,
            at=s.at if "clock" in live or any(name in live for name in self.scenario.profiles) else Seconds(0),
            accrued=Seconds(0),
            opened=Frozen(),
            belief=Frozen(),
            arrived=frozenset(name for name in s.arrived if f"arrived:{name}" in live),
            where=Frozen(),
            rigs=Frozen({family: rig for family, rig in s.rigs.items() if f"rig:{family}" in live}),
            draws=Frozen(),
        )


def _standing(standing: Standing, live: frozenset[str]) -> Standing:
    """When a stage opened is told in an event and never asked again; how often was looked, only where looks are counted."""
    looks = standing.looks if f"looks:{standing.stage}" in live else 0
    return replace(standing, looks=looks, opens=Seconds(0) if standing.open else standing.opens)


def _names(formulas: Iterable[Formula | None]) -> frozenset[str]:
    return frozenset(name for formula in formulas if formula is not None for name in reads(formula))


def _with(asked: Asked, more: set[str]) -> Asked:
    return Asked(asked.reads | more, asked.moves, asked.stages, asked.consequences)


