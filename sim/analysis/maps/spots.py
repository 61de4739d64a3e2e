"""Spots: the places of a scenario at which situations stand, each with its columns, and how a step leads from one to another."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from sim.analysis.maps.batches import TOKEN, Batch, Known
from sim.analysis.maps.cells import Cells, Matrix
from sim.analysis.maps.liveness import Liveness
from sim.analysis.maps.map import Does, Once, Think, Whole
from sim.analysis.maps.moves import answers, refused, story, thoughts
from sim.analysis.maps.tracing import Base, Node, Ref, Traced, TracedProgram, Tracer, could_do
from sim.domain import events as e
from sim.domain.copying import replace
from sim.domain.formula import reads
from sim.domain.scenario import Choice, Scenario
from sim.domain.situation import Phase, Situation
from sim.domain.units import StageId
from sim.engine.agenda import next_due
from sim.engine.improvise import bench_moves
from sim.engine.offers import wanted
from sim.engine.program import Program

MOST = 2**31
"""A level of this much cannot be counted."""


class Spot:
    """A place at a time: all of a situation but its levels and marks. Columns are added as situations arrive that need them."""

    __slots__ = ("at", "base", "columns", "commands", "live", "over", "place", "prints")

    def __init__(self, place: Situation, live: frozenset[str]) -> None:
        self.place, self.live = place, live
        self.at, self.over = place.at, place.phase is Phase.DEBRIEF
        self.columns: list[str] = []
        self.base: Base
        self.prints: Any = None
        self.commands: list[tuple[Does, int, Node]] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """The end of a step: where it leads (nowhere if it was refused), and what is there in each column."""

    to: Spot | None
    copied: Any = None
    writes: tuple[tuple[int, Ref], ...] = ()
    usual: tuple[tuple[int, int], ...] = ()
    chance: int = 0
    story: int = 0
    gains: tuple[tuple[int, int | Ref], ...] = ()
    branch: int = 0
    opened: tuple[StageId, ...] = ()
    boundless: frozenset[int] = frozenset()
    """Columns of what is written that may grow as large as you like."""

    def rows(self, batch: Batch) -> Matrix:
        """Return the batch in the columns of where it arrives."""
        count = batch.rows.shape[1]
        rows: Matrix = np.zeros((len(self.copied), count), dtype=np.int32)
        if batch.rows.shape[0] and len(self.copied):
            rows = batch.rows[self.copied]
        for n, default in self.usual:
            rows[n] = default
        for n, (fixed, number) in self.writes:
            level = number if fixed else batch.numbers[number] if number >= TOKEN else batch.rows[number]
            if n in self.boundless and np.max(level, initial=0) >= MOST:
                raise OverflowError("a resource grows larger than can be counted")
            rows[n] = level
        return rows


class Spots:
    """All places that were found, by what they are, and the steps between them, whoever explores from wherever."""

    def __init__(self, scenario: Scenario, think: Think) -> None:
        self.scenario, self.cells, self.liveness, self.think = scenario, Cells(scenario), Liveness(scenario), think
        self.program = TracedProgram(scenario, self.cells)
        self.chances, self.stories = Once(), Once()
        self._branches = 0
        self._total = {total: n for n, total in enumerate(scenario.totals)}
        self._known: dict[Any, Spot] = {}
        self._known_whole: dict[Any, Spot] = {}
        """By their place before anything of it was forgotten, too."""

    def __len__(self) -> int:
        return len(self._known)

    def _spot(self, s: Situation) -> Spot:
        whole = _place(s)
        spot = self._known_whole.get(whole)
        if spot is None:
            spot = self._known_whole[whole] = self._found(s)
        return spot

    def _found(self, s: Situation) -> Spot:
        live = frozenset() if s.phase is Phase.BRIEFING else self.liveness.reading(s)
        place = s if s.phase is Phase.BRIEFING else self.liveness.forget_place(s, live)
        key = _place(place)
        spot = self._known.get(key)
        if spot is None:
            spot = self._known[key] = Spot(place, live)
            self._lay_out(spot, ())
        return spot

    def _lay_out(self, spot: Spot, more: Iterable[str]) -> None:
        """Add columns. What was traced with fewer of them is traced again."""
        spot.columns += more
        spot.base = Base(tuple(spot.columns), spot.live, self.cells)
        spot.prints = self.cells.prints(spot.columns)
        spot.commands = None

    def of(self, s: Situation) -> tuple[Spot, Matrix]:
        """Return where a situation stands, and its one column of levels and marks."""
        spot = self._spot(s)
        numbers = {name: number for name, number in self.cells.of(s).items() if name in spot.live}
        missing = [name for name in numbers if name not in spot.columns]
        if missing:
            self._lay_out(spot, missing)
        rows = [[numbers.get(name, self.cells.default[name])] for name in spot.columns]
        return spot, np.array(rows, dtype=np.int32).reshape(len(rows), 1)

    def situation(self, spot: Spot, column: Any) -> Situation:
        """Return a situation of a spot by its levels and marks."""
        plain = object.__new__(Situation)
        plain.__dict__.update(spot.place.__dict__)
        if spot.place.phase is Phase.BRIEFING:
            return plain
        return replace(plain, **self.cells.put(dict(zip(spot.columns, column.tolist(), strict=False))))

    def worths(self, spot: Spot, rows: Matrix, worths: Once) -> Whole:
        """Return which of `worths` the final formula gives for those that are over at a spot."""
        formula = self.scenario.worth.formula
        count = rows.shape[1]
        if formula is None:
            return np.full(count, worths(Fraction(0)), dtype=np.int64)
        names = sorted(name for name in reads(formula) if name in self.cells)
        base, place = Base(tuple(spot.columns[:len(rows)]), spot.live, self.cells), spot.place
        many = self.program.many(formula, {}) if len(names) == len(reads(formula)) else None
        if many is not None:
            wide = {name: base[name][1] if base[name][0] else rows[base[name][1]].astype(np.int64) for name in names}
            numbers = np.broadcast_to(many(wide), count)
            several, back = np.unique(numbers, return_inverse=True)
            return np.array([worths(Fraction(number)) for number in several.tolist()], dtype=np.int64)[back]

        def work(numbers: dict[str, int]) -> int:
            ended = Situation(at=place.at, threads=place.threads, **self.cells.put(numbers, rest=False))
            return worths(Fraction(Program.value(self.program, formula, ended)))

        refs = [base[name] for name in names]
        found = Known(self.cells, names, work).at([n for _, n in refs], [n if fixed else None for fixed, n in refs])
        given: Whole = np.broadcast_to(np.asarray(found(Batch(rows, np.arange(count), {}))), count)
        return given

    def commands(self, spot: Spot) -> list[tuple[Does, int, Node]]:
        """Return what can be done at a spot, as far as hands and places go, with the seconds thought before."""
        if spot.commands is None:
            spot.commands = [(does, seconds, Node(())) for does, seconds in self._moves(spot.place)]
        return spot.commands

    def _moves(self, s: Situation) -> Iterable[tuple[Does, int]]:
        item = next_due(self.program, s)
        assert item is not None
        for thread, standing in s.threads.items():
            if standing.open and not standing.settled:
                stage = self.scenario.stages[standing.stage]
                for one in stage.items:
                    if could_do(self.program, s, thread, one):
                        does = Does("choice" if isinstance(one, Choice) else "evidence", thread, str(one.id))
                        for seconds in thoughts(stage.beat, s.at, item.at, self.think):
                            yield does, seconds
                for made in bench_moves(self.program, thread, s):
                    for seconds in thoughts(stage.beat, s.at, item.at, self.think):
                        yield Does("choice", thread, made), seconds
        for want in wanted(self.scenario, s):
            for how in answers(want.stopped is not None):
                for seconds in thoughts(self.scenario.beat, s.at, item.at, self.think):
                    yield Does("answer", item=want.inject, how=how), seconds
        yield Does("wait"), item.at - s.at

    def branch(self) -> int:
        self._branches += 1
        return self._branches

    def leaf(self, tracer: Tracer) -> Leaf:
        """Return the end of a step that was just traced."""
        if refused(tracer.events):
            return Leaf(None)
        after = tracer.now
        to = self._spot(after)
        assert isinstance(after, Traced)
        written = {name: ref for name, ref in after.written().items() if name in to.live}
        there = {name: n for n, name in enumerate(tracer.base.columns) if name in to.live and name not in written}
        needed = [name for name, ref in written.items() if ref != (True, self.cells.default[name])] + list(there)
        missing = [name for name in needed if name not in to.base]
        if missing:
            self._lay_out(to, missing)
        usual = tuple(
            (n, self.cells.default[name]) for n, name in enumerate(to.columns) if name not in there and name not in written
        )
        harm = sum(event.price for event in tracer.events if isinstance(event, e.HarmCharged))
        gains: list[tuple[int, int | Ref]] = [(self._total[total], gain) for total, gain in tracer.gains]
        gains += [(len(self._total), harm)] if harm else []
        return Leaf(
            to, np.array([there.get(name, 0) for name in to.columns], dtype=np.intp),
            tuple((n, written[name]) for n, name in enumerate(to.columns) if name in written), usual,
            self.chances(tracer.chance), self.stories(story(tracer.events)), tuple(gains), self.branch(),
            tuple(event.stage for event in tracer.events if isinstance(event, e.StageOpened)),
            frozenset(n for n, name in enumerate(to.columns) if name in written and not self.cells.size[name]),
        )


def _place(s: Situation) -> Any:
    return (
        s.at, s.phase, s.horizon, s.accrued, s.threads, s.works, s.parked, s.demands, s.consequences, s.coming, s.belief, s.where,
        s.opened, s.arrived, s.rigs,
    )

