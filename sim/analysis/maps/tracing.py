"""A step of the engine, taken by all situations of one place at once.

The engine's own `Play` is run. Where it would read a level or a mark, it is answered for the whole batch: as long as all answers
are the same it goes on; where they differ the batch is split and the step is taken again for the other part. What it would write
is noted as work on the columns. The notes make a tree, a `Node` for each stretch between two questions, so that the next batch
at the same place needs no engine at all. So there is one meaning, and the arithmetic of a batch is the only thing done twice.
"""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import Any

import numpy as np

from sim.analysis.maps.arrays import Span, array_work
from sim.analysis.maps.batches import TOKEN, Batch, Known
from sim.analysis.maps.cells import Cells
from sim.domain import commands as c
from sim.domain import events as e
from sim.domain.formula import Constant, Formula, reads
from sim.domain.scenario import Choice, Evidence, Move, Scenario, SetFact
from sim.domain.situation import Situation
from sim.domain.units import (
    YOU,
    ChoiceId,
    Frozen,
    NodeId,
    Seconds,
    Thousandths,
    ThreadId,
    TotalId,
    VarId,
    on_bench,
)
from sim.engine.effects import EVERYBODY
from sim.engine.fitting import RIG
from sim.engine.improvise import bench_offer
from sim.engine.offers import Offer, hands
from sim.engine.program import Program, program_of
from sim.engine.step import Play, carry_out

Ref = tuple[bool, int]
"""(whether it is fixed, its number or where it stands)."""


class Levels:
    """What stands for the values of a situation in a trace: where each is to be found."""

    __slots__ = ("_base", "_over")

    def __init__(self, base: dict[str, Ref], over: dict[str, Ref] | None = None) -> None:
        self._base, self._over = base, over or {}

    def ref(self, name: str) -> Ref:
        return self._over[name] if name in self._over else self._base[name]

    def put(self, name: str, ref: Ref) -> Levels:
        return Levels(self._base, {**self._over, name: ref})

    def written(self) -> dict[str, Ref]:
        return self._over


class Marks:
    """What stands for a set of a situation in a trace; asked whether something is in it, it asks the batch."""

    __slots__ = ("_ask", "_mark", "_over")

    def __init__(self, mark: str, ask: Callable[[str], bool], over: dict[str, bool] | None = None) -> None:
        self._mark, self._ask, self._over = mark, ask, over or {}

    def _name(self, item: Any) -> str:
        return f"{self._mark}:{item[1] if isinstance(item, tuple) else item}"

    def fixed(self, name: str) -> bool | None:
        return self._over.get(name)

    def __contains__(self, item: Any) -> bool:
        name = self._name(item)
        return self._over[name] if name in self._over else self._ask(name)

    def __or__(self, items: Any) -> Marks:
        return Marks(self._mark, self._ask, {**self._over, **{self._name(item): True for item in items}})

    def __sub__(self, items: Any) -> Marks:
        return Marks(self._mark, self._ask, {**self._over, **{self._name(item): False for item in items}})

    def written(self) -> dict[str, Ref]:
        return {name: (True, int(there)) for name, there in self._over.items()}


class Traced(Situation):
    """A situation of which only the place is known."""

    def known(self, fact: str) -> bool:
        return (EVERYBODY, fact) in self.knows

    def written(self) -> dict[str, Ref]:
        """Return every cell that was written in this step, and where its number is."""
        found: dict[str, Ref] = {}
        for part in (self.values, self.used, self.visited, self.knows, self.charged):
            found |= part.written()  # type: ignore[union-attr]
        return found


Work = Callable[[Batch], None]


class Node:
    """A stretch of a step: what it does to a batch, and then a question, a draw, or its end."""

    __slots__ = ("ask", "branches", "children", "draws", "leaf", "path", "works")

    def __init__(self, path: tuple[int, ...]) -> None:
        self.path = path
        """The answers that lead here."""
        self.works: list[Work] = []
        self.ask: Callable[[Batch], Any] | None = None
        self.draws: tuple[tuple[int, Fraction], ...] = ()
        self.children: dict[int, Node] = {}
        self.leaf: Any = None

    @property
    def built(self) -> bool:
        return self.ask is not None or bool(self.draws) or self.leaf is not None

    def child(self, answer: int) -> Node:
        found = self.children.get(answer)
        if found is None:
            found = self.children[answer] = Node((*self.path, answer))
        return found


class TracedProgram(Program):
    """A program that asks the step in the making instead of the situation."""

    def __init__(self, scenario: Scenario, cells: Cells) -> None:
        self.__dict__.update(program_of(scenario).__dict__)  # all that is worked out once is worked out once
        self.offered = self.due = None
        self.cells = cells
        self.play: Tracer | None = None
        self._known: dict[Any, Known] = {}
        self._reads: dict[int, tuple[tuple[str, ...], bool, tuple[str, ...], tuple[str, ...]]] = {}

    def value(self, formula: Formula, situation: Situation) -> Any:
        assert self.play is not None
        refs, known = self.asked(formula, situation)
        if all(fixed for fixed, _ in refs):
            return known.at((), [number for _, number in refs])(_NOBODY)
        assert formula.type == "truth", "numbers are worked out where they are used"
        return self.play.ask(answering(known, refs))

    def short(self, resource: VarId, amount: int, situation: Situation) -> bool:
        assert self.play is not None
        fixed, number = situation.values.ref(resource)  # type: ignore[attr-defined]
        if fixed:
            return bool(amount > number)
        return self.play.ask(lambda batch: amount > _level(batch, number))

    def asked(self, formula: Formula, situation: Situation) -> tuple[list[Ref], Known]:
        """Return where a formula finds what it reads in a situation, and what it gives for it."""
        known = self.known(formula, situation)
        return [self.ref(name, situation) for name in known.names], known

    def known(self, formula: Formula, situation: Situation) -> Known:
        """Return what a formula gives at the place of a situation."""
        names, clock, profiles, placed = self._read_by(formula)
        levels = self.profiles_at(profiles, situation.at) if profiles else ()
        so = tuple(name for name in placed if _so(name, situation))
        key = (id(formula), situation.at if clock else -1, levels, so)
        known = self._known.get(key)
        if known is None:
            at, threads, rigs = situation.at, situation.threads, situation.rigs

            def work(numbers: dict[str, int]) -> int:
                fields = self.cells.put(numbers, rest=False)
                given = Program.value(self, formula, Situation(at=at, threads=threads, rigs=rigs, **fields))
                return floor(given) if formula.type == "number" else int(given)

            given = {"clock": int(at)} | dict(zip(profiles, levels, strict=True)) | {name: int(name in so) for name in placed}
            known = self._known[key] = Known(self.cells, names, work, self.many(formula, given))
        return known

    def many(self, formula: Formula, given: dict[str, int]) -> Callable[[dict[str, Any]], Any] | None:
        """Return what works a formula out for many situations at once, if whole numbers suffice; `given` is the same for all."""

        def span(name: str) -> Span:
            return self.cells.span(name) if name in self.cells else Span(0, 10**9)

        work = array_work(formula.node, span)
        return None if work is None else lambda columns: work({**given, **columns})

    def ref(self, name: str, situation: Situation) -> Ref:
        """Return where a cell is to be found, or its number."""
        assert self.play is not None
        mark, colon, _ = name.partition(":")
        if not colon:
            return situation.values.ref(name)  # type: ignore[attr-defined, no-any-return]
        fixed = getattr(situation, mark).fixed(name)
        return self.play.base[name] if fixed is None else (True, int(fixed))

    def gaining(self, total: TotalId, since: Seconds, until: Seconds, situation: Situation) -> Known:
        """Return what a total gains in a span of time, by the levels its rate reads."""
        formula = self.scenario.totals[total].rate
        assert formula is not None
        names, _, _, placed = self._read_by(formula)
        key = (total, since, until, tuple(name for name in placed if _so(name, situation)))
        known = self._known.get(key)
        if known is None:
            rate, threads, rigs = self.rates[total], situation.threads, situation.rigs

            def work(numbers: dict[str, int]) -> int:
                fields = self.cells.put(numbers, rest=False)
                return rate.gain(Situation(at=since, accrued=since, threads=threads, rigs=rigs, **fields), until)

            known = self._known[key] = Known(self.cells, names, work)
        return known

    def profiles_at(self, profiles: tuple[str, ...], at: Seconds) -> tuple[int, ...]:
        return tuple(
            next((height for since, height in reversed(self.scenario.profiles[name].levels) if since <= at), 0)
            for name in profiles
        )

    def _read_by(self, formula: Formula) -> tuple[tuple[str, ...], bool, tuple[str, ...], tuple[str, ...]]:
        found = self._reads.get(id(formula))
        if found is None:
            names = reads(formula)
            found = self._reads[id(formula)] = (
                tuple(sorted(name for name in names if name in self.cells)), "clock" in names,
                tuple(sorted(names & set(self.scenario.profiles))),
                tuple(sorted(name for name in names if name.startswith(("open:", "rig:")))),
            )
        return found


def _so(name: str, situation: Situation) -> bool:
    """Whether what a formula asks of where things stand is so: a thread is open, a rig of a family stands."""
    what, _, which = name.partition(":")
    return ThreadId(which) in situation.threads if what == "open" else which in situation.rigs


_NOBODY = Batch(np.zeros((0, 0), dtype=np.int32), np.zeros(0, dtype=np.int64), {})


def _level(batch: Batch, ref: int) -> Any:
    return batch.numbers[ref] if ref >= TOKEN else batch.rows[ref]


def answering(known: Known, refs: list[Ref]) -> Callable[[Batch], Any]:
    return known.at([number for _, number in refs], [number if fixed else None for fixed, number in refs])


class Base(dict[str, Ref]):
    """Where the cells of a place are to be found: in its columns, at their default if they have none."""

    def __init__(self, columns: tuple[str, ...], live: frozenset[str], cells: Cells) -> None:
        super().__init__({name: (False, n) for n, name in enumerate(columns)})
        self.columns, self.live, self._cells = columns, live, cells

    def __missing__(self, name: str) -> Ref:
        assert name in self.live, f"{name} is read where it had been forgotten"
        return (True, self._cells.default[name])


class Tracer(Play):
    """One step by a batch. What is asked and written is noted in the tree of nodes, from `node` on."""

    program: TracedProgram

    def __init__(
        self, program: TracedProgram, situation: Situation, base: Base, node: Node, batch: Batch,
        others: list[tuple[Node, Batch]],
    ) -> None:
        super().__init__(program, _traced(situation, base, self._marked), self._drawn)
        program.play = self
        self.base, self._node, self.batch, self._others = base, node, batch, others
        self._script, self._done = node.path, 0
        self._tokens = TOKEN - 1
        self.chance = Fraction(1)
        self.gains: list[tuple[TotalId, int | Ref]] = []

    # ---------------------------------------------------------------- questions

    def ask(self, question: Callable[[Batch], Any]) -> bool:
        """Answer for the batch; those of it for whom the answer is another take the step again."""
        if self._done < len(self._script):
            self._done += 1
            return bool(self._script[self._done - 1])
        here = self._node
        here.ask = question
        answers = np.asarray(question(self.batch), dtype=bool)
        answer = bool(answers.all())
        if answers.ndim and not answer and answers.any():
            self._others.append((here.child(0), self.batch.take(~answers)))
            self.batch = self.batch.take(answers)
            answer = True
        self._node = here.child(int(answer))
        return answer

    def _marked(self, name: str) -> bool:
        if name not in self.base.live and name.startswith("knows:"):
            return False  # only whether it is news hangs on it
        fixed, number = self.base[name]
        return bool(number) if fixed else self.ask(lambda batch: batch.rows[number] != 0)

    def _drawn(self, node: NodeId, visit: int, names: tuple[str, ...], weights: tuple[int, ...]) -> int:
        total = sum(weights)
        if self._done < len(self._script):
            self._done += 1
            index = self._script[self._done - 1]
        else:
            here = self._node
            here.draws = tuple((n, Fraction(weight, total)) for n, weight in enumerate(weights) if weight)
            index, *others = [n for n, _ in here.draws]
            self._others += [(here.child(other), self.batch.copy()) for other in others]
            self._node = here.child(index)
        self.chance *= Fraction(weights[index], total)
        return index

    # ---------------------------------------------------------------- levels

    def _token(self, work: Callable[[Batch], Any]) -> Ref:
        self._tokens += 1
        token = self._tokens

        def note(batch: Batch) -> None:
            batch.numbers[token] = work(batch)

        if self._done == len(self._script):
            self._node.works.append(note)
            note(self.batch)
        return (False, token)

    def gained(self, until: Seconds) -> Frozen[TotalId, Thousandths]:
        since = self.now.accrued
        for total in self.program.rates:
            known = self.program.gaining(total, since, until, self.now)
            refs = [self.program.ref(name, self.now) for name in known.names]
            if all(fixed for fixed, _ in refs):
                gain = int(known.at((), [number for _, number in refs])(_NOBODY))
                if gain:
                    self.gains.append((total, gain))
            else:
                self.gains.append((total, self._token(answering(known, refs))))
        return Frozen()

    def move(self, at: Seconds, effect: Move) -> None:
        scenario, what = self.program.scenario, effect.what
        if what not in self.base.live and what not in self.now.values.written():  # type: ignore[attr-defined]
            self._write(at, what, (True, self.program.cells.default[what]))  # whatever it is, nobody will ask
            return
        low, high = (scenario.meters[what].low, scenario.meters[what].high) if what in scenario.meters else (0, None)
        fixed, level = self.program.ref(what, self.now)
        if isinstance(effect.by.node, Constant):
            by: Callable[[Batch], Any] = _always(floor(effect.by.node.value))  # type: ignore[arg-type]
            given = True
        else:
            refs, known = self.program.asked(effect.by, self.now)
            given = all(one for one, _ in refs)
            by = answering(known, refs)
        if fixed and given:
            self._write(at, what, (True, _within(level + int(by(_NOBODY)), low, high)))
        elif fixed:
            self._write(at, what, self._token(lambda batch: _within(level + by(batch), low, high)))
        else:
            self._write(at, what, self._token(lambda batch: _within(_level(batch, level) + by(batch), low, high)))

    def put(self, at: Seconds, effect: SetFact) -> None:
        name = str(effect.fact)
        self._write(at, VarId(name), (True, self.program.cells.number(name, effect.value)))

    def pay(self, at: Seconds, item: Choice | Evidence) -> None:
        for resource, amount in item.task.cost:
            fixed, level = self.program.ref(resource, self.now)
            self._write(at, resource, (True, level - amount) if fixed else self._token(_less(level, amount)))

    def _write(self, at: Seconds, what: VarId, ref: Ref) -> None:
        self.emit(e.VariableSet(at=at, what=what, value=ref))  # type: ignore[arg-type]

    # ---------------------------------------------------------------- offers

    def offer(self, thread: ThreadId, what: str) -> Offer | None:
        if on_bench(what):
            offer = bench_offer(self.program, self.now, thread, what)
            tried = offer is not None and what.startswith(RIG) and "!" in offer.item.node
            return offer._replace(reason="not-now") if offer is not None and tried else offer
        stage = self.scenario.stages[self.now.threads[thread].stage]
        item = next(item for item in stage.items if item.id == what)
        task = item.task
        if task.appears is not None and not self.program.holds(task.appears, self.now):
            return None
        unfit = (not task.again and item.node in self.now.used) or not self.program.holds(task.when, self.now)
        unfit = unfit or any(self.program.short(resource, amount, self.now) for resource, amount in task.cost)
        return Offer(thread, stage, item, "not-now" if unfit else "")

    def rivals(self, thread: ThreadId) -> tuple[ChoiceId, ...]:
        return ()  # told in an event, and read by no rule

    # ---------------------------------------------------------------- the whole step

    def take(self, command: c.Command) -> tuple[Node, Batch]:
        """Carry the command out for the batch, or for that part of it whose answers are alike; return where that ended."""
        carry_out(self, command)
        return self._node, self.batch


def _traced(situation: Situation, base: Base, ask: Callable[[str], bool]) -> Traced:
    fields = dict(situation.__dict__)
    fields["values"] = Levels(base)
    fields |= {mark: Marks(mark, ask) for mark in ("used", "visited", "knows", "charged")}
    traced = object.__new__(Traced)
    traced.__dict__.update(fields)
    return traced


def _always(number: int) -> Callable[[Batch], Any]:
    wide = np.int64(number)  # columns have 32 bits, and what comes of adding to them need not fit
    return lambda batch: wide


def _less(ref: int, amount: int) -> Callable[[Batch], Any]:
    return lambda batch: _level(batch, ref) - amount


def _within(level: Any, low: int, high: int | None) -> Any:
    if isinstance(level, int):
        return max(low, level if high is None else min(high, level))
    bounded = np.maximum(level, low)
    return bounded if high is None else np.minimum(bounded, high)


def could_do(program: Program, s: Situation, thread: ThreadId, item: Choice | Evidence) -> bool:
    """Return whether hands, places and looks allow something; the rest depends on levels and marks."""
    standing = s.threads[thread]
    stage = program.scenario.stages[standing.stage]
    if stage.looks is not None and isinstance(item, Evidence) and standing.looks >= stage.looks:
        return False
    if YOU in s.works or s.parked:
        return False
    return not hands(program, s, item.task)

