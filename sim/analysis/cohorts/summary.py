"""What a cohort came to, exactly or as sampled: values, endings, and how hard the scenario is for it. As plain data."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from sim.analysis.cohorts.cohort import Crowd, crowd
from sim.analysis.cohorts.spread import FEW, Binned, binned, reaches
from sim.analysis.cohorts.stepping import Tally
from sim.analysis.cohorts.walk import Walk
from sim.analysis.maps.map import Map, Real
from sim.analysis.values.solve import Solved

SURE = 1.96
"""Standard errors to either side within which 95 in 100 samples lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """Values and endings with their chances (0..1), exactly or of a sample. In the order of the values, and of the author.

    `error`: by how much a value can be off, at most, because close ones were made one; then `endings` are not known. `endless`:
    the chance of a run that does not end on the map, because nobody looked further or it goes round for ever.
    """

    values: tuple[float, ...]
    chances: tuple[float, ...]
    endings: Mapping[str, float] | None
    error: float = 0.0
    endless: float = 0.0

    def below(self, value: float) -> float:
        """Return the chance of less than a value."""
        return min(1.0, sum(chance for one, chance in zip(self.values, self.chances, strict=True) if one < value))

    def quantile(self, share: float) -> float:
        """Return the lowest value that at least such a share (0..1) does not exceed."""
        reached = np.cumsum(self.chances)
        return self.values[min(int(np.searchsorted(reached, share * reached[-1] - 1e-12)), len(self.values) - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """What a sample came to: mean and spread of `trainees`, and half of the interval that holds the true mean 95 times in 100."""

    trainees: int
    mean: float
    deviation: float
    within: float
    outcomes: Outcomes


def exactly(who: Crowd, few: int = FEW) -> Outcomes:
    """Return the chances of all values and endings; values between bounds, and no endings, where there are more than `few`."""
    found = [(group, reaches(group.walk, few, who.coded)) for group in who.groups]
    if all(one is not None for _, one in found):
        return _outcomes(who, [(g.walk, one.rows, g.share * one.chances) for g, one in found if one is not None])
    telling = who.telling
    parts: list[tuple[float, Binned]] = []
    for group in who.groups:
        walk = group.walk
        before = float(telling.of_edges(walk.before[None])[0])
        parts.append((group.share, binned(walk, telling.of_edges(walk.gain), telling.of_ends(walk.end), before)))
    values, chances = _alike(
        np.concatenate([part.values for _, part in parts]), np.concatenate([share * part.chances for share, part in parts])
    )
    return Outcomes(
        values=tuple(values.tolist()), chances=tuple(chances.tolist()), endings=None, error=max(part.error for _, part in parts),
    )


def sample(who: Crowd, tallies: tuple[Tally, ...]) -> Sampled:
    """Return what walked trainees came to."""
    total = sum(int(tally.counts.sum()) for tally in tallies)
    found = _outcomes(who, [(g.walk, t.rows, t.counts / total) for g, t in zip(who.groups, tallies, strict=True) if len(t.rows)])
    values, chances = np.array(found.values), np.array(found.chances)
    mean = float(values @ chances)
    deviation = sqrt(float(((values - mean) ** 2) @ chances) * total / max(1, total - 1))
    return Sampled(
        trainees=total, mean=mean, deviation=deviation, within=SURE * deviation / sqrt(total), outcomes=found,
    )


def _outcomes(who: Crowd, parts: list[tuple[Walk, NDArray[np.int64], Real]]) -> Outcomes:
    ends = np.unique(np.concatenate([walk.end[rows[:, 0]] for walk, rows, _ in parts]))
    rows = np.concatenate([np.column_stack([np.searchsorted(ends, walk.end[r[:, 0]]), r[:, 1:]]) for walk, r, _ in parts])
    chances = np.concatenate([chance for _, _, chance in parts])
    values, several = _alike(who.telling.values(rows, ends), chances)
    told = np.bincount(who.telling.ending(rows, ends) + 1, weights=chances, minlength=len(who.telling.endings) + 1)
    return Outcomes(
        values=tuple(values.tolist()), chances=tuple(several.tolist()),
        endings={ending.id: min(1.0, chance) for ending, chance in zip(who.telling.endings, told[1:].tolist(), strict=True)},
        endless=float(told[0]),
    )


def _alike(values: Real, chances: Real) -> tuple[Real, Real]:
    several, back = np.unique(values, return_inverse=True)
    return several, np.bincount(back, weights=chances).astype(np.float64)


# ---------------------------------------------------------------- difficulty


@dataclass(frozen=True, slots=True, kw_only=True)
class Difficulty:
    """How hard a scenario is, in two shares, 0..1; None where it cannot be said.

    `failing`: the share of guessers who come to less than the scenario's par or, where it has none, are told by its lowest band.
    `gap`: (best - random) / (best - worst), how much of what can be lost a guesser loses: 0 if guessing is as good as knowing.
    `random`: what guessing is worth on the map.
    """

    random: float
    failing: float | None
    by_par: bool
    gap: float | None


def difficulty(found: Map, solved: Solved, guessers: Outcomes | None = None) -> Difficulty:
    """Return how hard a scenario is, on its map. `guessers`: what they come to, if it is known."""
    guessers = exactly(crowd(found, "guesser", solved)) if guessers is None else guessers
    par = found.scenario.worth.par
    bands = sorted((e for e in found.scenario.endings if e.above is not None), key=lambda e: e.above or 0)
    if par is not None:
        failing: float | None = guessers.below(float(par))
    else:
        failing = guessers.endings[bands[0].id] if guessers.endings is not None and len(bands) > 1 else None
    best, worst, random = (float(values[0]) for values in (solved.best, solved.worst, solved.random))
    gap = (best - random) / (best - worst) if best > worst else None
    return Difficulty(random=random, failing=failing, by_par=par is not None, gap=gap)
