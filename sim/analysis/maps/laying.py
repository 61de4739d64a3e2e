"""The flat arrays of a map, laid out from all the steps that were taken."""
from __future__ import annotations

from typing import Any

import numpy as np

from sim.analysis.maps.cells import Ints
from sim.analysis.maps.map import Each, Map, Once, Whole, whole
from sim.analysis.maps.numbering import Edges, Way
from sim.analysis.maps.spots import Spot
from sim.domain.units import Seconds


def laid_out(edges: Edges, variant: str, horizon: Seconds | None) -> Map:
    """Return the map of all that was found."""
    count, spots = edges.count, edges.spots
    by, to, way, gain, gains = _columns(edges)
    ways = np.array(edges.ways.all(), dtype=np.int64).reshape(-1, len(Way._fields))
    rank = np.empty(len(ways), dtype=np.int64)
    rank[np.lexsort((ways[:, 3], ways[:, 0]))] = np.arange(len(ways))
    order = np.argsort((by.astype(np.int64) << 32) | rank[way], kind="stable")
    by, to, way, gain = by[order], to[order], way[order], gain[order]
    del order
    action = _apart(ways[:, :3].T)[0][way]
    starts = np.ones(len(by), dtype=bool)
    starts[1:] = (by[1:] != by[:-1]) | (action[1:] != action[:-1])
    del action
    # what changes nothing is nothing to do
    lengths = np.diff(np.append(np.flatnonzero(starts), len(by)))
    waits = np.array([does.kind == "wait" for does in edges.deeds.all()], dtype=bool)
    idle = np.repeat((lengths == 1) & (by == to)[starts] & ~waits[ways[way[starts], 1]], lengths)
    if idle.any():
        by, to, way, gain, starts = by[~idle], to[~idle], way[~idle], gain[~idle], starts[~idle]
    heads = np.flatnonzero(starts)
    at = np.zeros(count, dtype=np.int32)
    slot = np.zeros(count, dtype=np.int32)
    final = np.full(count, -1, dtype=np.int32)
    named, worths = Once(), Once()
    ends: list[tuple[Spot, Any]] = []
    worth: list[Ints] = [np.zeros(0, dtype=np.int64)]
    for spot, stand in edges.stands.items():
        for first, rows in stand.held:
            size = rows.shape[1]
            at[first:first + size] = spot.at
            slot[first:first + size] = named(stand.slot)
            if spot.over:
                final[first:first + size] = len(ends) + np.arange(size)
                ends += [(spot, rows[:, n]) for n in range(size)]
                worth.append(spots.worths(spot, rows, worths))
    chance, chances = _used(whole(ways[:, 4])[way], spots.chances.all())
    story, stories = _used(whole(ways[:, 5])[way], spots.stories.all())
    narrow = np.zeros(count, dtype=bool)
    for which in edges.narrow:
        narrow[which] = True
    return Map(
        scenario=edges.scenario, variant=variant, horizon=edges.scenario.horizon if horizon is None else horizon,
        think_times=spots.think, whole=edges.whole and not narrow.any(), narrow=narrow, at=at, slot=slot, final=final,
        acts=np.searchsorted(by[heads], np.arange(count + 1)).astype(np.int64),
        does=whole(ways[way[heads], 1]), think=whole(ways[way[heads], 2]),
        falls=np.append(heads, len(by)).astype(np.int64), chance=chance, to=to, gain=gain,
        story=story, slots=named.all(), deeds=edges.deeds.all(), chances=chances, totals=edges.totals, gains=gains,
        stories=stories, each=Each(count, edges.situation), finals=Each(len(ends), lambda n: spots.situation(*ends[n])),
        worth=whole(np.concatenate(worth)),
        worths=worths.all(), numbers=edges.number,
    )


def _used(numbers: Whole, table: tuple[Any, ...]) -> tuple[Whole, tuple[Any, ...]]:
    """Return numbers of what is used of a table, and that: others who explored from elsewhere have left theirs in it."""
    kept = np.flatnonzero(np.bincount(numbers, minlength=len(table)))
    place = np.zeros(len(table), dtype=np.int32)
    place[kept] = np.arange(len(kept))
    return place[numbers], tuple(table[n] for n in kept.tolist())


def _columns(edges: Edges) -> tuple[Whole, Whole, Whole, Whole, Ints]:
    """Return by whom, whereto, which way, and the number of the gain, of every outcome; and the rows of the gains."""
    found, edges.found = edges.found, []
    by, to, way, gain = (
        np.concatenate([one[n] for one in found]) if found else np.zeros(0, dtype=np.int32) for n in range(4)
    )
    found.clear()
    width = len(edges.totals) + 1
    rows = np.array(edges.gains.all(), dtype=np.int64).reshape(-1, width)
    if edges.gained:
        table = np.concatenate([one for _, _, one in edges.gained], axis=1)
        numbers, firsts = _apart(table)
        several = table[:, firsts].T
        numbers, done = numbers + len(rows), 0
        for first, size, _ in edges.gained:
            gain[first:first + size] = numbers[done:done + size]
            done += size
        rows = np.concatenate([rows, several])
        edges.gained.clear()
    return by, to, way, gain, rows


def _apart(columns: Ints) -> tuple[Ints, Ints]:
    """Return a number for each place of some columns, the same where all are equal, and for each number a place that has it."""
    numbers = np.zeros(columns.shape[1], dtype=np.int64)
    for column in columns:
        several, apart = np.unique(column, return_inverse=True)
        numbers = np.unique(numbers * len(several) + apart, return_inverse=True)[1]
    _, firsts, numbers = np.unique(numbers, return_index=True, return_inverse=True)
    return numbers, firsts
