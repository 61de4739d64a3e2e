"""Where marks and their names find room, so that none stands over another or over the line they belong to."""
from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Literal, NamedTuple

from sim.debrief.shapes import STRONG, Measure, Text


class Area(NamedTuple):
    """A rectangle by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Area) -> bool:
        """Whether they have any of their insides in common."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    def within(self, other: Area) -> bool:
        """Whether all of it lies in another."""
        return (self.left >= other.left and self.right <= other.right and self.top >= other.top
                and self.bottom <= other.bottom)


def around(x: float, y: float, size: float) -> Area:
    """Return the square around a point."""
    return Area(x - size / 2, y - size / 2, x + size / 2, y + size / 2)


def along_line(points: Iterable[tuple[float, float]], clear: float) -> list[Area]:
    """Return what a line takes up, piece by piece, so much kept clear on each side; a sloping piece as its box."""
    return [
        Area(min(x, far) - clear, min(y, down) - clear, max(x, far) + clear, max(y, down) + clear)
        for (x, y), (far, down) in pairwise(points)
    ]


def dodged(places: Iterable[tuple[float, float]], size: float, top: float, bottom: float) -> list[tuple[float, float]]:
    """Return the places of dots in their order, those that would lie over an earlier one put above or below it."""
    taken: list[Area] = []
    found = []
    for x, y in places:
        ways = (y + step * size * way for step in range(12) for way in (-1, 1))
        free = (
            up for up in ways if top <= up <= bottom and not any(around(x, up, size * 0.98).meets(one) for one in taken)
        )
        up = next(free, y)
        taken.append(around(x, up, size * 0.98))
        found.append((x, up))
    return found


def named(
    x: float, y: float, text: str, em: float, measure: Measure, within: Area, taken: list[Area], thin: list[Area],
    strong: bool = False,
) -> Text | None:
    """Return a name beside a point where it covers nothing that is `taken`, and take its place; None if there is none.

    Where it would also stand clear of what is `thin`, the lines of the scale, that place is chosen before nearer ones.
    """
    wide, off = measure(text) * (STRONG if strong else 1.0), em * 0.75
    ways: list[tuple[float, float, Literal["start", "middle", "end"]]] = []
    for far in (1.25, 2.5, 3.75, 5.0) if strong else (1.25, 2.5):  # a name further off could be that of another
        for side in (-far * em, far * em):
            ways += [(x, y + side, "middle"), (x + off, y + side, "start"), (x - off, y + side, "end")]
        ways += [(x + far * off, y, "start"), (x - far * off, y, "end")]
    for crossed in (thin, []):
        for left, middle, anchor in ways:
            start = left - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
            area = Area(start, middle - em * 0.55, start + wide, middle + em * 0.55)
            if area.within(within) and not any(area.meets(one) for one in (*taken, *crossed)):
                taken.append(area)
                return Text(left, middle, text, anchor, "ink", strong)
    return None
