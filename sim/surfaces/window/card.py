"""A result as one picture, composed like a card on television: the number, how it ended, and the line it went along."""

from __future__ import annotations

from dataclasses import replace

import pygame

from sim.debrief.plot import laid
from sim.screens.postcard import Postcard
from sim.screens.view import Chart
from sim.surfaces.window.assets import Assets
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.marks import Box, Pile, Plate
from sim.surfaces.window.paint import Painter, Sheet
from sim.surfaces.window.phrases import Phrases
from sim.surfaces.window.plots import plotted
from sim.surfaces.window.text import Typesetter
from sim.surfaces.window.theme import BUILT_IN, Colour, Look, read_scale, read_theme

EDGE, GAP, EM = 48, 36, 21
"""Pixels left free all around and between its halves, and the size of its text."""


def card(post: Postcard, size: tuple[int, int], assets: Assets, look: Look) -> pygame.Surface:
    """Return the picture of a result; no display is needed. What does not fit is made smaller, then left out."""
    text = Typesetter(assets, look.font == "clear")
    found = assets.themes.get(look.theme)
    kit = Kit(text, read_theme(found) if found else BUILT_IN, EM, look.phrases or Phrases(), size[1], read_scale(assets.scale))
    box = _composed(kit, post, size)
    surface, whole = pygame.Surface(size, depth=32), (0, 0, *size)
    sheet = Sheet(whole, tuple((x, y, mark, whole) for x, y, mark in box.spots))
    Painter(assets, text).paint(surface, [sheet], kit.theme.paper, surface.get_rect())
    return surface


def _composed(kit: Kit, post: Postcard, size: tuple[int, int]) -> Box:
    (w, h), theme, pile = size, kit.theme, Pile()
    inner = w - 2 * EDGE
    pile.mark(0, 0, Plate(w, 8, theme.accent))
    _top(kit, post, pile, w)
    ending = _fitted(kit, post.ending, inner, (46, 42, 38, 34), 1)
    pile.put(ending, EDGE, EDGE + 54)
    y, foot = EDGE + 54 + ending.h + 22, h - EDGE
    _foot(kit, post, pile, w, foot)
    low = foot - 34
    left = inner * 45 // 100 if post.course is not None else inner
    pile.put(_told(kit, post, left, low - y), EDGE, y)
    if post.course is not None:
        x = EDGE + left + GAP
        pile.put(_course(kit, post, w - EDGE - x, low - y), x, y)
    return pile.box(w, h)


def _top(kit: Kit, post: Postcard, pile: Pile, w: int) -> None:
    """Which scenario it was, and by which program."""
    theme = kit.theme
    name = kit.line("Cordless", theme.quiet, EM, "strong")
    pile.put(name, w - EDGE - name.w, EDGE - 4)
    pile.put(kit.icon(post.icon, 34, theme.accent), EDGE, EDGE - 10)
    title = _fitted(kit, post.title, w - 2 * EDGE - name.w - 70, (28, 24, 20), 1, theme.quiet)
    pile.put(title, EDGE + 46, EDGE + 7 - title.h // 2)


def _told(kit: Kit, post: Postcard, width: int, room: int) -> Box:
    """The number with what it is of, a sentence, and what else is worth a line: as much of it as there is room for."""
    theme = kit.theme
    parts = [(0, _fitted(kit, post.number, width, (96, 80, 64, 48, 36), 1, theme.accent)),
             (0, kit.flow(post.told, width, theme.ink, 27, "strong")), (10, kit.flow(post.said, width, theme.quiet, EM))]
    for icon, what, words in post.facts:
        line = Pile()
        said = kit.flow(f"**{what}**  {words}", width - 36, theme.quiet, 18)
        line.put(kit.icon(icon, 22, theme.accent), 0, 2)
        line.put(said, 36, 0)
        parts.append((14, line.box(width, said.h)))
    pile, y = Pile(), 0
    for gap, part in parts:
        if y + gap + part.h > room:
            break
        pile.put(part, 0, y + gap)
        y += gap + part.h
    return pile.box(width, y)


def _course(kit: Kit, post: Postcard, width: int, tall: int) -> Box:
    """The line it went along, on a panel."""
    assert post.course is not None
    fine, pad = replace(kit, em=18), 18
    inner = width - 2 * pad
    head = fine.flow(post.course.title, inner, kit.theme.ink, 20, "strong")
    room = tall - 2 * pad - head.h - 6
    drawn = laid(post.course, inner, room, fine.tiny, lambda words: kit.text.width(words, "regular", fine.tiny))
    if drawn.h > room + 2:
        return Box(0, 0)
    pile = Pile()
    pile.mark(0, 0, Plate(width, tall, kit.theme.panel, kit.theme.line, 14))
    pile.put(head, pad, pad)
    pile.put(plotted(fine, Chart(figure=post.course), drawn), pad, pad + head.h + 6)
    return pile.box(width, tall)


def _foot(kit: Kit, post: Postcard, pile: Pile, w: int, y: int) -> None:
    """What is not final about it, and how anybody can have the same run."""
    x = EDGE
    for mark in post.marks:
        pill = kit.pill(mark, kit.theme.warn)
        pile.put(pill, x, y - pill.h // 2)
        x += pill.w + 12
    line = kit.line(post.foot, kit.theme.quiet, 18)
    pile.put(line, w - EDGE - line.w, y - line.h // 2)


def _fitted(kit: Kit, words: str, width: int, sizes: tuple[int, ...], most: int, colour: Colour | None = None) -> Box:
    """Return words as large as they can be on `most` lines, and on more lines only at the smallest size."""
    for size in sizes:
        if len(kit.text.lines(words, max(width - 4, 4 * size), "bold", size)) <= most:
            return kit.flow(words, width, colour or kit.theme.ink, size, "bold")
    return kit.flow(words, width, colour or kit.theme.ink, sizes[-1], "bold")
