"""Draws marks on a surface. Every shape is drawn four times too large and scaled down, so that no corner is jagged."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, pi, sin
from typing import NamedTuple, assert_never

import pygame

from sim.surfaces.window.assets import Assets
from sim.surfaces.window.glyphs import glyph
from sim.surfaces.window.marks import Dots, Drawing, Fade, Glyph, Mark, Picture, Plate, Rect, Ring, Slot, Veil, Words
from sim.surfaces.window.text import Typesetter
from sim.surfaces.window.theme import Colour

Placed = tuple[int, int, Mark, Rect]  # x, y, what, and the rectangle outside which it is not drawn


class Sheet(NamedTuple):
    """Marks that are drawn one after the other, none of them outside `area`."""

    area: Rect
    placed: tuple[Placed, ...]


_FINE = 4
_KEPT = 300


class Painter:
    """Draws marks, and remembers the shapes it made."""

    def __init__(self, assets: Assets, text: Typesetter) -> None:
        self._assets = assets
        self._text = text
        self._shapes: dict[object, pygame.Surface] = {}

    def paint(self, surface: pygame.Surface, sheets: Sequence[Sheet], ground: Colour, area: pygame.Rect) -> None:
        """Draw everything that touches `area`, and nothing outside it."""
        surface.set_clip(area)
        surface.fill(ground)
        for sheet in sheets:
            if not area.colliderect(sheet.area):
                continue
            for x, y, mark, within in sheet.placed:
                clip = area.clip(within)
                if clip.w and clip.h and clip.colliderect((x, y, mark.w, mark.h)):
                    surface.set_clip(clip)
                    self._draw(surface, x, y, mark)
        surface.set_clip(None)

    def _draw(self, surface: pygame.Surface, x: int, y: int, mark: Mark) -> None:
        match mark:
            case Words():
                surface.blit(self._text.render(mark), (x, y))
            case Plate():
                self._plate(surface, x, y, mark)
            case Picture():
                surface.blit(self._kept(mark, lambda: self._icon(mark)), (x, y))
            case Ring():
                surface.blit(self._kept(mark, lambda: _ring(mark)), (x, y))
            case Glyph():
                surface.blit(self._kept(mark, lambda: glyph(mark)), (x, y))
            case Drawing():
                from sim.surfaces.window.plots import picture_of  # no figure is on the first frame

                surface.blit(self._kept(mark, lambda: picture_of(mark)), (x, y))
            case Dots():
                for left in range(x, x + mark.w - mark.h + 1, mark.h * 3):
                    surface.fill(mark.colour, (left, y, mark.h, mark.h))
            case Veil():
                _veil(surface, mark)
            case Fade():
                surface.blit(self._kept(mark, lambda: _fade(mark)), (x, y))
            case Slot():
                return
            case _:
                assert_never(mark)

    def _kept(self, key: object, make: Callable[[], pygame.Surface]) -> pygame.Surface:
        found = self._shapes.get(key)
        if found is None:
            if len(self._shapes) > _KEPT:
                self._shapes.clear()
            found = self._shapes[key] = make()
        return found

    def _plate(self, surface: pygame.Surface, x: int, y: int, plate: Plate) -> None:
        if plate.line is not None and plate.fill is not None:
            self._round(surface, (x, y, plate.w, plate.h), plate.radius, plate.line)
            inside = (x + plate.thick, y + plate.thick, plate.w - 2 * plate.thick, plate.h - 2 * plate.thick)
            self._round(surface, inside, plate.radius - plate.thick, plate.fill)
        elif plate.fill is not None:
            self._round(surface, (x, y, plate.w, plate.h), plate.radius, plate.fill)
        elif plate.line is not None:
            self._outline(surface, (x, y, plate.w, plate.h), plate.radius, plate.line, plate.thick)

    def _round(self, surface: pygame.Surface, rect: Rect, radius: int, colour: Colour) -> None:
        x, y, w, h = rect
        r = max(min(radius, w // 2, h // 2), 0)
        if w <= 0 or h <= 0:
            return
        surface.fill(colour, (x + r, y, w - 2 * r, h))
        if not r:
            return
        surface.fill(colour, (x, y + r, r, h - 2 * r))
        surface.fill(colour, (x + w - r, y + r, r, h - 2 * r))
        disc = self._kept(("disc", r, colour), lambda: _disc(r, colour))
        self._corners(surface, disc, rect, r)

    def _outline(self, surface: pygame.Surface, rect: Rect, radius: int, colour: Colour, thick: int) -> None:
        x, y, w, h = rect
        r = max(min(radius, w // 2, h // 2), thick)
        for edge in ((x + r, y, w - 2 * r, thick), (x + r, y + h - thick, w - 2 * r, thick),
                     (x, y + r, thick, h - 2 * r), (x + w - thick, y + r, thick, h - 2 * r)):
            surface.fill(colour, edge)
        circle = self._kept(("circle", r, colour, thick), lambda: _circle(r, colour, thick))
        self._corners(surface, circle, rect, r)

    @staticmethod
    def _corners(surface: pygame.Surface, round_: pygame.Surface, rect: Rect, r: int) -> None:
        x, y, w, h = rect
        surface.blit(round_, (x, y), (0, 0, r, r))
        surface.blit(round_, (x + w - r, y), (r, 0, r, r))
        surface.blit(round_, (x, y + h - r), (0, r, r, r))
        surface.blit(round_, (x + w - r, y + h - r), (r, r, r, r))

    def _icon(self, picture: Picture) -> pygame.Surface:
        text = self._assets.icons.get(picture.name) or self._assets.icons.get("circle", "")
        blank = pygame.Surface((picture.w, picture.h), pygame.SRCALPHA)
        if not text:
            return blank
        red, green, blue = picture.colour
        text = text.replace("currentColor", f"#{red:02x}{green:02x}{blue:02x}")
        text = text.replace('width="24"', f'width="{picture.w}"', 1).replace('height="24"', f'height="{picture.h}"', 1)
        try:
            return pygame.image.load(self._assets.opener(text.encode()), "icon.svg")
        except pygame.error:
            return blank


def _fine(w: int, h: int, colour: Colour, draw: Callable[[pygame.Surface], None]) -> pygame.Surface:
    large = pygame.Surface((w * _FINE, h * _FINE), pygame.SRCALPHA)
    large.fill((*colour, 0))
    draw(large)
    return pygame.transform.smoothscale(large, (w, h))


def _veil(surface: pygame.Surface, veil: Veil) -> None:
    sheet = pygame.Surface(surface.get_clip().size, depth=32)  # not kept: there is one for each size of the window
    sheet.fill(veil.colour)
    sheet.set_alpha(veil.alpha)
    surface.blit(sheet, surface.get_clip())


def _fade(fade: Fade) -> pygame.Surface:
    column = pygame.Surface((1, fade.h), pygame.SRCALPHA)
    for y in range(fade.h):
        share = (fade.h - y if fade.up else y + 1) / fade.h
        column.set_at((0, y), (*fade.colour, round(255 * share * share)))
    return pygame.transform.scale(column, (fade.w, fade.h))


def _disc(r: int, colour: Colour) -> pygame.Surface:
    middle, big = (r * _FINE, r * _FINE), r * _FINE
    return _fine(2 * r, 2 * r, colour, lambda large: _dot(large, middle, big, (*colour, 255)))


def _circle(r: int, colour: Colour, thick: int) -> pygame.Surface:
    def draw(large: pygame.Surface) -> None:
        middle = (r * _FINE, r * _FINE)
        _dot(large, middle, r * _FINE, (*colour, 255))
        _dot(large, middle, (r - thick) * _FINE, (*colour, 0))

    return _fine(2 * r, 2 * r, colour, draw)


def _dot(large: pygame.Surface, middle: tuple[int, int], r: int, colour: tuple[int, int, int, int]) -> None:
    pygame.draw.circle(large, colour, middle, r)


def _ring(ring: Ring) -> pygame.Surface:
    whole = _fine(ring.w, ring.h, ring.track, lambda large: _band(large, ring, 1000, ring.track))
    if ring.share > 0:
        part = _fine(ring.w, ring.h, ring.colour, lambda large: _band(large, ring, ring.share, ring.colour))
        whole.blit(part, (0, 0))
    return whole


def _band(large: pygame.Surface, ring: Ring, share: int, colour: Colour) -> None:
    middle, outer = ring.w * _FINE / 2, ring.w * _FINE / 2
    inner, steps = outer - ring.thick * _FINE, max(share * 180 // 1000, 2)
    turns = [2 * pi * share / 1000 * step / steps - pi / 2 for step in range(steps + 1)]
    out = [(middle + outer * cos(turn), middle + outer * sin(turn)) for turn in turns]
    back = [(middle + inner * cos(turn), middle + inner * sin(turn)) for turn in reversed(turns)]
    pygame.draw.polygon(large, (*colour, 255), out + back)
    if share < 1000:  # round ends
        for turn in (turns[0], turns[-1]):
            far = (outer + inner) / 2
            spot = (round(middle + far * cos(turn)), round(middle + far * sin(turn)))
            pygame.draw.circle(large, (*colour, 255), spot, ring.thick * _FINE // 2)
