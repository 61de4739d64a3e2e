"""Every way to fill the families of a workbench, and those that come to the same. Worked out when first asked, for tools."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cached_property
from itertools import combinations
from math import gcd, prod

from sim.domain.formula import Constant, Formula, reads
from sim.domain.kit import Part, Slot
from sim.domain.scenario import Move, Then, all_outcomes
from sim.engine.fitting import fits, rig_id
from sim.engine.workbench import Composed, Workbench

MOST = 10_000
"""Ways to fill slots that are looked at in one scenario; it takes about a second."""

Options = list[tuple[Part, int] | None]
"""What a slot can be filled with: so many of a part, or nothing."""


class EveryWay:
    """What can be composed at a workbench."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def every(self) -> Iterator[Composed]:
        """Yield the ways to fill each family, refused ones too. What fits an earlier family belongs to it.

        All of them, but of the families in `cut`: of those as many as come to `MOST` together, from all over.
        """
        bench = self._bench.bench
        for family in bench.families.values():
            seen: set[str] = set()
            options = self._options[family.id]
            for number in _among(prod(map(len, options)), self._shares[family.id]):
                taken = [one for one in _combination(options, number) if one is not None]
                if not taken or len({part.id for part, _ in taken}) < len(taken):
                    continue
                rig = rig_id(bench, family.goal, {part.id: n for part, n in taken})
                made = self._bench.composed(rig) if rig not in seen else None
                seen.add(rig)
                if made is not None and made.family is family:
                    yield made

    @cached_property
    def cut(self) -> tuple[str, ...]:
        """The families of which there are too many ways to look at all."""
        return tuple(name for name, options in self._options.items() if prod(map(len, options)) > self._shares[name])

    @cached_property
    def _options(self) -> dict[str, list[Options]]:
        """By family: with what each of its slots can be filled."""
        return {family.id: [self._fitting(slot) for slot in family.slots] for family in self._bench.bench.families.values()}

    def _fitting(self, slot: Slot) -> Options:
        found: Options = [None] if slot.optional else []
        for part in self._bench.bench.parts.values():
            if fits(slot, part):
                found += [(part, n) for n in part.amounts]
        return found

    @cached_property
    def _shares(self) -> dict[str, int]:
        """How many ways of each family are looked at: all, or of the largest an even share of what the small ones leave."""
        sizes = sorted((prod(map(len, options)), name) for name, options in self._options.items())
        shares: dict[str, int] = {}
        left = MOST
        for n, (size, name) in enumerate(sizes):
            shares[name] = min(size, left // (len(sizes) - n))
            left -= shares[name]
        return shares

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
        for made in sorted(self.feasible, key=lambda made: sum(n for _, n in made.parts)):  # none takes less than one before it
            comes, names = self._comes_to(made), [str(part.id) for part, _ in made.parts]
            fewer = (frozenset(some) for n in range(len(names) + 1) for some in combinations(names, n))
            if not any(self._within(other, made) for some in fewer for other in kept.get((comes, some), ())):
                kept.setdefault((comes, frozenset(names)), []).append(made)
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


def _among(size: int, share: int) -> Iterable[int]:
    """Return so many of the numbers below a size, from all over: steps of about the golden section of it, going round."""
    if share >= size:
        return range(size)
    step = next(step for step in range(size * 618 // 1000 + 1, size + 1) if gcd(step, size) == 1)
    return sorted(number * step % size for number in range(share))


def _combination(options: list[Options], number: int) -> Iterator[tuple[Part, int] | None]:
    """Yield one option of each slot: the ways are counted as figures of a number, the last slot first."""
    below = prod(map(len, options))
    for option in options:
        below //= len(option)
        yield option[number // below % len(option)]


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
