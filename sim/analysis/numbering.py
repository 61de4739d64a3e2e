"""Who arrived where, by what: situations given their numbers as they arrive, and at the end the flat arrays of the map."""
from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.analysis.cells import Batch, Cells, Ints, Matrix
from sim.analysis.map import Does, Each, Map, Once, Think, whole
from sim.analysis.moves import story
from sim.domain import events as e
from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import Seconds

if TYPE_CHECKING:
    from sim.analysis.spots import Leaf, Spot, Spots

_ORDER = 1 << 20
"""More than there are branches of one action."""


class Delivery(NamedTuple):
    """Situations on their way to a spot: their rows, whence, by which action and branch, and what they gained."""

    rows: Matrix
    which: Ints
    action: int
    branch: int
    chance: int
    story: int
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
        self.chances, self.stories, self._deeds, self._actions = Once(), Once(), Once(), Once()
        self._branch = 0
        self._found: list[tuple[Ints, Ints, Ints, list[tuple[int, Delivery]]]] = []
        self._spots: list[Spot] = []
        self._starts: tuple[list[int], list[tuple[int, int]]] | None = None

    def action(self, number: int, does: Does, seconds: int) -> int:
        """Return the number of an action; lower ones come first in a situation."""
        return self._actions((number, self._deeds(does), seconds))

    def branch(self) -> int:
        self._branch += 1
        return self._branch

    def first(self, spot: Spot, rows: Matrix) -> None:
        """Put the very first situation where it stands."""
        spot.inbox.append(Delivery(rows, np.full(1, -1, dtype=np.int64), 0, 0, 0, 0, ()))

    def outcome(
        self, to: Spot, rows: Matrix, which: Ints, does: Does, chance: Fraction, events: tuple[e.Event, ...], number: int,
    ) -> None:
        """Take down one outcome that was found without a batch."""
        order = {total: n for n, total in enumerate(self.totals)}
        gains: list[tuple[int, Any]] = [
            (order[name], amount) for event in events if isinstance(event, e.Accrued) for name, amount in event.amounts.items()
        ]
        gains += [(len(order), event.price) for event in events if isinstance(event, e.HarmCharged)]
        to.inbox.append(Delivery(
            rows, which, self.action(0, does, 0), self.branch(), self.chances(chance), self.stories(story(events)), tuple(gains),
        ))

    def deliver(self, leaf: Leaf, batch: Batch, action: int) -> None:
        """Send a batch on to where a step ended."""
        assert leaf.to is not None
        gains = tuple((n, gain if isinstance(gain, int) else batch.numbers[gain[1]]) for n, gain in leaf.gains)
        leaf.to.inbox.append(Delivery(leaf.rows(batch), batch.which, action, leaf.branch, leaf.chance, leaf.story, gains))

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
            which = inbox[0].which if len(inbox) == 1 else np.concatenate([one.which for one in inbox])
            self._found.append((which, numbers[back], np.array([len(one.which) for one in inbox]), [(0, one) for one in inbox]))
        if not len(first):
            return None
        new_rows = rows[:, first]
        if not spot.held:
            self._spots.append(spot)
        spot.held.append((self.count, new_rows))
        batch = Batch(new_rows, self.count + np.arange(len(first), dtype=np.int64), {})
        self.count += len(first)
        return batch

    def _padded(self, spot: Spot, rows: Matrix, width: int) -> Matrix:
        if len(rows) == width:
            return rows
        more = [self._cells.default[name] for name in spot.columns[len(rows):]]
        return np.concatenate([rows, np.repeat(np.array(more, dtype=np.int32)[:, None], rows.shape[1], axis=1)])

    # ---------------------------------------------------------------- the map

    def map(self, spots: Spots, variant: str, horizon: Seconds | None, think: Think) -> Map:
        """Return the map of all that was found."""
        count = self.count
        columns = self._columns()
        by, to, action, branch, chance, story_, gain = columns
        self._found.clear()
        actions = np.array(self._actions.all(), dtype=np.int64).reshape(-1, 3)
        order = np.lexsort((branch, action if len(actions) == 0 else actions[action, 0], by))
        by, to, action, chance, story_, gain = (a[order] for a in (by, to, action, chance, story_, gain))
        starts = np.ones(len(by), dtype=bool)
        starts[1:] = (by[1:] != by[:-1]) | (action[1:] != action[:-1])
        # what changes nothing is nothing to do
        lengths = np.diff(np.append(np.flatnonzero(starts), len(by)))
        kinds = np.array([does.kind == "wait" for does in self._deeds.all()], dtype=bool)
        idle = np.repeat((lengths == 1) & (by == to)[starts] & ~kinds[actions[action[starts], 1]], lengths)
        by, to, action, chance, story_, gain, starts = (a[~idle] for a in (by, to, action, chance, story_, gain, starts))
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
        kept, gain = np.unique(gain, return_inverse=True)
        narrow = np.zeros(count, dtype=bool)
        for which in self.narrow:
            narrow[which] = True
        return Map(
            scenario=self.scenario, variant=variant, horizon=self.scenario.horizon if horizon is None else horizon,
            think_times=think, whole=self.whole and not narrow.any(), narrow=narrow, at=at, slot=slot, final=final,
            acts=np.searchsorted(by[heads], np.arange(count + 1)).astype(np.int64),
            does=actions[action[heads], 1].astype(np.int32), think=actions[action[heads], 2].astype(np.int32),
            falls=np.append(heads, len(by)).astype(np.int64), chance=chance, to=whole(to), gain=gain.astype(np.int32),
            story=story_, slots=named.all(), deeds=self._deeds.all(), chances=self.chances.all(), totals=self.totals,
            gains=self._gains[kept], stories=self.stories.all(),
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

    def _columns(self) -> tuple[Any, ...]:
        found = self._found
        if not found:
            nothing = np.zeros(0, dtype=np.int64)
            self._gains = np.zeros((1, len(self.totals) + 1), dtype=np.int64)
            return (nothing,) * 7
        by = np.concatenate([one[0] for one in found])
        to = np.concatenate([one[1] for one in found])
        sizes = np.concatenate([one[2] for one in found])
        deliveries = [delivery for one in found for _, delivery in one[3]]
        spread = [
            np.repeat(np.array([getattr(one, name) for one in deliveries], dtype=np.int32), sizes)
            for name in ("action", "branch", "chance", "story")
        ]
        gains = np.zeros((len(self.totals) + 1, len(by)), dtype=np.int64)
        end = np.cumsum(sizes)
        for until, size, one in zip(end.tolist(), sizes.tolist(), deliveries, strict=True):
            for n, amount in one.gains:
                gains[n, until - size:until] += amount
        return by, to, *spread, self._numbered(gains)

    def _numbered(self, gains: Ints) -> Ints:
        """Return which row of `_gains` each outcome has, and keep those rows."""
        codes = np.zeros(gains.shape[1], dtype=np.int64)
        for row in gains:
            several, number = np.unique(row, return_inverse=True)
            _, codes = np.unique(codes * len(several) + number, return_inverse=True)
        _, first, codes = np.unique(codes, return_index=True, return_inverse=True)
        self._gains = gains[:, first].T.copy()
        return codes
