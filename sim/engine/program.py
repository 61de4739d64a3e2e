"""What is worked out once per scenario and shared by all its runs: graphs, closures, and what to look at when."""
from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sim.domain.formula import Call, Formula, reads, times
from sim.domain.scenario import Choice, Evidence, Inject, Outcome, Say, Scenario, Stage, Text, all_outcomes
from sim.domain.situation import Situation
from sim.domain.units import YOU, InjectId, NodeId, Seconds, VarId, on_bench
from sim.engine.everyway import EveryWay
from sim.engine.formulas import Worked, worked
from sim.engine.stages import Stages
from sim.engine.totals import rates_of
from sim.engine.workbench import Workbench

DAY = 86_400


class Program:
    """A scenario, ready to run. Nothing it says changes after it is built; what it has worked out it remembers."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.stages = Stages(scenario)
        self.offered: tuple[Situation, tuple[Any, ...]] | None = None
        self.due: tuple[Situation, Any] | None = None
        """What was last on offer, and what was last due next: see `offers.offered` and `agenda.next_due`."""
        self.rates = rates_of(scenario)
        self._worked: dict[int, tuple[Formula, Worked]] = {}
        """By the identity of their formulas, which they keep alive."""
        self.timed = tuple(sorted((inject.at, order, inject.id) for order, inject in enumerate(scenario.injects.values())
                                  if inject.at is not None))
        self._times = tuple(at for at, _, _ in self.timed)
        # one mapping a kind: an inject and a consequence may bear the same name
        self.inject_order: dict[str, int] = {name: n for n, name in enumerate(scenario.injects)}
        self.consequence_order: dict[str, int] = {name: n for n, name in enumerate(scenario.consequences)}
        self.thread_order: dict[str, int] = {name: n for n, name in enumerate(scenario.threads)}
        self.people_order: dict[str, int] = {name: n for n, name in enumerate(dict.fromkeys((YOU, *scenario.people)))}
        watch: dict[str, list[InjectId]] = defaultdict(list)
        for inject in scenario.injects.values():
            if inject.when is not None:
                for name in reads(inject.when):
                    watch[name].append(inject.id)
        self.watch = {name: tuple(ids) for name, ids in watch.items()}
        self.conditional = tuple(inject.id for inject in scenario.injects.values() if inject.when is not None)
        self.marks = self._marks()
        self.settles = frozenset(
            choice.node for stage in scenario.stages.values() for choice in stage.choices if choice.leads_on
        )
        self.items: dict[NodeId, tuple[Stage, Choice | Evidence]] = {
            item.node: (stage, item) for stage in scenario.stages.values() for item in stage.items
        }
        """What authors wrote that can be done; `item` knows what was composed at the workbench, too."""
        self.says: dict[tuple[NodeId, int], Say] = {
            (outcome.node, effect.index): effect
            for outcome in all_outcomes(scenario) for effect in outcome.effects if isinstance(effect, Say)
        }
        self.workbench = Workbench(scenario, scenario.bench) if scenario.bench is not None else None
        self.ways = EveryWay(self.workbench) if self.workbench is not None else None
        self.serving: dict[str, Worked] = {
            flow.serving.text: worked(scenario, Formula(flow.serving.text, Call("floor", (flow.serving.node,)), "number"))
            for flow in scenario.flows.values()
        }
        """How many an hour each flow serves, by what stands for it in texts and formulas: `serving(calls)`."""
        self.outcomes: dict[NodeId, Outcome] = {outcome.node: outcome for outcome in all_outcomes(scenario)}

    def item(self, node: NodeId) -> Choice | Evidence | None:
        """Return what can be done under a node, None if there is no such thing."""
        if node in self.items:
            return self.items[node][1]
        return self.workbench.item(node) if self.workbench is not None and on_bench(node) else None

    def holds(self, formula: Formula | None, situation: Situation) -> bool:
        """Return whether a condition holds; an absent one does."""
        return formula is None or bool(self.value(formula, situation))

    def value(self, formula: Formula, situation: Situation) -> Any:
        """Return what a formula gives."""
        known = self._worked.get(id(formula))
        if known is None:
            known = self._worked[id(formula)] = (formula, worked(self.scenario, formula))
        return known[1](situation)

    def short(self, resource: VarId, amount: int, situation: Situation) -> bool:
        """Return whether there is less of a resource than `amount`."""
        return amount > situation.values[resource]  # type: ignore[operator]

    def next_timed(self, situation: Situation) -> tuple[Seconds, int, Inject] | None:
        """Return the next inject that has a time of its own."""
        index = bisect_right(self._times, situation.at - 1)
        while index < len(self.timed):
            at, order, inject = self.timed[index]
            if inject not in situation.arrived:
                return Seconds(at), order, self.scenario.injects[inject]
            index += 1
        return None

    def next_mark(self, at: Seconds) -> Seconds | None:
        """Return the next time after `at` that some condition names, or at which somebody comes or goes."""
        index = bisect_right(self.marks, at)
        return self.marks[index] if index < len(self.marks) else None

    def time_of_day(self, at: Seconds) -> int:
        """Return seconds after midnight."""
        return (self.scenario.midnight + at) % DAY

    def read(self, text: Text, situation: Situation) -> tuple[str, ...]:
        """Return the passages of `text` that hold now, with every `{name}` filled in, once."""
        return tuple(fill(passage.text, situation, self.serving) for passage in text if self.holds(passage.when, situation))

    def _marks(self) -> tuple[Seconds, ...]:
        scenario = self.scenario
        found: set[int] = set()
        for formula in _conditions(scenario):
            found |= times(formula)
            for name in reads(formula) & set(scenario.profiles):
                found |= {at for at, _ in scenario.profiles[name].levels}
        if self.rates:
            found |= {day * DAY - scenario.midnight for day in range(scenario.horizon // DAY + 2)}  # a day's figures end with it
        for person in scenario.people.values():
            for span in person.hours if person.helps else ():
                for edge in span:
                    for day in range(scenario.horizon // DAY + 2):
                        found.add(day * DAY + edge - scenario.midnight)
        return tuple(Seconds(at) for at in sorted(found) if 0 < at < scenario.horizon)


_NONE: Mapping[str, Worked] = {}


def fill(text: str, situation: Situation, serving: Mapping[str, Worked] = _NONE) -> str:
    """Put present values in place of `{name}` and `{serving(flow)}`. What is put in is not looked at again."""
    if "{" not in text:
        return text
    pieces = []
    for piece in text.split("{"):
        name, closed, rest = piece.partition("}")
        if closed and name in situation.values:
            pieces.append(f"{situation.values[name]}{rest}")  # type: ignore[index]
        elif closed and name in serving:
            pieces.append(f"{serving[name](situation)}{rest}")
        else:
            pieces.append(piece if not pieces else "{" + piece)
    return "".join(pieces)


def _conditions(scenario: Scenario) -> list[Formula]:
    """Return every condition on which something being on offer, or arriving, depends."""
    found: list[Formula | None] = [inject.when for inject in scenario.injects.values()]
    for stage in scenario.stages.values():
        for item in stage.items:
            found += [item.task.appears, item.task.when]
    if scenario.bench is not None:
        found += [part.noticed for part in scenario.bench.parts.values()]
        found += [rule.must for family in scenario.bench.families.values() for rule in family.rules]
    return [formula for formula in found if formula is not None]


_PROGRAMS: dict[int, Program] = {}
"""By the identity of their scenarios, which they keep alive."""

_MOST_KEPT = 16


def program_of(scenario: Scenario) -> Program:
    """Return the program of a scenario, built once while few others are played in between."""
    program = _PROGRAMS.get(id(scenario))
    if program is None:
        if len(_PROGRAMS) >= _MOST_KEPT:
            del _PROGRAMS[next(iter(_PROGRAMS))]
        program = _PROGRAMS[id(scenario)] = Program(scenario)
    return program
