"""Every way to fill the families of a workbench, and those that come to the same. Worked out when first asked, for tools."""
from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cached_property

from sim.domain.formula import Constant, Formula, reads
from sim.domain.kit import Part, Slot
from sim.domain.scenario import Move, Then, all_outcomes
from sim.engine.fitting import fits, rig_id
from sim.engine.workbench import Composed, Workbench


class EveryWay:
    """What can be composed at a workbench."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def every(self) -> Iterator[Composed]:
        """Yield every way to fill each family, refused ones too. What fits an earlier family belongs to it."""
        bench = self._bench.bench
        for family in bench.families.values():
            seen: set[str] = set()
            for combination in itertools.product(*(self._options(slot) for slot in family.slots)):
                taken = [one for one in combination if one is not None]
                if not taken or len({part.id for part, _ in taken}) < len(taken):
                    continue
                rig = rig_id(bench, family.goal, {part.id: n for part, n in taken})
                made = self._bench.composed(rig) if rig not in seen else None
                seen.add(rig)
                if made is not None and made.family is family:
                    yield made

    def _options(self, slot: Slot) -> list[tuple[Part, int] | None]:
        found: list[tuple[Part, int] | None] = [None] if slot.optional else []
        for part in self._bench.bench.parts.values():
            if fits(slot, part):
                found += [(part, n) for n in part.amounts]
        return found

    @cached_property
    def feasible(self) -> tuple[Composed, ...]:
        """Everything that can be built in some situation, in the order of families."""
        return tuple(made for made in self.every() if not made.refused)

    @cached_property
    def folded(self) -> tuple[Composed, ...]:
        """One for all that come to the same: of what does and costs the same, what takes no more of any part.

        Whoever built the other could have built this and gone on alike. A part is told apart whose number some formula reads, or
        something lessens. Left out is to build, of what stands, another that comes to the same.
        """
        kept: dict[object, list[Composed]] = {}
        for made in self.feasible:
            alike = kept.setdefault(self._comes_to(made), [])
            if not any(self._within(other, made) for other in alike):
                alike[:] = [*(other for other in alike if not self._within(made, other)), made]
        left = {made.id for alike in kept.values() for made in alike}
        return tuple(made for made in self.feasible if made.id in left)

    def _comes_to(self, made: Composed) -> object:
        """Return all that building does, but which parts it takes."""
        assert made.family is not None
        parts = {part.id for part, _ in made.parts}
        task, effects = made.build.task, made.build.outcome.effects
        moves = tuple((effect.what, effect.by.node) for effect in effects if isinstance(effect, Move))
        flags = tuple(effect.outcome.node for effect in effects if isinstance(effect, Then))
        rules = tuple(must.node for must, _ in made.rules)
        return made.family.id, task.takes, tuple(one for one in task.cost if one[0] not in parts), moves, flags, rules

    def _within(self, one: Composed, other: Composed) -> bool:
        """Whether `one` takes no more of any part than `other`, and as many of each that is told apart."""
        has, takes = ({str(part.id): n for part, n in made.parts} for made in (other, one))
        return all(has.get(name, 0) >= n for name, n in takes.items()) and all(
            has.get(name, 0) == takes.get(name, 0) for name in self._told_apart
        )

    @cached_property
    def _told_apart(self) -> frozenset[str]:
        scenario = self._bench.scenario
        read = {name for formula in _formulas(scenario) for name in reads(formula)}
        read |= {str(e.what) for below in all_outcomes(scenario) for e in below.effects if isinstance(e, Move) and _takes(e.by)}
        return frozenset(str(part) for part in self._bench.bench.parts if part in read)


def _takes(by: Formula) -> bool:
    """Whether a level may become less by it. What is taken away takes none of what stands, so it shields what it uses."""
    return not (isinstance(by.node, Constant) and not isinstance(by.node.value, str) and by.node.value >= 0)


def _formulas(thing: object) -> Iterator[Formula]:
    """Yield every formula anywhere in a scenario."""
    if isinstance(thing, Formula):
        yield thing
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from _formulas(getattr(thing, field.name))
    elif isinstance(thing, Mapping):
        for inner in thing.values():
            yield from _formulas(inner)
    elif isinstance(thing, tuple):
        for inner in thing:
            yield from _formulas(inner)
