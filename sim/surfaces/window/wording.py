"""Blocks that are words: heading, paragraph, row."""
from __future__ import annotations

from sim.screens.view import Heading, Paragraph, Row
from sim.surfaces.window.kit import SIGNS, Kit
from sim.surfaces.window.marks import Box, Face, Pile, Plate

READABLE = 43  # em: about 80 characters of Inter


def heading(kit: Kit, block: Heading, width: int) -> Box:
    """Title with an icon before it and, where there is room, the aside at the far end of its line."""
    theme = kit.theme
    size = heading_size(kit, block.level)
    face: Face = "bold" if block.level == 1 else "strong"
    colour = theme.ink if block.level < 3 else theme.quiet
    pile, left = Pile(), 0
    lead = kit.lead(size)
    if block.icon:
        mark = round(size * 1.15)
        pile.put(kit.icon(block.icon, mark, theme.accent if block.level < 3 else theme.quiet), 0, (lead - mark) // 2)
        left = mark + kit.s(10)
    aside = kit.line(block.aside, theme.quiet, kit.small, "strong") if block.aside else Box(0, 0)
    whole = kit.text.width(block.text, face, size) + 4
    beside = aside.w and left + min(whole, width // 2) + kit.s(16) + aside.w <= width
    title = kit.flow(block.text, width - left - (aside.w + kit.s(16) if beside else 0), colour, size, face)
    pile.put(title, left, 0)
    h = title.h
    if beside:
        pile.put(aside, width - aside.w, (lead - aside.h) // 2)
    elif block.aside:
        under = kit.flow(block.aside, width - left, theme.quiet, kit.small)
        pile.put(under, left, h)
        h += under.h
    return pile.box(width, h)


def heading_size(kit: Kit, level: int) -> int:
    return (round(kit.em * kit.scale.title / 100), round(kit.em * kit.scale.heading / 100), kit.small)[min(max(level, 1), 3) - 1]


def title(kit: Kit, block: Heading, width: int) -> Box:
    """A heading whose aside follows it as a capsule, where there is room for both on one line."""
    size = heading_size(kit, block.level)
    face: Face = "bold" if block.level == 1 else "strong"
    words = kit.line(block.text, kit.theme.ink, size, face)
    mark = round(size * 1.15)
    head = kit.beside(kit.icon(block.icon, mark, kit.theme.accent), words, kit.s(10)) if block.icon else words
    whole = kit.beside(head, kit.pill(block.aside, kit.theme.accent), kit.s(14)) if block.aside else head
    return whole if whole.w <= width else heading(kit, block, width)


def paragraph(kit: Kit, block: Paragraph, width: int) -> Box:
    """Running text, no wider than is easily read; a sign before it where the tone is a warning."""
    theme, pile, left = kit.theme, Pile(), 0
    wide = min(width, kit.em * READABLE)
    colour = theme.quiet if block.tone in ("quiet", "quote") else theme.ink
    face: Face = "strong" if block.tone == "strong" else "regular"
    size = kit.small if block.tone == "quiet" else kit.em
    sign = block.icon or SIGNS.get(block.tone, "")
    if block.tone == "quote":
        left = kit.s(14)
    if sign:
        mark = round(size * 1.15)
        tint = theme.quiet if block.tone in ("plain", "quiet", "quote") else theme.tone(block.tone)
        pile.put(kit.icon(sign, mark, tint), left, (kit.lead(size) - mark) // 2)
        left += mark + kit.s(10)
    elif block.tone == "accent":
        colour = theme.accent
    words = kit.flow(block.text, wide - left, colour, size, face)
    pile.put(words, left, 0)
    if block.tone == "quote":
        pile.mark(0, 0, Plate(kit.s(3), words.h, theme.edge, None, kit.s(3) // 2))
    return pile.box(width, words.h)


def row(kit: Kit, block: Row, width: int) -> Box:
    """Icon or initial, title with detail under it, aside at the end of the line."""
    theme, pile, left = kit.theme, Pile(), 0
    tint = theme.tone(block.tone)
    size = kit.s(30)
    if block.initial or block.icon:
        left = size + kit.s(11)
    room = width - left
    sign = SIGNS.get(block.tone, "") if block.aside else ""
    aside = kit.line(block.aside, tint if sign else theme.quiet, kit.small)
    if sign:
        aside = kit.beside(kit.icon(sign, kit.s(15), tint), aside, kit.s(5))
    beside = bool(block.aside) and aside.w <= room * 45 // 100
    title = kit.flow(block.title, room - (aside.w + kit.s(10) if beside else 0), theme.ink, 0, "strong")
    parts = [title]
    if block.detail:
        parts.append(kit.flow(block.detail, room, theme.quiet, kit.small))
    if block.aside and not beside:
        lead = kit.icon(sign, kit.s(15), tint) if sign else Box(0, 0)
        gap = kit.s(5) if sign else 0
        parts.append(kit.beside(lead, kit.flow(block.aside, room - lead.w - gap, tint if sign else theme.quiet, kit.small), gap))
    h = sum(part.h for part in parts)
    y = max((size - h) // 2, 0) if left else 0
    if beside:
        pile.put(aside, width - aside.w, y + (title.h - aside.h) // 2 if len(parts) > 1 else y + (h - aside.h) // 2)
    top = (h - size) // 2 if size < h <= kit.s(54) else 0
    if block.initial:
        pile.put(kit.disc(block.initial, size, tint), 0, top)
    elif block.icon:
        pile.put(kit.chip(block.icon, size, tint), 0, top)
    for part in parts:
        pile.put(part, left, y)
        y += part.h
    return pile.box(width, max(y, size if left else 0))
