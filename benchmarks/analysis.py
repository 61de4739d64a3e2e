"""Simulated trainees over a finished map: plays a second, exact chances against a sample, a million trainees on Dead Air."""
from __future__ import annotations

import random
import statistics
import time
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path

from benchmarks.figure import Figure, median, ratio, rounds
from benchmarks.storm import common
from sim.analysis.cohorts.cohort import crowd, walked
from sim.analysis.cohorts.spread import reaches
from sim.analysis.cohorts.summary import exactly, sample
from sim.analysis.maps.explore import explore
from sim.analysis.maps.map import Map
from sim.analysis.values.solve import evenly
from sim.authoring.load import load

ROOT = Path(__file__).resolve().parent.parent
MILLION = 1_000_000
PLAINLY = 5_000
"""Plays of the plain walk in a round."""

MEAN = 46.577910625603316


def measure(quick: bool = False) -> list[Figure]:
    """Return what a play costs over the common map, what exact chances cost against a sample, and a cohort on Dead Air."""
    return [*_common(3 if quick else 9), _dead_air(2 if quick else 5, 50_000 if quick else 300_000)]


def _common(count: int) -> list[Figure]:
    found = explore(common())
    assert found.whole
    who, plain = crowd(found, "guesser"), _Plain(found)
    (group,) = who.groups
    sampled, exact = sample(who, walked(who, MILLION, seed=1, backend="serial")), exactly(who)
    assert abs(who.moments.mean - MEAN) < 1e-9
    assert abs(sum(value * chance for value, chance in zip(exact.values, exact.chances, strict=True)) - MEAN) < 1e-9
    error = (who.moments.variance / MILLION) ** 0.5
    assert abs(sampled.mean - MEAN) < 4 * error, "a million trainees come to what is exact, within four standard errors"
    assert abs(plain.mean(PLAINLY) - MEAN) < 4 * error * (MILLION / PLAINLY) ** 0.5

    def arrays() -> float:
        began = time.perf_counter()
        walked(who, MILLION, seed=2, backend="serial")
        return (time.perf_counter() - began) / MILLION * 1e6

    def plainly() -> float:
        began = time.perf_counter()
        plain.mean(PLAINLY)
        return (time.perf_counter() - began) / PLAINLY * 1e6

    def chances() -> float:
        began = time.perf_counter()
        for _ in range(10):
            reaches(group.walk)
        return (time.perf_counter() - began) / 10 / MILLION * 1e6

    taken = rounds(count, {"arrays": arrays, "plain": plainly, "chances": chances})
    quick = median(taken, "arrays")
    return [
        Figure(
            what="a play of ten decisions over the finished common map", value=quick, unit="µs", most=0.2,
            how=f"a million trainees who choose evenly, one core, time by the clock: {1 / quick:.1f} million plays a second",
        ),
        Figure(
            what="the same against a plain Python walk over the same map", value=ratio(taken, "arrays", "plain"), unit="×",
            how=f"lists of running sums and `bisect`, {PLAINLY:,} plays a round beside it",
        ),
        Figure(
            what="exact chances of all that can come out, of a million's time", value=100 * ratio(taken, "chances", "arrays"),
            unit="%", most=5, how="the same walk, chance carried forward; its mean is right to 1e-9",
        ),
    ]


class _Plain:
    """The same walk without arrays: what somebody writes first."""

    def __init__(self, found: Map) -> None:
        share = evenly(found)
        self.worth = {
            number: float(found.worths[int(found.worth[found.final[number]])])
            for number in range(found.situations) if found.final[number] >= 0
        }
        self.sums: list[list[float]] = []
        self.to: list[list[int]] = []
        for number in range(found.situations):
            falls = [(a, o) for a in found.actions(number) if share[a] for o in found.outcomes(a)]
            self.to.append([int(found.to[o]) for _, o in falls])
            self.sums.append(list(accumulate(float(share[a]) * float(found.chances[found.chance[o]]) for a, o in falls))[:-1])
        self.dice = random.Random(1)

    def mean(self, plays: int) -> float:
        draw, sums, to = self.dice.random, self.sums, self.to
        total = 0.0
        for _ in range(plays):
            here = 0
            while to[here]:
                here = to[here][bisect_right(sums[here], draw())]
            total += self.worth[here]
        return total / plays


def _dead_air(count: int, most: int) -> Figure:
    scenario = load((ROOT / "scenarios" / "dead-air" / "scenario.yaml").read_bytes(), "dead-air").scenario
    assert scenario is not None
    found = explore(scenario, most=most)
    taken = []
    for seed in range(count):
        began = time.perf_counter()
        who = crowd(found, "mixture")
        sampled = sample(who, walked(who, MILLION, seed, backend="serial"))
        taken.append(time.perf_counter() - began)
        assert abs(sampled.mean - who.moments.mean) < 4 * (who.moments.variance / MILLION) ** 0.5
    return Figure(
        what="a million trainees on Dead Air", value=statistics.median(taken), unit="s", most=5,
        how=f"a mixture of four personas on a map of {found.situations:,} situations, one core, time by the clock, from the map"
        " to values and endings; exploring is not in it",
    )
