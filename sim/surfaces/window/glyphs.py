"""The shapes of the states of a tile, each told from the others without its colour: full or hollow, whole or broken, with
marks beside it where something moves. Drawn four times too large and scaled down, as every shape is.
"""
from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import cos, pi, sin

import pygame

from sim.surfaces.window.marks import Glyph

FINE = 4
FULL = frozenset({"talking", "busy", "hot"})
"""States whose body is full, so that what stands in it is cut out."""

BARE = frozenset({"drowning", "lost", "away", "cold"})
"""States that say all with their shape, with nothing in it."""

FAINT = frozenset({"quiet", "away", "off"})
"""States in which nothing goes on."""


def body(glyph: Glyph) -> tuple[int, int, int]:
    """Return where the body of a glyph lies in it, as left, top and size: what is beside it is for its marks."""
    inset = round(glyph.w * _INSET.get(glyph.state, 10) / 100)
    left = round(glyph.w * 26 / 100) if glyph.state == "walking" else inset
    return left, inset, glyph.w - 2 * inset


def glyph(mark: Glyph) -> pygame.Surface:
    """Return the shape of a state."""
    size = mark.w * FINE
    large = pygame.Surface((size, size), pygame.SRCALPHA)
    large.fill((*mark.colour, 0))
    pen = _Pen(large, mark)
    _SHAPES[mark.state](pen)
    return pygame.transform.smoothscale(large, (mark.w, mark.h))


class _Pen:
    """Draws parts of a shape; lengths are shares of the whole, in hundredths."""

    def __init__(self, large: pygame.Surface, mark: Glyph) -> None:
        self.large, self.mark = large, mark
        self.size = mark.w * FINE
        self.left, self.top, self.side = (part * FINE for part in body(mark))
        self.thick = mark.stroke * FINE
        self.ink = (*mark.colour, 255)

    def at(self, share: float) -> int:
        return round(self.size * share / 100)

    @property
    def corner(self) -> int:
        return self.side // 2 if self.mark.round else self.side * 22 // 100

    def full(self) -> None:
        pygame.draw.rect(self.large, self.ink, (self.left, self.top, self.side, self.side), border_radius=self.corner)

    def hollow(self, thick: float = 1) -> None:
        wide = round(self.thick * thick)
        self.full()
        inner = (self.left + wide, self.top + wide, self.side - 2 * wide, self.side - 2 * wide)
        pygame.draw.rect(self.large, (*self.mark.colour, 0), inner, border_radius=max(self.corner - wide, 0))

    def broken(self, dashes: int) -> None:
        """An outline in dashes: along a circle, whatever the body."""
        middle, radius = self.left + self.side / 2, self.side / 2 - self.thick / 2
        for n in range(dashes):
            turn = 2 * pi * n / dashes
            ends = [(middle + radius * cos(turn + way), self.top + self.side / 2 + radius * sin(turn + way))
                    for way in (-pi / dashes / 3, pi / dashes / 3)]
            self.stroke(*ends[0], *ends[1])

    def stroke(self, x: float, y: float, to_x: float, to_y: float, thick: float = 1) -> None:
        """A line with round ends."""
        wide = max(round(self.thick * thick), 1)
        pygame.draw.line(self.large, self.ink, (x, y), (to_x, to_y), wide)
        for end in ((x, y), (to_x, to_y)):
            pygame.draw.circle(self.large, self.ink, end, wide / 2)

    def across(self, *shares: float, thick: float = 1) -> None:
        """A line between two points in hundredths of the whole."""
        x, y, to_x, to_y = map(self.at, shares)
        self.stroke(x, y, to_x, to_y, thick)

    def arc(self, x: float, y: float, radius: float, begin: float, end: float) -> None:
        """A part of a circle, its angles in degrees clockwise from the right."""
        steps = max(round(abs(end - begin) / 6), 2)
        turns = [(begin + (end - begin) * n / steps) * pi / 180 for n in range(steps + 1)]
        points = [(self.at(x + radius * cos(turn)), self.at(y + radius * sin(turn))) for turn in turns]
        for one, other in pairwise(points):
            self.stroke(*one, *other)


def _quiet(pen: _Pen) -> None:
    pen.hollow()


def _ringing(pen: _Pen) -> None:
    pen.hollow(1.4)
    for begin in (-38, 142):  # sound to both sides
        pen.arc(50, 50, 43, begin, begin + 76)


def _talking(pen: _Pen) -> None:
    pen.full()


def _waiting(pen: _Pen) -> None:
    pen.hollow(1.4)
    for x in (28, 50, 72):
        pygame.draw.circle(pen.large, pen.ink, (pen.at(x), pen.at(94)), pen.at(6))


def _busy(pen: _Pen) -> None:
    pen.full()
    pen.arc(50, 50, 46, 0, 360)


def _walking(pen: _Pen) -> None:
    pen.hollow(1.4)
    for y, begin in ((30, 8), (50, 2), (70, 8)):
        pen.across(begin, y, 19, y)


def _drowning(pen: _Pen) -> None:
    """Somebody with water up to the neck and an arm in the air; no outline holds it any more."""
    pygame.draw.circle(pen.large, pen.ink, (pen.at(42), pen.at(36)), pen.at(15))
    pen.across(66, 58, 80, 14, thick=2.2)
    water = pygame.Surface(pen.large.get_size(), pygame.SRCALPHA)
    wave, high = pen.size / 3, pen.at(6)
    line = [(x, pen.at(60) + high * cos(2 * pi * x / wave)) for x in range(pen.size + 1)]
    pygame.draw.rect(water, pen.ink, (pen.at(4), pen.at(40), pen.at(92), pen.at(56)), border_radius=pen.corner)
    for gap, ink in ((pen.thick * 2, 0), (0, 255)):  # first the gap between water and body, then the water
        shape = [(x, y - gap) for x, y in line] + [(pen.size, pen.size), (0, pen.size)]
        if not ink:
            pygame.draw.polygon(pen.large, (*pen.mark.colour, 0), shape)
        else:
            sky = [*line, (pen.size, 0), (0, 0)]
            pygame.draw.polygon(water, (*pen.mark.colour, 0), sky)
    pen.large.blit(water, (0, 0))


def _lost(pen: _Pen) -> None:
    pen.across(24, 24, 76, 76, thick=1.5)
    pen.across(76, 24, 24, 76, thick=1.5)


def _tired(pen: _Pen) -> None:
    """Nearly empty."""
    pen.hollow(1.2)
    cut = pygame.Surface(pen.large.get_size(), pygame.SRCALPHA)
    pygame.draw.rect(cut, pen.ink, (pen.left, pen.top, pen.side, pen.side), border_radius=pen.corner)
    cut.fill((*pen.mark.colour, 0), (0, 0, pen.size, pen.top + pen.side * 72 // 100))
    pen.large.blit(cut, (0, 0))


def _away(pen: _Pen) -> None:
    pen.broken(8)


def _off(pen: _Pen) -> None:
    pen.hollow()
    pen.across(8, 92, 92, 8, thick=1.2)


def _hot(pen: _Pen) -> None:
    pen.full()
    for x in (28, 50, 72):
        pen.across(x, 3, x, 12, thick=1.2)


def _cold(pen: _Pen) -> None:
    """A crystal of ice."""
    pen.hollow()
    for turn in (30, 90, 150):
        x, y = 26 * cos(turn * pi / 180), 26 * sin(turn * pi / 180)
        pen.across(50 - x, 50 - y, 50 + x, 50 + y, thick=1.6)


_INSET = {"ringing": 22, "busy": 18, "walking": 16, "waiting": 16, "drowning": 12, "hot": 18, "off": 14}
"""Hundredths left free around the body of a shape, 10 where nothing else is said."""

_SHAPES: dict[str, Callable[[_Pen], None]] = {
    "quiet": _quiet, "ringing": _ringing, "talking": _talking, "waiting": _waiting, "busy": _busy, "walking": _walking,
    "drowning": _drowning, "lost": _lost, "tired": _tired, "away": _away, "off": _off, "hot": _hot, "cold": _cold,
}
