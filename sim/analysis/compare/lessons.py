"""Which rules of a workbench teach somebody something, found by trying: maps leave refused ideas out, nothing comes of them."""
from __future__ import annotations

from collections import defaultdict

from sim.analysis.maps.map import Map
from sim.domain.situation import Phase
from sim.engine.improvise import bench_offer, benches
from sim.engine.program import program_of
from sim.engine.workbench import Composed

MOST_SITUATIONS, MOST_IDEAS = 500, 12
"""Situations of a map in which ideas are tried, from all over it; and ideas a rule can be broken by, the smallest first."""


def taught(found: Map) -> set[str]:
    """Return the marks of lessons that some idea would be taught somewhere in a map. A lesson that is not among them may be, too.

    Marks are those of `features`: `lesson:NODE`.
    """
    program, scenario = program_of(found.scenario), found.scenario
    if program.ways is None:
        return set()
    ideas: dict[str, list[Composed]] = defaultdict(list)
    for made in sorted(program.ways.every(), key=lambda made: sum(n for _, n in made.parts)):
        for _, refusal in made.rules:
            if len(ideas[refusal.outcome.node]) < MOST_IDEAS:
                ideas[refusal.outcome.node].append(made)
    marks: set[str] = set()
    step = max(1, found.situations // MOST_SITUATIONS)
    for situation in (found.each[n] for n in range(0, found.situations, step)):
        open_ = benches(scenario, situation) if situation.phase is Phase.RUNNING else ()
        for node in [node for node in ideas if f"lesson:{node}" not in marks] if open_ else ():
            offers = (bench_offer(program, situation, open_[0], made.id) for made in ideas[node])
            if any(offer is not None and not offer.reason and offer.item.outcome.node == node for offer in offers):
                marks.add(f"lesson:{node}")
    return marks
