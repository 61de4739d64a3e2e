"""Who arrived where, by what: situations given their numbers as they arrive, and at the end the flat arrays of the map."""
from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.analysis.cells import Batch, Cells, Ints, Matrix
from sim.analysis.map import Does, Each, Map, Once, Think, Whole, whole
from sim.analysis.moves import story
from sim.domain import events as e
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import Seconds

if TYPE_CHECKING:
    from sim.analysis.spots import Leaf, Spot, Spots


class Way(NamedTuple):
    """What outcomes have in common that were found by one action and one branch of it. Sorts as they come in a situation."""

    number: int
    deed: int
    seconds: int
    branch: int
    chance: int
    story: int


class Delivery(NamedTuple):
    """Situations on their way to a spot: their rows, whence, by which way, and what they gained."""

    rows: Matrix
    which: Ints
    way: int
    gains: tuple[tuple[int, Any], ...]


class Edges:
    """Every step that was taken, in the order in which it was found."""

    def __init__(self, scenario: Scenario, cells: Cells) -> None:
        self.scenario, self._cells = scenario, cells
        self.totals = tuple(scenario.totals)
        self.count = 0
        self.whole = True
        self.narrow: list[Ints] = []
        """Those in which nobody was let decide anything."""
        self.chances, self.stories, self._deeds, self._ways, self._gains = Once(), Once(), Once(), Once(), Once()
        self._branch = 0
        self._found: list[tuple[Whole, Whole, Whole, Whole]] = []
        self._gained: list[tuple[int, int, Ints]] = []
        """Gains that differ within a delivery: the first outcome, how many, and a row a total."""
        self._outcomes = 0
        self._spots: list[Spot] = []
        self._starts: tuple[list[int], list[tuple[int, int]]] | None = None

    def deed(self, does: Does) -> int:
        return self._deeds(does)

    def branch(self) -> int:
        self._branch += 1
        return self._branch

    def first(self, spot: Spot, rows: Matrix) -> None:
        """Put the very first situation where it stands."""
        spot.inbox.append(Delivery(rows, np.full(1, -1, dtype=np.int64), 0, ()))

    def outcome(
        self, to: Spot, rows: Matrix, which: Ints, does: Does, chance: Fraction, events: tuple[e.Event, ...],
    ) -> None:
        """Take down one outcome that was found without a batch."""
        order = {total: n for n, total in enumerate(self.totals)}
        gains: list[tuple[int, Any]] = [
            (order[name], amount) for event in events if isinstance(event, e.Accrued) for name, amount in event.amounts.items()
        ]
        gains += [(len(order), event.price) for event in events if isinstance(event, e.HarmCharged)]
        way = Way(0, self.deed(does), 0, self.branch(), self.chances(chance), self.stories(story(events)))
        to.inbox.append(Delivery(rows, which, self._ways(way), tuple(gains)))

    def deliver(self, leaf: Leaf, batch: Batch, number: int, deed: int, seconds: int) -> None:
        """Send a batch on to where a step ended; `number` says which of the actions of a situation it was."""
        assert leaf.to is not None
        gains = tuple((n, gain if isinstance(gain, int) else batch.numbers[gain[1]]) for n, gain in leaf.gains)
        way = self._ways(Way(number, deed, seconds, leaf.branch, leaf.chance, leaf.story))
        leaf.to.inbox.append(Delivery(leaf.rows(batch), batch.which, way, gains))

    def settle(self, spot: Spot) -> Batch | None:
        """Number those that wait at a spot. Return those that are new there, None if there are none."""
        if not spot.inbox:
            return None
        inbox, spot.inbox = spot.inbox, []
        width = len(spot.columns)
        parts = [self._padded(spot, one.rows, width) for one in inbox]
        rows = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
        keys = spot.prints(rows)
        order = np.argsort(keys, kind="stable")
        sorted_ = keys[order]
        fresh = np.ones(len(keys), dtype=bool)
        fresh[1:] = sorted_[1:] != sorted_[:-1]
        several, first = sorted_[fresh], order[fresh]
        back = np.empty(len(keys), dtype=np.int64)
        back[order] = np.cumsum(fresh) - 1
        if len(spot.keys):
            at = np.minimum(np.searchsorted(spot.keys, several), len(spot.keys) - 1)
            known = spot.keys[at] == several
            numbers = np.where(known, spot.numbers[at], 0).astype(np.int64)
            new = ~known
            numbers[new] = self.count + np.arange(int(new.sum()))
            if new.any():
                both = np.concatenate([spot.keys, several[new]])
                into = np.argsort(both, kind="stable")
                spot.keys = both[into]
                spot.numbers = np.concatenate([spot.numbers, numbers[new]])[into]
            first = first[new]
        else:
            numbers = self.count + np.arange(len(several), dtype=np.int64)
            spot.keys, spot.numbers = several, numbers
        if inbox[0].which[0] >= 0:
            self._take_down(inbox, numbers[back])
        if not len(first):
            return None
        new_rows = rows[:, first]
        if not spot.held:
            self._spots.append(spot)
        spot.held.append((self.count, new_rows))
        batch = Batch(new_rows, self.count + np.arange(len(first), dtype=np.int64), {})
        self.count += len(first)
        return batch

    def _take_down(self, inbox: list[Delivery], to: Ints) -> None:
        which = inbox[0].which if len(inbox) == 1 else np.concatenate([one.which for one in inbox])
        sizes = [len(one.which) for one in inbox]
        codes = []
        for one, size in zip(inbox, sizes, strict=True):
            sums: list[Any] = [0] * (len(self.totals) + 1)
            for n, amount in one.gains:
                sums[n] = sums[n] + amount
            if any(isinstance(amount, np.ndarray) for amount in sums):
                self._gained.append((self._outcomes, size, np.array([np.broadcast_to(amount, size) for amount in sums])))
                codes.append(0)
            else:
                codes.append(self._gains(tuple(map(int, sums))))
            self._outcomes += size
        ways = np.repeat(np.array([one.way for one in inbox], dtype=np.int32), sizes)
        self._found.append((
            which.astype(np.int32), to.astype(np.int32), ways, np.repeat(np.array(codes, dtype=np.int32), sizes),
        ))

    def _padded(self, spot: Spot, rows: Matrix, width: int) -> Matrix:
        if len(rows) == width:
            return rows
        more = [self._cells.default[name] for name in spot.columns[len(rows):]]
        return np.concatenate([rows, np.repeat(np.array(more, dtype=np.int32)[:, None], rows.shape[1], axis=1)])

    # ---------------------------------------------------------------- the map

    def map(self, spots: Spots, variant: str, horizon: Seconds | None, think: Think) -> Map:
        """Return the map of all that was found."""
        count = self.count
        by, to, way, gain = self._columns()
        ways = np.array(self._ways.all(), dtype=np.int64).reshape(-1, len(Way._fields))
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
        waits = np.array([does.kind == "wait" for does in self._deeds.all()], dtype=bool)
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
        for spot in self._spots:
            for first, rows in spot.held:
                size = rows.shape[1]
                at[first:first + size] = spot.at
                slot[first:first + size] = named(spot.slot)
                if spot.over:
                    final[first:first + size] = len(ends) + np.arange(size)
                    ends += [(spot, rows[:, n]) for n in range(size)]
                    worth.append(spots.worths(spot, rows, worths))
        narrow = np.zeros(count, dtype=bool)
        for which in self.narrow:
            narrow[which] = True
        return Map(
            scenario=self.scenario, variant=variant, horizon=self.scenario.horizon if horizon is None else horizon,
            think_times=think, whole=self.whole and not narrow.any(), narrow=narrow, at=at, slot=slot, final=final,
            acts=np.searchsorted(by[heads], np.arange(count + 1)).astype(np.int64),
            does=whole(ways[way[heads], 1]), think=whole(ways[way[heads], 2]),
            falls=np.append(heads, len(by)).astype(np.int64), chance=whole(ways[:, 4])[way], to=to, gain=gain,
            story=whole(ways[:, 5])[way], slots=named.all(), deeds=self._deeds.all(), chances=self.chances.all(),
            totals=self.totals, gains=self._gain_rows, stories=self.stories.all(),
            each=Each(count, lambda n: self._situation(spots, n)),
            finals=Each(len(ends), lambda n: spots.situation(*ends[n])), worth=whole(np.concatenate(worth)),
            worths=worths.all(), numbers=spots.number,
        )

    def _situation(self, spots: Spots, number: int) -> Situation:
        """Return a situation by its number."""
        if self._starts is None:
            held = sorted((first, order, n) for order, spot in enumerate(self._spots) for n, (first, _) in enumerate(spot.held))
            self._starts = ([first for first, _, _ in held], [(order, n) for _, order, n in held])
        firsts, places = self._starts
        at = bisect_right(firsts, number) - 1
        spot = self._spots[places[at][0]]
        return spots.situation(spot, spot.held[places[at][1]][1][:, number - firsts[at]])

    def _columns(self) -> tuple[Whole, Whole, Whole, Whole]:
        """Return by whom, whereto, which way, and the number of the gain, of every outcome; set the rows of the gains."""
        found, self._found = self._found, []
        by, to, way, gain = (
            np.concatenate([one[n] for one in found]) if found else np.zeros(0, dtype=np.int32) for n in range(4)
        )
        found.clear()
        width = len(self.totals) + 1
        rows = np.array(self._gains.all(), dtype=np.int64).reshape(-1, width)
        if self._gained:
            table = np.concatenate([one for _, _, one in self._gained], axis=1)
            numbers, firsts = _apart(table)
            several = table[:, firsts].T
            numbers, done = numbers + len(rows), 0
            for first, size, _ in self._gained:
                gain[first:first + size] = numbers[done:done + size]
                done += size
            rows = np.concatenate([rows, several])
            self._gained.clear()
        self._gain_rows = rows
        return by, to, way, gain


def _apart(columns: Ints) -> tuple[Ints, Ints]:
    """Return a number for each place of some columns, the same where all are equal, and for each number a place that has it."""
    numbers = np.zeros(columns.shape[1], dtype=np.int64)
    for column in columns:
        several, apart = np.unique(column, return_inverse=True)
        numbers = np.unique(numbers * len(several) + apart, return_inverse=True)[1]
    _, firsts, numbers = np.unique(numbers, return_index=True, return_inverse=True)
    return numbers, firsts
