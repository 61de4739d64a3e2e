"""Which endings there are ways to. An ending is reached by a way that is told by it, unreachable only by proof, else not found.

Proof is a whole map and a bound: what is told over each final situation, with every total anywhere between its least and its
most, never falls into the band; or the condition of an overriding ending holds in no final situation with a way past a warning.
"""
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from sim.analysis.checks.bounds import between
from sim.analysis.checks.choosing import Choosing, by_chance, via
from sim.analysis.checks.witness import Way, Ways, gains, happened
from sim.domain import events as e
from sim.domain.copying import replace
from sim.domain.formula import Formula, Name, Node, Serving, reads
from sim.domain.scenario import Ending
from sim.domain.situation import Situation
from sim.domain.units import ConsequenceId, FactId, Frozen, InjectId, Seconds, TotalId, VarId
from sim.engine.formulas import levels_of, worked
from sim.engine.telling import Told, tell

MOST_TOLD = 5_000
"""Final situations that are told; of more, those with the shortest ways, and nothing is proved."""

_FIRST = 50

SAMPLES = 200
"""Ways taken by chance, where totals decide."""

Standing = Literal["reached", "unreachable", "not found"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """An ending, and a way that is told by it if there is one."""

    ending: str
    standing: Standing
    way: Way | None = None


def told_of(ways: Ways, way: Way) -> Told:
    """Return what a way to the end comes to, told by the engine."""
    found = ways.map
    final = found.finals[int(found.final[found.to[way[-1].outcome]])]
    *amounts, harm = gains(found, way)
    seen: list[e.Event] = [
        e.Accrued(at=Seconds(0), amounts=Frozen(dict(zip(found.totals, amounts, strict=True)))),  # type: ignore[arg-type]
        e.HarmCharged(at=Seconds(0), fact=FactId(""), price=harm),
    ]
    for mark in happened(found, way):
        kind, _, name = mark.partition(":")
        if kind == "inject":
            seen.append(e.InjectArrived(at=Seconds(0), inject=InjectId(name)))
        elif kind == "consequence":
            seen.append(e.ConsequenceFell(at=Seconds(0), consequence=ConsequenceId(name)))
    return tell(found.scenario, final, seen)


def endings(ways: Ways, seed: int = 0) -> tuple[Reached, ...]:
    """Return how it stands with every ending, in the author's order."""
    return _Endings(ways, seed).all()


class _Endings:
    def __init__(self, ways: Ways, seed: int) -> None:
        self.ways, self.map, self.scenario = ways, ways.map, ways.map.scenario
        self.seed = seed
        over = np.flatnonzero((self.map.final >= 0) & (ways.cost < np.iinfo(np.int64).max))
        order = over[np.argsort(ways.cost[over], kind="stable")]
        _, first = np.unique(self.map.final[order], return_index=True)
        ends = order[np.sort(first)]
        self.proves = self.map.whole and len(ends) <= MOST_TOLD
        self.ends = [int(end) for end in ends[:MOST_TOLD]]
        """The situations that are over, one for each different final, those with the shortest ways first."""
        self.told = self.scenario.worth.told
        named = reads(self.told).union(*(reads(x.when) for x in self.scenario.endings if x.when is not None))
        self.totals = [str(name) for name in self.map.totals if name in named]
        """Those on which it may depend how a run is told."""
        self.found: dict[str, Way] = {}

    def all(self) -> tuple[Reached, ...]:
        wanted = {ending.id for ending in self.scenario.endings}
        for way in self.tries():
            if not way or self.map.final[self.map.to[way[-1].outcome]] < 0:
                continue
            self.found.setdefault(told_of(self.ways, way).ending.id, way)
            if self.found.keys() >= wanted:
                break
        return tuple(self.standing(ending) for ending in self.scenario.endings)

    def standing(self, ending: Ending) -> Reached:
        way = self.found.get(ending.id)
        if way is not None:
            return Reached(ending=ending.id, standing="reached", way=way)
        shut = self.proves and self.shut(ending)
        return Reached(ending=ending.id, standing="unreachable" if shut else "not found")

    # ---------------------------------------------------------------- ways that may show one

    def tries(self) -> Iterator[Way]:
        """Yield ways to the end that may be told differently: the short ones first."""
        nothing = dict.fromkeys(self.map.totals, Fraction(0))
        if self.totals:
            yield from (self.ways.to_situation(end) for end in self.ends[:_FIRST])
            yield from self.by_totals()
        else:
            figured = worked(self.scenario, self.told)
            bands = sorted(x.above for x in self.scenario.endings if x.above is not None)
            known: set[int] = set()
            for end in self.ends:
                band = bisect_right(bands, Fraction(figured(self.with_totals(end, nothing))))
                overridden = any(self.holds(x.when, end, nothing) for x in self.scenario.endings if x.when is not None)
                if band not in known or overridden:
                    yield self.ways.to_situation(end)
                    known |= set() if overridden else {band}
        yield from self.past_warnings(nothing)

    def past_warnings(self, totals: dict[Any, Fraction]) -> Iterator[Way]:
        """Yield for every overriding ending a way past one of its warnings to where it holds."""
        for ending in self.scenario.endings:
            goals = [] if ending.when is None else [end for end in self.ends if self.holds(ending.when, end, totals)]
            if goals:
                way = via(self.ways, {f"{kind}:{name}" for name in ending.warned for kind in ("inject", "consequence")}, goals)
                if way is not None:
                    yield way

    def by_totals(self) -> Iterator[Way]:
        """Yield ways with much and with little of what the figure is made of, ways between them, and ways taken by chance."""
        columns = [self.map.totals.index(TotalId(name)) for name in self.totals]
        low, high = {}, {}
        for name, column in zip(self.totals, columns, strict=True):
            rewards = self.map.gains[self.map.gain, column].astype(np.float64)
            low[name], high[name] = Choosing(self.ways, -rewards), Choosing(self.ways, rewards)
        slopes = self.slopes({name: (-low[name].best, high[name].best) for name in self.totals})
        mixed = np.zeros(len(self.map.to))
        for column, slope in zip(columns, slopes, strict=True):
            mixed += slope * self.map.gains[self.map.gain, column]
        best, worst = Choosing(self.ways, mixed), Choosing(self.ways, -mixed)
        for choosing in (best, worst, *high.values(), *low.values()):
            yield choosing.way()
        top = best.way()
        for n in range(len(top)):  # the best way up to somewhere, from there the worst
            yield worst.way(top[:n])
        dice = np.random.default_rng(self.seed)
        for _ in range(SAMPLES):
            yield by_chance(self.ways, dice)

    def slopes(self, ranges: dict[str, tuple[float, float]]) -> list[float]:
        """Return by how much the figure rises with each total, over its range, while the others stand in the middle."""
        figured = worked(self.scenario, self.told)
        if not self.ends:
            return [0.0] * len(self.totals)
        middle: dict[Any, Fraction] = dict.fromkeys(self.map.totals, Fraction(0))
        middle |= {name: Fraction(round(low + high), 2000) for name, (low, high) in ranges.items()}
        found = []
        for name, (low, high) in ranges.items():
            least, most = (
                figured(self.with_totals(self.ends[0], middle | {name: Fraction(round(x), 1000)})) for x in (low, high)
            )
            found.append(float(most - least) / (high - low) if high > low else 0.0)
        return found

    # ---------------------------------------------------------------- proof

    def shut(self, ending: Ending) -> bool:
        """Whether no run can be told by this ending: nothing over any final, whatever the totals, falls to it."""
        ranges = self.ranges()
        if ending.when is not None:
            holding = [end for end in self.ends if between(ending.when.node, ranges, self.known(end))[1]]
            warned = {f"{kind}:{name}" for name in ending.warned for kind in ("inject", "consequence")}
            seen = any(self.seen(end) & ending.warned for end in holding)
            return not holding or not (seen or via(self.ways, warned, holding) is not None)
        bands = sorted(x.above for x in self.scenario.endings if x.above is not None)
        above = ending.above
        assert above is not None
        upper = min((other for other in bands if other > above), default=None)
        lowest = above == bands[0]
        for end in self.ends:
            low, high = between(self.told.node, ranges, self.known(end))
            if (lowest or high >= above) and (upper is None or low < upper):
                return False
        return True

    def ranges(self) -> dict[str, tuple[Fraction, Fraction]]:
        """Return least and most of every total that is told, over all ways to the end."""
        found = {}
        for name in self.totals:
            rewards = self.map.gains[self.map.gain, self.map.totals.index(TotalId(name))].astype(np.float64)
            low, high = -Choosing(self.ways, -rewards).best, Choosing(self.ways, rewards).best
            found[name] = (Fraction(round(low), 1000), Fraction(round(high), 1000))
        return found

    # ---------------------------------------------------------------- finals

    def final(self, end: int) -> Situation:
        situation: Situation = self.map.finals[int(self.map.final[end])]
        return situation

    def with_totals(self, end: int, totals: dict[Any, Fraction]) -> Situation:
        final = self.final(end)
        named: dict[VarId, Any] = {**final.values, **{VarId(str(name)): value for name, value in totals.items()}}
        return replace(final, values=Frozen(named))

    def holds(self, when: Formula | None, end: int, totals: dict[Any, Fraction]) -> bool:
        return when is not None and bool(worked(self.scenario, when)(self.with_totals(end, totals)))

    def seen(self, end: int) -> set[str]:
        """Return what the final situation itself says was seen, as `tell` reads it."""
        final = self.final(end)
        facts = {str(x.id) for x in self.scenario.facts.values() if not x.hidden and final.values.get(VarId(x.id)) is True}
        return {str(x) for x in (*final.visited, *final.used)} | {str(fact) for _, fact in final.knows} | facts

    def known(self, end: int) -> Any:
        final, levels = self.final(end), levels_of(self.scenario)

        def give(node: Node) -> Any:
            wanted = "number" if isinstance(node, Name | Serving) else "truth"
            if isinstance(node, Name) and node.name in self.scenario.profiles:
                return levels(node.name, final.at)
            if isinstance(node, Name):
                return final.at if node.name == "clock" else final.values[VarId(node.name)]
            return worked(self.scenario, Formula("", node, wanted))(final)  # type: ignore[arg-type]

        return give
