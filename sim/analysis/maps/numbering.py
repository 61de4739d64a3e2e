"""Who arrived where, by what: situations given their numbers as they arrive, and at the end the flat arrays of the map."""
from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from sim.analysis.maps.batches import Batch
from sim.analysis.maps.cells import Ints, Keys, Matrix
from sim.analysis.maps.map import Does, Once, Whole
from sim.analysis.maps.moves import slot_of, story
from sim.analysis.maps.spots import Leaf, Spot, Spots
from sim.domain import events as e
from sim.domain.situation import Situation
from sim.domain.units import StageId


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


class Stand:
    """Those that stand at a spot, and those on their way there."""

    __slots__ = ("held", "inbox", "keys", "numbers", "slot", "spot", "waiting")

    def __init__(self, spot: Spot, slot: str) -> None:
        self.spot, self.slot = spot, slot
        self.inbox: list[Delivery] = []
        self.waiting = False
        self.keys: Keys = np.zeros(0, dtype=np.uint64)
        """Fingerprints of those that are here, in order, and their numbers beside them."""
        self.numbers: Whole = np.zeros(0, dtype=np.int64)
        self.held: list[tuple[int, Matrix]] = []
        """Those that are here, as they came: the number of the first, and their rows."""


class Edges:
    """Every step that was taken, in the order in which it was found."""

    def __init__(self, spots: Spots) -> None:
        self.spots, self.scenario = spots, spots.scenario
        self.totals = tuple(self.scenario.totals)
        self.count = 0
        self.whole = True
        self.narrow: list[Ints] = []
        """Those in which nobody was let decide anything."""
        self.deeds, self.ways, self.gains = Once(), Once(), Once()
        self.stands: dict[Spot, Stand] = {}
        self.found: list[tuple[Whole, Whole, Whole, Whole]] = []
        self.gained: list[tuple[int, int, Ints]] = []
        """Gains that differ within a delivery: the first outcome, how many, and a row a total."""
        self._outcomes = 0
        self._starts: tuple[list[int], list[tuple[int, Stand]]] | None = None

    def deed(self, does: Does) -> int:
        return self.deeds(does)

    def _stand(self, spot: Spot, opened: tuple[StageId, ...], before: str) -> Stand:
        stand = self.stands.get(spot)
        if stand is None:
            stand = self.stands[spot] = Stand(spot, slot_of(self.scenario, opened, before))
        return stand

    def first(self, start: Situation) -> Stand:
        """Put the very first situation where it stands."""
        spot, rows = self.spots.of(start)
        stand = self._stand(spot, (), "")
        stand.inbox.append(Delivery(rows, np.full(1, -1, dtype=np.int64), 0, ()))
        return stand

    def outcome(
        self, after: Situation, which: Ints, does: Does, chance: Fraction, events: tuple[e.Event, ...],
    ) -> Stand:
        """Take down one outcome that was found without a batch."""
        spot, rows = self.spots.of(after)
        stand = self._stand(spot, tuple(event.stage for event in events if isinstance(event, e.StageOpened)), "")
        order = {total: n for n, total in enumerate(self.totals)}
        gains: list[tuple[int, Any]] = [
            (order[name], amount) for event in events if isinstance(event, e.Accrued) for name, amount in event.amounts.items()
        ]
        gains += [(len(order), event.price) for event in events if isinstance(event, e.HarmCharged)]
        way = Way(0, self.deed(does), 0, self.spots.branch(), self.spots.chances(chance), self.spots.stories(story(events)))
        stand.inbox.append(Delivery(rows, which, self.ways(way), tuple(gains)))
        return stand

    def deliver(self, leaf: Leaf, batch: Batch, number: int, deed: int, seconds: int, slot: str) -> Stand:
        """Send a batch on to where a step ended; `number` says which of the actions of a situation it was."""
        assert leaf.to is not None
        gains = tuple((n, gain if isinstance(gain, int) else batch.numbers[gain[1]]) for n, gain in leaf.gains)
        way = self.ways(Way(number, deed, seconds, leaf.branch, leaf.chance, leaf.story))
        stand = self._stand(leaf.to, leaf.opened, slot)
        stand.inbox.append(Delivery(leaf.rows(batch), batch.which, way, gains))
        return stand

    def settle(self, stand: Stand) -> Batch | None:
        """Number those on their way to a spot. Return those that are new there, None if there are none."""
        inbox, stand.inbox = stand.inbox, []
        stand.waiting = False
        spot = stand.spot
        width = len(spot.columns)
        parts = [self._padded(spot, one.rows, width) for one in inbox]
        rows = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
        keys = spot.prints(rows)
        order = np.argsort(keys)
        sorted_ = keys[order]
        fresh = np.ones(len(keys), dtype=bool)
        fresh[1:] = sorted_[1:] != sorted_[:-1]
        several, first = sorted_[fresh], order[fresh]
        back = np.empty(len(keys), dtype=np.int64)
        back[order] = np.cumsum(fresh) - 1
        if len(stand.keys):
            at = np.minimum(np.searchsorted(stand.keys, several), len(stand.keys) - 1)
            known = stand.keys[at] == several
            numbers = np.where(known, stand.numbers[at], 0).astype(np.int64)
            new = ~known
            numbers[new] = self.count + np.arange(int(new.sum()))
            if new.any():
                both = np.concatenate([stand.keys, several[new]])
                into = np.argsort(both)
                stand.keys = both[into]
                stand.numbers = np.concatenate([stand.numbers, numbers[new]])[into]
            first = first[new]
        else:
            numbers = self.count + np.arange(len(several), dtype=np.int64)
            stand.keys, stand.numbers = several, numbers
        if inbox[0].which[0] >= 0:
            self._take_down(inbox, numbers[back])
        if not len(first):
            return None
        new_rows = rows[:, first]
        stand.held.append((self.count, new_rows))
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
                self.gained.append((self._outcomes, size, np.array([np.broadcast_to(amount, size) for amount in sums])))
                codes.append(0)
            else:
                codes.append(self.gains(tuple(map(int, sums))))
            self._outcomes += size
        ways = np.repeat(np.array([one.way for one in inbox], dtype=np.int32), sizes)
        self.found.append((
            which.astype(np.int32), to.astype(np.int32), ways, np.repeat(np.array(codes, dtype=np.int32), sizes),
        ))

    def _padded(self, spot: Spot, rows: Matrix, width: int) -> Matrix:
        if len(rows) == width:
            return rows
        more = [self.spots.cells.default[name] for name in spot.columns[len(rows):]]
        return np.concatenate([rows, np.repeat(np.array(more, dtype=np.int32)[:, None], rows.shape[1], axis=1)])

    def number(self, s: Situation) -> int:
        """Return the number of a situation, -1 if it was not found."""
        spot, rows = self.spots.of(s)
        stand = self.stands.get(spot)
        if stand is None:
            return -1
        key = spot.prints(rows)
        n = int(np.searchsorted(stand.keys, key)[0])
        return int(stand.numbers[n]) if n < len(stand.keys) and stand.keys[n] == key[0] else -1

    def situation(self, number: int) -> Situation:
        """Return a situation by its number."""
        if self._starts is None:
            held = [(first, n, stand) for stand in self.stands.values() for n, (first, _) in enumerate(stand.held)]
            held.sort(key=lambda one: one[0])
            self._starts = ([first for first, _, _ in held], [(n, stand) for _, n, stand in held])
        firsts, places = self._starts
        at = bisect_right(firsts, number) - 1
        n, stand = places[at]
        return self.spots.situation(stand.spot, stand.held[n][1][:, number - firsts[at]])
