"""Estimate how many situations a scenario has: `python benchmarks/situations.py dead-air --most 500000`.

Walks every situation reachable on the engine's own `step`, earliest first, until there are no more or `--most` are found.
Players here decide at once or let the next thing fall due: fewer think-time classes than the full count needs. What can no
longer be read (facts, uses and visits that no stage, inject or consequence still to come asks for) is forgotten. So the figure
is an estimate from two sides; the proof belongs to the exploring tools.
"""
from __future__ import annotations

import argparse
import heapq
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sim.authoring.load import load  # noqa: E402
from sim.domain import commands as c  # noqa: E402
from sim.domain.formula import Formula, reads  # noqa: E402
from sim.domain.scenario import Move, OpenThread, Outcome, Scenario, Schedule, Stage, outcomes_below  # noqa: E402
from sim.domain.situation import Phase, Situation  # noqa: E402
from sim.domain.units import Seconds  # noqa: E402
from sim.engine import step as engine  # noqa: E402
from sim.engine.offers import offers, wanted  # noqa: E402
from sim.engine.program import program_of  # noqa: E402
from sim.engine.rhythm import clock_label, is_free  # noqa: E402


class _Undrawn(Exception):
    def __init__(self, possible: list[int]) -> None:
        super().__init__()
        self.possible = possible


def outcomes(scenario: Scenario, situation: Situation, command: c.Command) -> Iterator[Situation]:
    """Yield every situation a command can lead to, one for each way its draws can fall."""
    scripts: list[tuple[int, ...]] = [()]
    while scripts:
        script = scripts.pop()
        left = iter(script)

        def luck(node: str, visit: int, names: tuple[str, ...], weights: tuple[int, ...], left: Iterator[int] = left) -> int:
            for index in left:
                return index
            raise _Undrawn([n for n, weight in enumerate(weights) if weight])

        try:
            yield engine.step(scenario, situation, command, luck)[0]
        except _Undrawn as undrawn:
            scripts += [(*script, index) for index in undrawn.possible]


class Reader:
    """What may still be read from a place in the scenario, and a key of a situation that holds no more than that."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.always = _reads(scenario.worth.formula, *(total.rate for total in scenario.totals.values()))
        self.ahead = lru_cache(maxsize=None)(self._ahead)

    def _ahead(self, stages: frozenset[str], pending: frozenset[str], coming: frozenset[str]) -> frozenset[str]:
        scenario, found = self.scenario, set(self.always)
        todo, seen, consequences, done = list(stages), set[str](), set(pending), set[str]()

        def take(top: Outcome) -> None:
            for outcome in outcomes_below(top):
                if outcome.to in scenario.stages:
                    todo.append(str(outcome.to))
                for effect in outcome.effects:
                    if isinstance(effect, Move):
                        found.update(reads(effect.by))
                    elif isinstance(effect, OpenThread):
                        todo.append(scenario.threads[effect.thread].start)
                    elif isinstance(effect, Schedule):
                        consequences.add(effect.consequence)

        for inject in scenario.injects.values():
            if inject.id in coming:
                found |= _reads(inject.when, inject.unless)
                for top in (inject.outcome, *((inject.demand.answer, inject.demand.on_deadline) if inject.demand else ())):
                    take(top)
        while todo or consequences - done:
            for consequence in scenario.consequences.values():
                if consequence.id in consequences - done:
                    done.add(consequence.id)
                    found |= _reads(consequence.unless)
                    take(consequence.outcome)
            if todo:
                name = todo.pop()
                stage = next((s for s in scenario.stages.values() if s.id == name), None)
                if stage is not None and name not in seen:
                    seen.add(name)
                    for item in stage.items:
                        found |= _reads(item.task.appears, item.task.when) | {what for what, _ in item.task.cost}
                    for top in _tops(stage):
                        take(top)
        return frozenset(found)

    def key(self, s: Situation) -> object:
        """Return what makes this situation differ from others for everything that can still happen."""
        scenario = self.scenario
        here = {standing.stage for standing in s.threads.values()}
        coming = frozenset(i.id for i in scenario.injects.values() if i.id not in s.arrived and (i.at is None or i.at >= s.at))
        ahead = self.ahead(frozenset(here | {work.stage for work in s.works.values()}), frozenset(s.consequences), coming)
        items = {item.node for stage in here if stage in scenario.stages for item in scenario.stages[stage].items}
        return (
            s.at, s.phase, s.threads, s.works, s.parked, s.demands, s.consequences, s.coming, s.belief,
            frozenset(v for v in s.visited if f"visited:{v}" in ahead), frozenset(f for _, f in s.knows if f"knows:{f}" in ahead),
            tuple((name, value) for name, value in s.values.items() if name in ahead),
            frozenset(u for u in s.used if f"used:{u}" in ahead or u in items),
        )


def _reads(*formulas: Formula | None) -> set[str]:
    return {name for formula in formulas if formula is not None for name in reads(formula)}


def _tops(stage: Stage) -> Iterator[Outcome]:
    for item in stage.items:
        yield item.outcome
        probe = getattr(item, "probe", None)
        if probe is not None:
            yield from (probe.yes, probe.no)
    if stage.on_deadline is not None:
        yield stage.on_deadline


def moves(scenario: Scenario, s: Situation) -> Iterator[c.Command]:
    """Yield what can be done now: wait for the next thing due, or anything on offer, at once."""
    due = engine.due(scenario, s)
    assert due is not None
    yield c.Wait(at=due.at)
    if not is_free(scenario, s):
        return
    for offer in offers(scenario, s):
        if not offer.reason and offer.is_choice:
            yield c.Choose(at=s.at, thread=offer.thread, choice=offer.item.id)  # type: ignore[arg-type]
        elif not offer.reason:
            yield c.Investigate(at=s.at, thread=offer.thread, evidence=offer.item.id)  # type: ignore[arg-type]
    for want in wanted(scenario, s):
        for how in ("answer", "carry_on", "abandon"):
            yield c.Answer(at=s.at, inject=want.inject, how=how)  # type: ignore[arg-type]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario")
    parser.add_argument("--most", type=int, default=500_000)
    asked = parser.parse_args()
    file = ROOT / "scenarios" / asked.scenario / "scenario.yaml"
    scenario = load(file.read_bytes(), str(file)).scenario
    assert scenario is not None, "the scenario has errors: python main.py check"
    program_of(scenario).rates.clear()  # totals belong to no situation
    reader, began = Reader(scenario), time.monotonic()
    heap: list[tuple[Seconds, int, Situation]] = []
    seen: set[object] = set()
    slots: Counter[str] = Counter()

    def add(s: Situation) -> None:
        key = reader.key(s)
        if key not in seen:
            seen.add(key)
            slots[str(max(s.opened, key=lambda stage: s.opened[stage], default="-"))] += 1
            heapq.heappush(heap, (s.at, len(seen), s))

    for s in outcomes(scenario, Situation(), c.Begin(at=Seconds(0))):
        add(s)
    while heap and len(seen) < asked.most:
        _, _, s = heapq.heappop(heap)
        if s.phase is Phase.RUNNING:
            for command in moves(scenario, s):
                for after in outcomes(scenario, s, command):
                    add(after)
    until = clock_label(scenario, heap[0][0]) if heap else "the end"
    print(f"{asked.scenario}: {len(seen):,} situations up to {until}, in {time.monotonic() - began:.0f} s")
    for slot, number in slots.most_common():
        print(f"  {slot:16} {number:>9,}")


if __name__ == "__main__":
    main()
