"""What the window remembers beside the view: focus, mouse, how far each pane is scrolled, what was typed."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sim.surfaces.window.entry import Entry
from sim.surfaces.window.frame import Pane


class Touch(NamedTuple):
    """What changes how a pane looks beside how far it is scrolled."""

    hover: str = ""
    focus: str = ""
    typing: bool = False
    entries: tuple[tuple[str, Entry], ...] = ()


@dataclass(slots=True)
class State:
    """`offsets` by role, in pixels; a pane that sticks has one only while it is scrolled back. `tips` are said at `spot`."""

    focus: str = ""
    hover: str = ""
    typing: bool = False
    tips: tuple[str, ...] = ()
    spot: tuple[int, int] = (0, 0)
    offsets: dict[str, int] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    def touch(self) -> Touch:
        return Touch(self.hover, self.focus if self.typing else "", self.typing, tuple(self.entries.items()))

    def offset(self, pane: Pane) -> int:
        return min(self.offsets.get(pane.role, pane.deepest if pane.sticks else 0), pane.deepest)

    def scroll_to(self, pane: Pane, offset: int) -> None:
        offset = min(max(offset, 0), pane.deepest)
        if pane.sticks and offset >= pane.deepest:
            self.offsets.pop(pane.role, None)
        else:
            self.offsets[pane.role] = offset

    def scroll_by(self, pane: Pane, step: int) -> None:
        self.scroll_to(pane, self.offset(pane) + step)

    def reveal(self, pane: Pane, top: int, bottom: int, margin: int) -> None:
        """Scroll no further than needed for a part of the pane's content to be in sight."""
        offset, tall = self.offset(pane), pane.rect[3]
        if top - margin < offset:
            self.scroll_to(pane, top - margin)
        elif bottom + margin > offset + tall:
            self.scroll_to(pane, min(bottom + margin - tall, top - margin))
