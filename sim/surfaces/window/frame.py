"""A view laid out for one size of window: panes at places, each with a box in it that may be taller than the pane."""
from __future__ import annotations

from typing import NamedTuple

from sim.surfaces.window.marks import Box, Rect, Spot, Target
from sim.surfaces.window.theme import Colour

SCROLL = "scroll:"
NEWER = "newer:"


class Pane(NamedTuple):
    """A part of the window that scrolls by itself. `sticks` to its end, as a feed does, unless scrolled back."""

    role: str
    rect: Rect
    box: Box
    sticks: bool = False
    ground: Colour = (0, 0, 0)

    @property
    def deepest(self) -> int:
        """How far it can be scrolled, in pixels."""
        return max(self.box.h - self.rect[3], 0)

    @property
    def scroll_target(self) -> Target:
        x, y, w, h = self.rect
        return Target(x, y, w, h, SCROLL + self.role, "scroll")


class Layer(NamedTuple):
    """`still` marks lie under the panes and do not scroll."""

    still: tuple[Spot, ...]
    panes: tuple[Pane, ...]


class Frame(NamedTuple):
    """Layers from back to front; only the front one can be used."""

    size: tuple[int, int]
    layers: tuple[Layer, ...]

    @property
    def front(self) -> Layer:
        return self.layers[-1]

    def pane(self, role: str) -> Pane | None:
        return next((pane for pane in self.front.panes if pane.role == role), None)
