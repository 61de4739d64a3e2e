"""The picture of a place: rooms on a grid, and tiles in them whose state follows from the situation. Shown, never ruled by."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.domain.formula import Formula
from sim.domain.units import Frozen, PersonId, PlaceId

if TYPE_CHECKING:
    from sim.domain.scenario import Text

State = Literal[
    "quiet", "ringing", "talking", "waiting", "busy", "walking", "drowning", "lost", "tired", "away", "off", "hot", "cold",
]
"""How a tile can be: each has a shape of its own, so that it is told apart without colour and without words."""

Cell = tuple[int, int]
"""Column and row of the grid, from 0, from the top left."""

NUMBER = "n"
"""What a formula of a tile calls the number of the tile, from 1."""

MEASURES = ("talking", "waiting", "lost")
"""What a formula of a scene may ask of a flow, as in `talking(calls)`: mean lines in talk, mean lines taken and not in talk,
and how many an hour are not served. The first two may be asked of one group, too: `talking(calls/desk)`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A part of the place, with its name on the outline."""

    label: str
    at: Cell
    size: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One way a tile can be: always, or only while `when` holds."""

    state: State
    when: Formula | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """Things of one kind, one at each of `cells`, in order; or a `person`, who is at one of `places` or not to be seen.

    Each is in the first of its `states` that holds, and not to be seen if none does; a person in none of them is as they
    are: away, busy, tired or quiet. `size` is how many cells wide and high one is.
    """

    id: str
    label: str
    icon: str
    size: int
    states: tuple[Look, ...]
    cells: tuple[Cell, ...] = ()
    person: PersonId | None = None
    places: Frozen[PlaceId, Cell] = Frozen()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`text` says the picture in one sentence: the first of its passages that holds."""

    label: str
    size: Cell
    rooms: tuple[Room, ...]
    tiles: tuple[Tile, ...]
    text: Text
