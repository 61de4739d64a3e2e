"""Keeps a view drawn on a surface: lays out when something changed, repaints only what looks different."""
from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

import pygame

from sim.screens.view import View
from sim.surfaces.window.assets import Assets
from sim.surfaces.window.blocks import Blocks
from sim.surfaces.window.compose import Live, compose, living
from sim.surfaces.window.entry import Entry
from sim.surfaces.window.fields import FIELD
from sim.surfaces.window.focus import first
from sim.surfaces.window.frame import Frame
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.layout import arrange
from sim.surfaces.window.motion import Motion, Slide, levels_of, slides_of
from sim.surfaces.window.paint import Painter, Placed, Sheet
from sim.surfaces.window.phrases import Phrases
from sim.surfaces.window.state import State
from sim.surfaces.window.text import Typesetter
from sim.surfaces.window.theme import BUILT_IN, Look, em_of, read_scale, read_theme

SMALLEST = (320, 240)
"""The smallest window that is laid out for, in pixels."""
_SEPARATE = 24  # more dirty rectangles than this are painted as one


class Stage:
    """`moved` is set when another matter, or a dialog, is shown than before; whoever minds it takes it back."""

    def __init__(self, assets: Assets, look: Look, size: tuple[int, int], phrases: Phrases) -> None:
        self.state = State()
        self.moved = False
        self.view = View(screen="", title="", regions=())
        self.frame = Frame(size, ())
        self._assets, self._phrases = assets, phrases
        self._set(look)
        self._seen: dict[str, str] = {}
        self._before_dialog = ""
        self._sheets: list[Sheet] | None = None
        self._stale = True
        self._motion: Motion | None = None
        self.restyle(look, size)

    def restyle(self, look: Look, size: tuple[int, int]) -> None:
        """Take another look or another size; in a window smaller than SMALLEST a part of the picture is out of sight."""
        size = max(size[0], SMALLEST[0]), max(size[1], SMALLEST[1])
        self._still, self._motion = look.still, None
        themes = self._assets.themes
        found = themes.get(look.theme) or themes.get("dark") or next(iter(themes.values()), None)
        theme = read_theme(found) if found else BUILT_IN
        if (look.font, look.spacing) != self._letters:
            self._set(look)
        self.kit = Kit(self._text, theme, em_of(size[1], look.text_scale, theme.size), look.phrases or self._phrases, size[1],
                       read_scale(self._assets.scale), look.captions)
        self._blocks, self._size = Blocks(self.kit), size
        if self.view.screen:
            self.frame = arrange(self._blocks, self.view, size)
            self._follow()
        self.spoil()

    def _set(self, look: Look) -> None:
        """Take the letters of a look."""
        self._letters = look.font, look.spacing
        self._text = Typesetter(self._assets, look.font == "clear", look.spacing == "wide")
        self._painter = Painter(self._assets, self._text)

    def show(self, view: View, now: int | None = None) -> None:
        """Take a view; an equal one changes nothing. What changed comes into motion, if it is said what time it is (in ms)."""
        before = self.view
        if view is before or view == before:
            return
        was = self.frame
        dialog, had = view.region("dialog") is not None, before.region("dialog") is not None
        another = (view.screen, view.fingerprint) != (before.screen, before.fingerprint)
        self.moved = self.moved or (bool(before.screen) and (another or dialog != had))
        self.view, self.frame, self._stale = view, arrange(self._blocks, view, self._size), True
        self._fill()
        if another:
            self._start_afresh(view.screen != before.screen)
        elif dialog and not had:
            self._before_dialog, self.state.focus = self.state.focus, ""
            self.state.offsets.pop("dialog", None)
        elif had and not dialog:
            self.state.focus, self._before_dialog = self._before_dialog, ""
        self._show_taken(before)
        if another or self.state.focus not in {live.target.id for live in self.lives()}:
            self.focus_on(first(self.lives(), dialog), reveal=False)
        elif dialog != had:
            self.focus_on(self.state.focus, reveal=False)
        if now is not None and not self._still and self._sheets is not None:
            self._move(now, slides_of((before, was), (view, self.frame), self.kit))

    def lives(self) -> tuple[Live, ...]:
        return living(self.frame, self.state, self.kit, self._blocks.parts) if self.frame.layers else ()

    def live(self, name: str) -> Live | None:
        return next((live for live in self.lives() if live.target.id == name), None)

    def focus_on(self, name: str, reveal: bool = True) -> None:
        """Move the focus; a field begins to be typed into."""
        self.state.focus, self._stale = name, True
        self.state.typing = name.startswith(FIELD)
        if reveal:
            self._follow()

    def spoil(self) -> None:
        """Have everything painted again."""
        self._sheets, self._stale = None, True

    def touch(self) -> None:
        """Have what the state changed painted."""
        self._stale = True

    def paint(self, surface: pygame.Surface, now: int | None = None) -> list[pygame.Rect]:
        """Paint what changed and return where; nothing changed, nothing painted. Without a time everything is at rest."""
        if not self._stale:
            return []
        self._stale = False
        sheets = compose(self.frame, self.state, self.kit, self._blocks.parts)
        if self._motion is not None and now is not None:
            if self._motion.over(now):
                self._motion = None
            else:
                sheets, self._stale = self._motion.at(sheets, now), True
        dirty = [surface.get_rect()] if self._sheets is None else _changed(self._sheets, sheets, surface.get_rect())
        for area in dirty:
            self._painter.paint(surface, sheets, self.kit.theme.paper, area)
        self._sheets = sheets
        return dirty

    def _move(self, now: int, slides: tuple[Slide, ...]) -> None:
        """Set what changed in motion: what slides, and bars and rings that have another level than they had."""
        before = levels_of(self._sheets or [])
        after = levels_of(compose(self.frame, self.state, self.kit, self._blocks.parts))
        if slides or any(after.get(key, mark) != mark for key, mark in before.items()):
            self._motion = Motion(now, self.kit.scale.calm, slides, before)

    def _start_afresh(self, everything: bool) -> None:
        feed = self.frame.pane("feed")
        kept = {} if everything or feed is None else {"feed": self.state.offsets.get("feed")}
        self.state.offsets = {role: offset for role, offset in kept.items() if offset is not None}
        self.state.focus, self._before_dialog = "", ""

    def _show_taken(self, before: View) -> None:
        """Bring what was taken in sight, where a run is looked at again and another moment of it is shown."""
        taken = next((live for live in self.lives() if live.target.kind == "taken"), None)
        strip = self.frame.pane("strip")  # without one of its own it is in the same pane, and would be scrolled away
        if taken is not None and strip is not None and before.region("matter") != self.view.region("matter"):
            top = taken.target.y - taken.pane.rect[1] + self.state.offset(taken.pane)
            self.state.offsets.pop(taken.pane.role, None)
            self.state.reveal(taken.pane, top, top + taken.target.h, self.kit.s(12))

    def _fill(self) -> None:
        fields = {target.field.id: target.field.text or "" for layer in self.frame.layers for pane in layer.panes
                  for target in pane.box.targets if target.field is not None}
        for name, text in fields.items():
            if self._seen.get(name) != text:
                self.state.entries[name] = Entry(text, len(text))
        self.state.entries = {name: self.state.entries[name] for name in fields}
        self._seen = fields

    def _follow(self) -> None:
        live = self.live(self.state.focus)
        if live is not None and live.target.kind != "scroll":
            top = live.target.y - live.pane.rect[1] + self.state.offset(live.pane)
            self.state.reveal(live.pane, top, top + live.target.h, self.kit.s(12))


def draw(view: View, size: tuple[int, int], assets: Assets, look: Look,
         phrases: Phrases | None = None) -> pygame.Surface:
    """Return a picture of a view as the window would first show it; needs no display."""
    stage = Stage(assets, look, size, phrases or Phrases())
    surface = pygame.Surface(size, depth=32)
    stage.show(view)
    stage.paint(surface)
    return surface


def _differing(old: list[Sheet], new: list[Sheet]) -> Iterator[Placed]:
    """Yield what is on one of two sheets that lie in the same place, and not on the other."""
    nothing = Sheet((0, 0, 0, 0), ())
    for before, after in zip_longest(old, new, fillvalue=nothing):
        if before is not after:
            yield from set(before.placed) ^ set(after.placed)


def _changed(old: list[Sheet], new: list[Sheet], whole: pygame.Rect) -> list[pygame.Rect]:
    """Return rectangles that cover everything that is in only one of the two, none touching another."""
    rects: list[pygame.Rect] = []
    for x, y, mark, clip in _differing(old, new):
        rect = pygame.Rect(x, y, mark.w, mark.h).clip(pygame.Rect(clip)).clip(whole)
        if rect.w and rect.h:
            rects.append(rect)
    merged: list[pygame.Rect] = []
    for rect in rects:
        while (hit := rect.collidelist(merged)) >= 0:
            rect = rect.union(merged.pop(hit))
        merged.append(rect)
    return [merged[0].unionall(merged[1:])] if len(merged) > _SEPARATE else merged
