"""A timeline: along a line where there is room for every word, otherwise down a list."""
from __future__ import annotations

from itertools import pairwise

from sim.screens.view import Point, Timeline, Tone
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.marks import Box, Pile, Plate, stacked

MOST_ALONG = 8
_SIGNS: dict[Tone, str] = {"good": "check", "warn": "triangle-alert", "bad": "x"}


def timeline(kit: Kit, block: Timeline, width: int) -> Box:
    caption = kit.flow(block.caption, width, kit.theme.quiet, kit.small) if block.caption else None
    drawn = _down(kit, block, width)
    if 2 <= len(block.points) <= MOST_ALONG:
        tries = (_along(kit, block, width, most * kit.em) for most in (20, 13, 9))
        drawn = next((box for box in tries if box is not None), drawn)
    return stacked([caption, drawn] if caption else [drawn], kit.s(10), width)


def _along(kit: Kit, block: Timeline, width: int, most: int) -> Box | None:
    """Dots where `place` says, words above and below in turn; None if words would touch."""
    theme, pile = kit.theme, Pile()
    size, gap = kit.s(22), kit.s(12)
    labels = [_label(kit, point, min(most, width)) for point in block.points]
    ends = size // 2
    dots = [ends + round((width - 2 * ends) * min(max(point.place, 0), 1000) / 1000) for point in block.points]
    lefts = [min(max(dot - label.w // 2, 0), width - label.w) for dot, label in zip(dots, labels, strict=True)]
    for index in range(len(labels) - 2):
        if lefts[index] + labels[index].w + gap > lefts[index + 2]:
            return None
    if any(later - sooner < size + 2 for sooner, later in pairwise(dots)):
        return None
    above = max(label.h for label in labels[::2])
    below = max((label.h for label in labels[1::2]), default=0)
    middle = above + kit.s(10) + size // 2
    pile.mark(0, middle - kit.s(2), Plate(width, kit.s(4), theme.track, None, kit.s(2)))
    for index, (point, label) in enumerate(zip(block.points, labels, strict=True)):
        y = above - label.h if index % 2 == 0 else middle + size // 2 + kit.s(10)
        pile.put(label, lefts[index], y)
        pile.put(_dot(kit, point, size), dots[index] - size // 2, middle - size // 2)
    return pile.box(width, middle + size // 2 + (kit.s(10) + below if below else 0))


def _label(kit: Kit, point: Point, most: int) -> Box:
    parts = [kit.line(point.when, kit.theme.quiet, kit.tiny, "mono"),
             kit.flow(point.title, most, kit.theme.ink, kit.small, "strong", centred=True)]
    if point.detail:
        parts.append(kit.flow(point.detail, most, kit.theme.quiet, kit.tiny, centred=True))
    wide = max(part.w for part in parts)
    pile, y = Pile(), 0
    for part in parts:
        pile.put(part, (wide - part.w) // 2, y)
        y += part.h
    return pile.box(wide, y)


def _dot(kit: Kit, point: Point, size: int) -> Box:
    theme, pile = kit.theme, Pile()
    tint = theme.tone(point.tone)
    icon = point.icon or _SIGNS.get(point.tone, "")
    if icon:
        inner = size * 65 // 100
        pile.mark(0, 0, Plate(size, size, tint, None, size // 2))
        pile.put(kit.icon(icon, inner, theme.on_accent), (size - inner) // 2, (size - inner) // 2)
    else:
        inner = size - 2 * (size // 6)
        pile.mark(size // 6, size // 6, Plate(inner, inner, theme.panel, tint, inner // 2, kit.s(3)))
    return pile.box(size, size)


def _down(kit: Kit, block: Timeline, width: int) -> Box:
    theme, pile, y = kit.theme, Pile(), 0
    size, gap = kit.s(22), kit.s(12)
    when_w = max((kit.text.width(point.when, "mono", kit.small) for point in block.points), default=0)
    x = when_w + gap if width >= 24 * kit.em else 0
    left = x + size + gap
    spots: list[int] = []
    for point in block.points:
        parts = [kit.flow(point.title, width - left, theme.ink, 0, "strong")]
        if point.detail:
            parts.append(kit.flow(point.detail, min(width - left, 43 * kit.em), theme.quiet, kit.small))
        when = kit.line(point.when, theme.quiet, kit.small, "mono")
        if not x:
            parts.insert(0, when)
        words = stacked(parts, 0, width - left)
        pile.put(words, left, y)
        if x:
            pile.put(when, when_w - when.w, y + (kit.lead(kit.em) - when.h) // 2)
        spots.append(y + max((kit.lead(kit.em) - size) // 2, 0))
        y += max(words.h, size) + kit.s(12)
    line = Pile()
    if spots:
        wide = max(kit.s(2), 2)
        line.mark(x + (size - wide) // 2, spots[0] + size // 2, Plate(wide, spots[-1] - spots[0], theme.track))
    for point, top in zip(block.points, spots, strict=True):
        line.put(_dot(kit, point, size), x, top)
    line.put(pile.box(width, y), 0, 0)
    return line.box(width, max(y - kit.s(12), 0))
