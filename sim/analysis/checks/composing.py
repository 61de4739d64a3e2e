"""What a workbench shows once every way to fill its families is tried: parts, rules and families that nothing comes of.

Of a family with too many ways to try them all (`EveryWay.cut`) nothing is said to happen never or always.
"""
from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.checks.explored import Explored, Finding
from sim.domain.kit import Bench, Family
from sim.engine.everyway import MOST, EveryWay
from sim.engine.fitting import fits
from sim.engine.improvise import benches
from sim.engine.program import program_of
from sim.engine.workbench import Composed

MOST_ASKED = 20_000
"""Situations of all maps in which it is asked who notices what."""


def parts_are_used(explored: Explored) -> Iterator[Finding]:
    """SC511: a part that has a place in no family. Some should be: a kit without a decoy gives the answer away."""
    bench, _ = _bench(explored)
    slots = [slot for family in bench.families.values() for slot in family.slots] if bench is not None else []
    for part in bench.parts.values() if bench is not None else ():
        if not any(fits(slot, part) for slot in slots):
            yield Finding(
                code="SC511", about=f"part:{part.id}", severity="info", never=True,
                message=f"nothing can be made of `{part.id}`; that is fine if it is a decoy",
                hint="if it is not, let it afford what some slot needs",
            )


def rules_tell_ideas_apart(explored: Explored) -> Iterator[Finding]:
    """SC512: a rule that every idea keeps, or that no idea keeps, whatever the situation."""
    for family, made in _families(explored):
        left = made
        for n in range(len(family.rules)):
            comes = {one.judged[n] for one in left}
            left = [one for one in left if one.judged[n] is not False]
            if comes in ({True}, {False}):
                how = "never refuses anything" if True in comes else "refuses everything that comes to it"
                yield Finding(
                    code="SC512", about=f"rig/{family.id}!{n}", severity="warning", never=True,
                    message=f"rule {n + 1} of `{family.id}` {how}: `{family.rules[n].must.text}`",
                    hint="let some ways to fill the slots keep it and some not, or take it out",
                )


def families_differ(explored: Explored) -> Iterator[Finding]:
    """SC513: a family of which everything that fills it is taken for one that stands before it in the file."""
    bench, ways = _bench(explored)
    if bench is None or ways is None:
        return
    lives = {made.family.id for made in ways.every() if made.family is not None}
    for family in bench.families.values():
        if family.id not in lives and family.id not in ways.cut:
            yield Finding(
                code="SC513", about=f"rig/{family.id}", severity="warning", never=True,
                message=f"nothing ever counts as `{family.id}`: what fits it fits {_before(bench, family)}, which comes first",
                hint="let a slot need something that tells the two apart, or give them different goals",
            )


def parts_are_noticed(explored: Explored) -> Iterator[Finding]:
    """SC514: a part whose `noticed` holds nowhere in any map while there is a workbench."""
    bench, _ = _bench(explored)
    maps = [ways.map for ways in (*explored.ways, *explored.others)]
    if bench is None or not explored.whole or sum(found.situations for found in maps) > MOST_ASKED:
        return
    program = program_of(explored.scenario)
    unseen = {part.id: part.noticed for part in bench.parts.values() if part.noticed is not None}
    for found in maps:
        for situation in found.each[:found.situations] if unseen else ():
            if benches(explored.scenario, situation):
                unseen = {name: noticed for name, noticed in unseen.items() if not program.holds(noticed, situation)}
    for name in unseen:
        yield Finding(
            code="SC514", about=f"part:{name}", severity="warning", never=True,
            message=f"nobody ever notices `{name}`, so that nothing can be made of it",
            hint="look at its `noticed`, and at what reveals or sets what that reads",
        )


def families_can_be_built(explored: Explored) -> Iterator[Finding]:
    """SC501, of a family: its parts, its rules, its cost or whose hands it needs are never there at once."""
    for family, made in _families(explored):
        if any(not one.refused for one in made) and explored.never(f"built:{family.id}"):
            yield Finding(
                code="SC501", about=f"rig/{family.id}", severity="info", never=True, message=f"`{family.id}` can never be built",
                hint="look at what its parts are noticed by, at its `rules`, `cost`, `by` and `at`, or take it out",
            )


def ways_can_be_counted(explored: Explored) -> Iterator[Finding]:
    """SC515: so many ways to fill the families that only some of them are tried."""
    _, ways = _bench(explored)
    for name in ways.cut if ways is not None else ():
        yield Finding(
            code="SC515", about=f"rig/{name}", severity="info",
            message=f"there are too many ways to fill `{name}`: not all of them are tried here, nor explored, nor solved",
            hint=f"with fewer `amounts`, or needs that fewer parts meet, all families together can stay below {MOST:,}",
        )


def _bench(explored: Explored) -> tuple[Bench | None, EveryWay | None]:
    return explored.scenario.bench, program_of(explored.scenario).ways


def _families(explored: Explored) -> Iterator[tuple[Family, list[Composed]]]:
    """Yield each family with every way to fill it, where those are known and there are any."""
    bench, ways = _bench(explored)
    if bench is None or ways is None:
        return
    by: dict[str, list[Composed]] = {}
    for made in ways.every():
        if made.family is not None and made.family.id not in ways.cut:
            by.setdefault(made.family.id, []).append(made)
    yield from ((bench.families[name], made) for name, made in by.items())


def _before(bench: Bench, family: Family) -> str:
    """Return the families of the same goal that stand before one, as a list of words."""
    names = list(bench.families)
    before = [f"`{name}`" for name in names[:names.index(family.id)] if bench.families[name].goal == family.goal]
    return " or ".join(before)
