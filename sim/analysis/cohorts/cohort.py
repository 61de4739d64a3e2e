"""A cohort: so many simulated trainees of a persona walked over a map, and what can be said of them exactly.

Trainees are walked in chunks, each with a seed of its own, spawned from the one seed given; what they came to is counted in whole
numbers. So the counts are the same wherever the chunks are walked: here, in threads, in processes, on a cluster. What is sent
there is arrays, never a scenario.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sim.analysis.cohorts.moments import Moments, moments, together
from sim.analysis.cohorts.personas import people, weights
from sim.analysis.cohorts.stepping import CHUNK, Tally, added, step_all
from sim.analysis.cohorts.walk import Columns, Walk, columns_of, walk_of
from sim.analysis.maps.map import Map
from sim.analysis.values.figuring import Telling
from sim.analysis.values.order import order_of
from sim.analysis.values.solve import Solved, solve

Backend = Literal["", "serial", "threading", "loky", "dask"]
"""Where trainees are walked. Empty: here if that takes about a second, else in processes."""

_A_SECOND = 4e8
"""Draws, and gains on them, that take about a second at most."""

_TASKS = 32
"""Pieces the work is cut into, if it has so many chunks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One persona of a cohort, with its share of it: its walk, and exactly what its runs are worth."""

    persona: str
    share: float
    walk: Walk
    moments: Moments


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """A persona, or a mixture of several, ready to be walked over a map."""

    map: Map
    columns: Columns
    groups: tuple[Group, ...]
    telling: Telling

    @property
    def moments(self) -> Moments:
        return together([(group.share, group.moments) for group in self.groups])

    @property
    def coded(self) -> bool:
        return bool(self.columns.warned)


def crowd(found: Map, persona: str, solved: Solved | None = None) -> Crowd:
    """Return a persona ready to be walked. `solved` is needed by the master alone, and worked out if it is missing."""
    order = order_of(found) if solved is None else solved.order
    if persona == "master" and solved is None:
        solved = solve(found, order=order)
    columns = columns_of(found)
    groups = []
    for name, share in people(persona).items():
        chances = weights(found, name, solved)
        groups.append(Group(
            persona=name, share=share, walk=walk_of(found, chances, columns, order), moments=moments(found, chances, order),
        ))
    return Crowd(map=found, columns=columns, groups=tuple(groups), telling=Telling(found, columns))


# ---------------------------------------------------------------- walking


def walked(
    who: Crowd, trainees: int, seed: int, *, backend: Backend = "", jobs: int = -1, scheduler: str = "",
) -> tuple[Tally, ...]:
    """Walk so many trainees, and return a tally for each group: the same for the same seed, whatever the backend and the jobs.

    `jobs` of -1 is a job a processor. `scheduler`: the address of a Dask scheduler. Raises OSError if that does not answer.
    """
    tasks, draws = _tasks(who, trainees, seed)
    if not backend:
        backend = "serial" if draws < _A_SECOND else "loky"
    if backend == "serial":
        tallies = [step_all(who.groups[n].walk, seeds, sizes, who.coded) for n, seeds, sizes in tasks]
    else:
        tallies = _handed_out(who, tasks, backend, jobs, scheduler)
    nothing = Tally(rows=np.zeros((0, 1 + who.columns.count), dtype=np.int64), counts=np.zeros(0, dtype=np.int64))
    each: list[list[Tally]] = [[] for _ in who.groups]
    for (n, _, _), tally in zip(tasks, tallies, strict=True):
        each[n].append(tally)
    return tuple(added(some) if some else nothing for some in each)


Task = tuple[int, list[np.random.SeedSequence], list[int]]
"""Of which group, and a seed and a size for each chunk."""


def _tasks(who: Crowd, trainees: int, seed: int) -> tuple[list[Task], float]:
    """Return the work in pieces, and about how many draws it is."""
    tasks: list[Task] = []
    draws = 0.0
    several = max(1, trainees // CHUNK // _TASKS)
    seeds = np.random.SeedSequence(seed).spawn(len(who.groups))
    counts = _parted(trainees, [group.share for group in who.groups])
    for n, (group, count) in enumerate(zip(who.groups, counts, strict=True)):
        sizes = [CHUNK] * (count // CHUNK) + ([count % CHUNK] if count % CHUNK else [])
        own = seeds[n].spawn(len(sizes))
        tasks += [(n, own[first:first + several], sizes[first:first + several]) for first in range(0, len(sizes), several)]
        draws += count * (group.walk.longest or 100) * (1 + group.walk.gain.shape[1])
    return tasks, draws


def _parted(trainees: int, shares: list[float]) -> list[int]:
    """Return how many trainees each group has; they add up."""
    ends = [round(trainees * share) for share in np.cumsum(shares).tolist()]
    return [end - start for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def _handed_out(who: Crowd, tasks: list[Task], backend: str, jobs: int, scheduler: str) -> list[Tally]:
    import joblib

    how: dict[str, Any] = {"scheduler_host": scheduler} if backend == "dask" and scheduler else {}
    with joblib.parallel_config(backend, n_jobs=jobs, **how):
        return list(joblib.Parallel(max_nbytes=None)(
            joblib.delayed(step_all)(who.groups[n].walk, seeds, sizes, who.coded) for n, seeds, sizes in tasks
        ))
