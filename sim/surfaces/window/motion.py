"""Motion that explains: where a message came from, what a choice changed, what is in front now. Never longer than 250 ms.

A motion is a function of where it began, where it ends and how far it is: whatever moves is drawn on its way, and nothing else is
touched. What can be pressed is where it will be from the first instant, so no press waits.
"""
from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.screens.view import Feed, View
from sim.surfaces.window.frame import Frame, Pane
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.marks import Mark, Plate, Rect, Ring
from sim.surfaces.window.paint import Placed, Sheet

Level = tuple[object, ...]


class Slide(NamedTuple):
    """What lies in `area` on sheets from number `first` up to, but not with, `last` comes from `dx`, `dy` pixels away."""

    first: int
    last: int
    area: Rect
    dx: int
    dy: int


class Motion(NamedTuple):
    """Begun at `start` (ms of any clock that goes forward), it lasts `lasts` ms. `levels` are the bars and rings as they were."""

    start: int
    lasts: int
    slides: tuple[Slide, ...]
    levels: dict[Level, Mark]

    def share(self, now: int) -> float:
        """Return how much of the way is behind it, 0..1: fast at first, then slower (a cubic ease-out)."""
        left = 1 - min(max((now - self.start) / max(self.lasts, 1), 0.0), 1.0)
        return 1 - left ** 3

    def over(self, now: int) -> bool:
        """Whether everything is where it belongs."""
        return now - self.start >= self.lasts

    def at(self, sheets: list[Sheet], now: int) -> list[Sheet]:
        """Return the sheets as they look now, on their way to what they are."""
        share = self.share(now)
        if share >= 1:
            return sheets
        return [
            _moved(sheet, [slide for slide in self.slides if slide.first <= n < slide.last], self.levels, share)
            for n, sheet in enumerate(sheets)
        ]


def levels_of(sheets: list[Sheet]) -> dict[Level, Mark]:
    """Return every bar and ring, by what it keeps when its level changes."""
    return {key: mark for sheet in sheets for x, y, mark, _ in sheet.placed if (key := _level(x, y, mark))}


def slides_of(before: tuple[View, Frame], after: tuple[View, Frame], kit: Kit) -> tuple[Slide, ...]:
    """Return what comes from somewhere when one view follows another: a screen, a dialog, a matter, or messages."""
    (old, was), (new, frame) = before, after
    whole = (0, 0, *frame.size)
    if old.screen != new.screen:
        return (Slide(0, _sheets(frame), whole, 0, kit.s(12)),)
    if len(was.layers) != len(frame.layers):
        first = 1 + len(frame.layers[0].panes)
        pane = frame.front.panes[0]
        x, y, w, h = pane.rect
        return (Slide(first, _sheets(frame), (x - 1, y - 1, w + 2, h + 2), 0, kit.s(16)),) if len(frame.layers) > 1 else ()
    found = list(_messages(old, was, new, frame, kit))
    if old.fingerprint != new.fingerprint and (place := _pane(frame, "matter")) is not None:
        n, pane = place
        found.append(Slide(n, n + 1, pane.rect, kit.s(16), 0))
    return tuple(found)


def _messages(old: View, was: Frame, new: View, frame: Frame, kit: Kit) -> Iterator[Slide]:
    """New messages come from the left, what one did oneself from the matter at the right; what was there moves up."""
    place, then = _pane(frame, "feed"), _pane(was, "feed")
    if place is None or then is None:
        return
    n, pane = place
    more = len(pane.box.anchors) - len(then[1].box.anchors)
    if not 0 < more <= 12 or not then[1].box.anchors:
        return
    mine = [message.mine for region in new.regions for block in region.blocks if isinstance(block, Feed)
            for message in block.messages]
    x, y, w, h = pane.rect
    for at in range(len(pane.box.anchors) - more, len(pane.box.anchors)):
        top, bottom = pane.box.anchors[at]
        away = kit.s(40) if at < len(mine) and mine[at] else -kit.s(40)
        yield Slide(n, n + 1, (x, y + top - pane.deepest - 1, w, bottom - top + 2), away, 0)
    risen = min(pane.deepest - then[1].deepest, h // 2)
    if risen > 0:
        first = pane.box.anchors[len(pane.box.anchors) - more][0]
        yield Slide(n, n + 1, (x, y - h, w, h + first - pane.deepest - 1), 0, risen)


def _sheets(frame: Frame) -> int:
    """Return how many sheets a frame is drawn on, but for the last, which has the focus."""
    return sum(1 + len(layer.panes) for layer in frame.layers)


def _pane(frame: Frame, role: str) -> tuple[int, Pane] | None:
    """Return the number of the sheet a pane of the back layer is on, and the pane."""
    panes = frame.layers[0].panes if frame.layers else ()
    return next(((n, pane) for n, pane in enumerate(panes, 1) if pane.role == role), None)


def _moved(sheet: Sheet, slides: list[Slide], levels: dict[Level, Mark], share: float) -> Sheet:
    found: list[Placed] = []
    changed = False
    for x, y, mark, clip in sheet.placed:
        dx, dy = _away(slides, x, y, share)
        before = levels.get(_level(x, y, mark)) if not dx and not dy else None
        grown = _between(before, mark, share) if before is not None and before != mark else mark
        changed = changed or grown is not mark or bool(dx or dy)
        found.append((x + dx, y + dy, grown, clip))
    return Sheet(sheet.area, tuple(found)) if changed else sheet


def _away(slides: list[Slide], x: int, y: int, share: float) -> tuple[int, int]:
    """Return how far from its place a mark still is."""
    for _, _, (left, top, wide, tall), dx, dy in slides:
        if left <= x < left + wide and top <= y < top + tall:
            return round(dx * (1 - share)), round(dy * (1 - share))
    return 0, 0


def _level(x: int, y: int, mark: Mark) -> Level:
    """Return what a bar or a ring keeps when its level changes; nothing for any other mark."""
    match mark:
        case Plate(h=h, fill=fill, radius=radius, line=None) if fill is not None and radius == h // 2 and mark.w > h:
            return x, y, h, fill
        case Ring(w=w, thick=thick):
            return x, y, w, thick
    return ()


def _between(before: Mark, after: Mark, share: float) -> Mark:
    match before, after:
        case (Plate(w=old), Plate(w=new)):
            return after._replace(w=round(old + (new - old) * share))
        case (Ring(share=old), Ring(share=new)):
            return after._replace(share=round(old + (new - old) * share))
    return after
