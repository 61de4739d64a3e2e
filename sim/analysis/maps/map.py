"""The map: situations numbered, and for each its actions, what they can lead to, with which chance and reward, in flat arrays.

Situation 0 is the run before it begins; its one action is to begin. The actions of situation `s` are `acts[s]:acts[s + 1]`, the
outcomes of action `a` are `falls[a]:falls[a + 1]`. What many outcomes share (a chance, a gain, what happened) is kept once, in a
table, and pointed at. A situation that has no action is over, or was not looked into because exploring stopped before it.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.domain.scenario import Scenario
from sim.domain.situation import Situation
from sim.domain.units import Seconds, ThreadId, TotalId

Whole = NDArray[np.signedinteger[Any]]
Real = NDArray[np.float64]

Kind = Literal["begin", "wait", "choice", "evidence", "answer"]
Think = Literal["once", "edges", "beats"]
"""When a player may decide: at once; also in the last beat before the next thing falls due; in any beat. Or let it lapse."""


class Does(NamedTuple):
    """What an action is. `item`: a choice, an investigation, an inject; `how` of an answer, `+note` with a parking note."""

    kind: Kind
    thread: ThreadId = ThreadId("")
    item: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Map:
    """What exploring found. n situations, A actions, O outcomes.

    `at` (n): scenario seconds. `slot` (n): index in `slots`, the last stage with a fixed opening that was opened, or the first
    stage. `final` (n): index in `finals` of a situation that is over, else -1. `does` (A): index in `deeds`; `think` (A): seconds
    thought since the situation began. `chance` (O): index in `chances`; those of one action add up to 1. `to` (O): the situation
    it leads to. `gain` (O): row of `gains`, thousandths of each of `totals` in order, and last the price of harm in whole units.
    `story` (O): index in `stories`, what happened, in order (see `moves.story`). `worth` (as many as `finals`): index in
    `worths`, what the formula of the scenario's value gives there.
    """

    scenario: Scenario
    variant: str
    horizon: Seconds
    think_times: Think
    whole: bool
    """Whether every situation was looked into, with all that can be done there."""
    narrow: NDArray[np.bool_]
    """Situations (n) in which only waiting was looked into, because there were too many: see `explore`."""
    at: Whole
    slot: Whole
    final: Whole
    acts: Whole
    does: Whole
    think: Whole
    falls: Whole
    chance: Whole
    to: Whole
    gain: Whole
    story: Whole
    slots: tuple[str, ...]
    deeds: tuple[Does, ...]
    chances: tuple[Fraction, ...]
    totals: tuple[TotalId, ...]
    gains: Whole
    stories: tuple[tuple[str, ...], ...]
    each: Sequence[Situation]
    """Every situation, without what can no longer be read; made when asked for."""
    finals: Sequence[Situation]
    worth: Whole
    worths: tuple[Fraction, ...]
    numbers: Callable[[Situation], int]
    """The number of a situation, -1 if it is not in the map. What can no longer be read does not count."""

    @property
    def situations(self) -> int:
        return len(self.at)

    @property
    def open(self) -> NDArray[np.bool_]:
        """Which situations were found and not looked into: neither over nor with any action."""
        without: NDArray[np.bool_] = self.acts[1:] == self.acts[:-1]
        return without & (self.final < 0)

    def actions(self, situation: int) -> range:
        """Return the actions of a situation."""
        return range(int(self.acts[situation]), int(self.acts[situation + 1]))

    def outcomes(self, action: int) -> range:
        """Return the outcomes of an action."""
        return range(int(self.falls[action]), int(self.falls[action + 1]))

    def deed(self, action: int) -> Does:
        return self.deeds[int(self.does[action])]


class Each(Sequence[Any]):
    """So many things, each made when it is asked for."""

    def __init__(self, count: int, make: Callable[[int], Any]) -> None:
        self._count, self._make = count, make

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: Any) -> Any:
        if isinstance(number, slice):
            return tuple(self._make(n) for n in range(*number.indices(self._count)))
        if not -self._count <= number < self._count:
            raise IndexError(number)
        return self._make(int(number) % self._count)


class Once:
    """Numbers things: the same thing always gets the same number, counted from 0."""

    def __init__(self) -> None:
        self._known: dict[Any, int] = {}

    def __call__(self, thing: Any) -> int:
        return self._known.setdefault(thing, len(self._known))

    def __len__(self) -> int:
        return len(self._known)

    def all(self) -> tuple[Any, ...]:
        """Return what was numbered, in the order of its numbers."""
        return tuple(self._known)


def whole(numbers: Any, most: int = 2**31 - 1) -> Whole:
    """Return numbers as an array of whole ones, of 32 bits if `most` fits."""
    return np.asarray(numbers, dtype=np.int32 if most < 2**31 else np.int64)
