"""A persona's way over a map, made ready to be walked by many: arrays and nothing else, so that any process can be handed it.

Situations in which only one thing can happen are passed through; what is never reached is left out. In every other situation one
draw decides over action and outcome at once, by the alias method (Walker 1977): a cell is drawn, and whether it is its own
outcome or its alias's. A chance is kept to within 2^-32.
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.maps.map import Map, Real, Whole
from sim.analysis.values.order import Order, order_of, spread
from sim.domain.formula import reads

Code = NDArray[np.uint32]

_FREE = 2**27
"""Cells there is room for."""


class TooWide(Exception):
    """There are too many situations and outcomes to be walked."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Walk:
    """n situations, the ends last; E edges between them. Edges of situation `s` are `first[s]:first[s + 1]`; an end has none.

    `end` (ends): the number in the map of each end. `height` (n): the longest way to an end, falling with the number, -1 for
    what can come back to itself within a second. `to` (E), `chance` (E); `gain` (E, columns): see `Columns`. `before` (columns)
    is gained before the first draw. `code` (n): where the cells of a situation begin, times 32, and by how many bits a draw of 32
    bits is shifted to fall into one of them. A draw below `least` (cells) leads to the first of a pair of `pairs`, else the
    second: they are edges (E and more: an end stays where it is), or codes where nothing is gained on the way.
    """

    first: Whole
    end: Whole
    height: Whole
    to: Whole
    chance: Real
    gain: NDArray[np.int64]
    before: NDArray[np.int64]
    code: Code
    least: Code
    pairs: Code
    soonest: int
    longest: int
    """Fewest and most draws to an end; the most is 0 where one can go round within a second."""

    @property
    def inner(self) -> int:
        """How many situations are no ends."""
        return len(self.code) - len(self.end)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """What is counted along the way: thousandths of `totals`, the price of harm if `harm`, warnings (a bit each) if `warned`.

    `warned`: the overriding endings, by their number, and the marks that warn of them.
    """

    totals: tuple[int, ...]
    harm: bool
    warned: tuple[tuple[int, frozenset[str]], ...]
    table: NDArray[np.int64]
    """A row a gain of the map, without the warnings."""
    bits: Whole
    """A number a story of the map."""

    @property
    def count(self) -> int:
        return len(self.totals) + self.harm + bool(self.warned)


def columns_of(found: Map) -> Columns:
    """Return what has to be counted along the way to tell runs: totals that are worth something or told, harm, warnings."""
    scenario = found.scenario
    told = reads(scenario.worth.told).union(*(reads(ending.when) for ending in scenario.endings if ending.when is not None))
    some: list[bool] = np.abs(found.gains).max(axis=0, initial=0).astype(bool).tolist()
    totals = tuple(
        n for n, name in enumerate(found.totals) if some[n] and (str(name) in told or scenario.totals[name].worth != 0)
    )
    happens = {mark for marks in found.stories for mark in marks if mark.startswith(("inject:", "consequence:"))}
    warned = []
    for number, ending in enumerate(scenario.endings):
        marks = {f"{kind}:{name}" for name in ending.warned for kind in ("inject", "consequence")} & happens
        if ending.when is not None and marks:
            warned.append((number, frozenset(marks)))
    bits = [
        sum(1 << bit for bit, (_, marks) in enumerate(warned) if not marks.isdisjoint(story)) for story in found.stories
    ]
    picked = [*totals, len(found.totals)] if some[-1] else list(totals)
    return Columns(
        totals=totals, harm=some[-1], warned=tuple(warned),
        table=found.gains[:, picked].astype(np.int64), bits=np.array(bits, dtype=np.int64),
    )


def walk_of(found: Map, weights: Real, columns: Columns, order: Order | None = None) -> Walk:
    """Return the walk of a persona that takes each action (A) with such a chance. Raises TooWide."""
    order = order_of(found) if order is None else order
    count = found.situations
    chance = (
        np.repeat(weights, np.diff(found.falls)) * np.array([float(chance) for chance in found.chances])[found.chance]
    )
    falls = np.flatnonzero(chance > 0)
    by = np.repeat(np.arange(count), found.falls[found.acts[1:]] - found.falls[found.acts[:-1]])[falls]
    to = found.to[falls].astype(np.int64)
    sizes = np.bincount(by, minlength=count)
    if order.round is not None:
        sizes[_endless(by, to, sizes)] = 0
    starts = np.append(0, np.cumsum(np.bincount(by, minlength=count)))[:-1]
    gain = columns.table[found.gain[falls]]
    if columns.warned:
        gain = np.column_stack([gain, columns.bits[found.story[falls]]])
    jump, jumped = _passed(starts, sizes, to, gain, columns)
    start = int(jump[0])
    height = np.zeros(count, dtype=np.int64)
    for n, layer in enumerate(order.layers):
        height[layer.situations] = n + 1
    if order.round is not None:
        height[order.round.situations] = -1
    there, soonest = _reached(start, starts, sizes, jump, to)
    height[sizes == 0] = 0
    key = np.where(height < 0, np.iinfo(np.int64).max, height)[there]
    there = there[np.argsort(-key, kind="stable")]
    number = np.full(count, -1, dtype=np.int64)
    number[there] = np.arange(len(there))
    kept = spread(starts[there], sizes[there])
    first = np.append(0, np.cumsum(sizes[there]))
    gains = gain[kept]
    _add(gains, jumped[to[kept]], columns)
    high = height[there]
    target = number[jump[to[kept]]]
    inner = int((sizes[there] > 0).sum())
    return _laid_out(Walk(
        first=first, end=there[inner:].astype(np.int64), height=high, to=target, chance=chance[falls][kept], gain=gains,
        before=jumped[0], code=np.zeros(len(there), dtype=np.uint32), least=np.zeros(0, dtype=np.uint32),
        pairs=np.zeros(0, dtype=np.uint32), soonest=soonest, longest=0 if (high < 0).any() else len(np.unique(high)),
    ))


def _endless(by: Whole, to: Whole, sizes: Whole) -> NDArray[np.bool_]:
    """Return from where no end can be reached (n): there somebody would go round for ever."""
    ends: NDArray[np.bool_] = sizes == 0
    while True:
        more = ~ends[by] & ends[to]
        if not more.any():
            return np.logical_not(ends)
        ends[by[more]] = True


def _add(gains: NDArray[np.int64], more: NDArray[np.int64], columns: Columns) -> None:
    """Add gains to gains; a warning is not given twice."""
    if columns.warned:
        gains[:, :-1] += more[:, :-1]
        gains[:, -1] |= more[:, -1]
    else:
        gains += more


def _passed(
    starts: Whole, sizes: Whole, to: Whole, gain: NDArray[np.int64], columns: Columns,
) -> tuple[Whole, NDArray[np.int64]]:
    """Return for every situation where it leads to while only one thing can happen, and what is gained till there."""
    jump = np.arange(len(sizes))
    only = np.flatnonzero(sizes == 1)
    jump[only] = to[starts[only]]
    jumped = np.zeros((len(sizes), gain.shape[1]), dtype=np.int64)
    jumped[only] = gain[starts[only]]
    moving = only
    while len(moving):
        after = jump[jump[moving]]
        further = after != jump[moving]
        moving, after = moving[further], after[further]
        more = jumped[moving]
        _add(more, jumped[jump[moving]], columns)
        jumped[moving], jump[moving] = more, after
    return jump, jumped


def _reached(start: int, starts: Whole, sizes: Whole, jump: Whole, to: Whole) -> tuple[Whole, int]:
    """Return the situations that are reached from one, and after how many draws the first end is."""
    seen = np.zeros(len(sizes), dtype=bool)
    seen[start] = True
    now, steps, soonest = np.array([start]), 0, -1
    while len(now):
        if soonest < 0 and (sizes[now] == 0).any():
            soonest = steps
        after = jump[to[spread(starts[now], sizes[now])]]
        now = np.unique(after[~seen[after]])
        seen[now] = True
        steps += 1
    return np.flatnonzero(seen), max(soonest, 0)


# ---------------------------------------------------------------- cells


def _laid_out(walk: Walk) -> Walk:
    """Return the walk with its cells: two, four, eight ... a situation, as many as hold its edges."""
    sizes = np.diff(walk.first)
    bits = np.maximum(1, np.ceil(np.log2(np.maximum(sizes, 1))).astype(np.int64))
    width = 1 << bits
    base = np.append(0, np.cumsum(width))
    if base[-1] >= _FREE:
        raise TooWide(f"a walk of {base[-1]:,} cells")
    code = (base[:-1] << 5 | 32 - bits).astype(np.uint32)
    cells, inner = int(base[-1]), walk.inner
    least = np.full(cells, 2**32 - 1, dtype=np.uint32)
    pairs = np.empty((cells, 2), dtype=np.int64)
    stays = len(walk.to) + np.arange(len(walk.end))  # an end leads to itself, whatever is drawn
    pairs[base[inner]:] = np.repeat(stays, 2)[:, None]
    for several in np.unique(bits[:inner]).tolist():
        rows = np.flatnonzero(bits[:inner] == several)
        own, other = _alias(walk, rows, 1 << several)
        at = base[rows][:, None] + np.arange(1 << several)
        least[at], pairs[at, 0], pairs[at, 1] = own, walk.first[rows][:, None] + other[0], walk.first[rows][:, None] + other[1]
    if not walk.gain.shape[1]:
        pairs = np.append(code[walk.to], code[inner:])[pairs]
    given = {name: getattr(walk, name) for name in Walk.__slots__}
    return Walk(**given | {"code": code, "least": least, "pairs": pairs.astype(np.uint32).ravel()})


def _alias(walk: Walk, rows: Whole, width: int) -> tuple[Code, tuple[Whole, Whole]]:
    """Return for each cell of some situations below which draw it is its own, and the edges it leads to, below and above."""
    place = np.arange(width)
    edges = walk.first[rows][:, None] + place
    there = edges < walk.first[rows + 1][:, None]
    left = np.where(there, walk.chance[np.minimum(edges, len(walk.chance) - 1)], 0.0) * width
    left *= width / left.sum(axis=1, keepdims=True)
    full, alias = np.ones(left.shape), np.broadcast_to(place, left.shape).copy()
    open_, every = np.ones(left.shape, dtype=bool), np.arange(len(rows))
    for _ in range(width - 1):  # the poorest is filled up by the richest
        poor, rich = np.where(open_, left, np.inf).argmin(axis=1), np.where(open_, left, -np.inf).argmax(axis=1)
        full[every, poor], alias[every, poor] = left[every, poor], rich
        left[every, rich] -= 1.0 - left[every, poor]
        open_[every, poor] = False
    shift = 2**32 // width
    drawn = place * shift + np.minimum(np.rint(np.maximum(full, 0.0) * shift), shift)
    alias = np.where(drawn >= (place + 1) * shift, place, alias)
    own = np.where(drawn == place * shift, alias, place)
    return np.minimum(drawn, 2**32 - 1).astype(np.uint32), (own, alias)
