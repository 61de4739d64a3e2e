"""Many trainees stepped over a walk at once, and what they came to, counted: whole numbers, so that any order gives the same."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.cohorts.walk import Walk
from sim.analysis.maps.map import Whole

CHUNK = 16_384
"""Trainees that are stepped together: few enough for their arrays to stay near the processor."""

_OVER = 8
"""When one in so many has come to an end, those who have are taken out."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """What came of so many runs. `rows` (k, 1 + columns): the end's place among the ends of its walk, and what was gained.

    No two rows are alike; they are in order. `counts` (k): how many runs each stands for.
    """

    rows: NDArray[np.int64]
    counts: NDArray[np.int64]


def step_all(walk: Walk, seeds: list[np.random.SeedSequence], sizes: list[int], coded: bool) -> Tally:
    """Return what comes of some chunks of trainees, each of which has its own seed. `coded`: warnings are the last column."""
    found = []
    for seed, size in zip(seeds, sizes, strict=True):
        dice = np.random.Generator(np.random.SFC64(seed))
        found.append(_gaining(walk, dice, size, coded) if walk.gain.shape[1] else _plain(walk, dice, size))
    return added(found)


def added(tallies: list[Tally]) -> Tally:
    """Return one tally of several."""
    if len(tallies) == 1:
        return tallies[0]
    return counted(np.concatenate([one.rows for one in tallies]), np.concatenate([one.counts for one in tallies]))


def counted(rows: NDArray[np.int64], counts: NDArray[np.int64]) -> Tally:
    """Return rows in order, each once."""
    if rows.shape[1] == 1:
        sums = np.bincount(rows[:, 0], weights=counts.astype(np.float64))  # whole, and far below 2^53
        some = np.flatnonzero(sums)
        return Tally(rows=some[:, None].astype(np.int64), counts=sums[some].astype(np.int64))
    order, new = alike(rows)
    groups = np.cumsum(new) - 1
    sums = np.zeros(int(groups[-1]) + 1 if len(groups) else 0, dtype=np.int64)
    np.add.at(sums, groups, counts[order])
    return Tally(rows=rows[order][new], counts=sums)


def alike(rows: NDArray[np.int64]) -> tuple[Whole, NDArray[np.bool_]]:
    """Return an order in which equal rows stand together, rising, and where in it a row is not like the one before."""
    order = np.lexsort(rows.T[::-1])
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (rows[order[1:]] != rows[order[:-1]]).any(axis=1)
    return order, new


def _plain(walk: Walk, dice: np.random.Generator, size: int) -> Tally:
    counts = np.zeros(len(walk.end), dtype=np.int64)
    now, ends = np.full(size, walk.code[0], dtype=np.uint32), _ends(walk)
    step = 0
    while len(now):
        if step >= walk.soonest:
            over = now >= ends
            many = int(np.count_nonzero(over))
            if many * _OVER >= len(now):
                counts += np.bincount((now[over] - ends) >> 6, minlength=len(counts))
                now = now[~over]
        draws = dice.integers(0, 2**32, len(now), dtype=np.uint32)
        now = walk.pairs.take(_drawn(walk, now, draws), mode="clip")
        step += 1
    some = np.flatnonzero(counts)
    return Tally(rows=some[:, None].astype(np.int64), counts=counts[some])


def _drawn(walk: Walk, now: NDArray[np.uint32], draws: NDArray[np.uint32]) -> Whole:
    """Return the place in `pairs` that each trainee's draw falls on."""
    cell = np.empty(len(now), dtype=np.int64)
    np.add(now >> 5, draws >> (now & 31), out=cell, casting="unsafe")
    other = draws >= walk.least.take(cell, mode="clip")
    cell += cell
    cell += other
    return cell


def _ends(walk: Walk) -> np.uint32:
    """Return the lowest code of an end; each has two cells."""
    return np.uint32(walk.code[walk.inner])


def _gaining(walk: Walk, dice: np.random.Generator, size: int, coded: bool) -> Tally:
    leads = np.append(walk.code[walk.to], walk.code[walk.inner:])
    columns = walk.gain.shape[1]
    gains = np.concatenate([walk.gain, np.zeros((len(walk.end), columns), dtype=np.int64)]).T.copy()
    rows: list[NDArray[np.int64]] = []
    now, ends = np.full(size, walk.code[0], dtype=np.uint32), _ends(walk)
    has = np.repeat(walk.before[:, None], size, axis=1)
    step = 0
    while len(now):
        if step >= walk.soonest:
            over = now >= ends
            many = int(np.count_nonzero(over))
            if many * _OVER >= len(now):
                rows.append(np.concatenate([((now[over] - ends) >> 6).astype(np.int64)[None], has[:, over]]).T)
                now, has = now[~over], has[:, ~over]
        edge = walk.pairs.take(_drawn(walk, now, dice.integers(0, 2**32, len(now), dtype=np.uint32)), mode="clip")
        now = leads.take(edge, mode="clip")
        for column in range(columns):
            gained = gains[column].take(edge, mode="clip")
            if coded and column == columns - 1:
                has[column] |= gained
            else:
                has[column] += gained
        step += 1
    every = np.concatenate(rows)
    return counted(every, np.ones(len(every), dtype=np.int64))
