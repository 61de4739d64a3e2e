"""Figures: tables and bars."""
from __future__ import annotations

from sim.screens.view import Bar, Bars, Table
from sim.surfaces.window.kit import SIGNS, Kit
from sim.surfaces.window.levels import bar
from sim.surfaces.window.marks import Box, Pile, Plate, stacked


def table(kit: Kit, block: Table, width: int) -> Box:
    """Words at the left, figures right-aligned; where the figures do not fit, each row becomes a small list."""
    if not block.columns:
        return Box(width, 0)
    gap, rows = kit.s(18), block.rows
    figures = [max([kit.text.width(cells[place], "regular", kit.em) for cells in rows]
                   + [kit.text.width(block.columns[place], "strong", kit.tiny)])
               for place in range(1, len(block.columns))]
    first = width - sum(figures) - gap * len(figures)
    parts = [kit.flow(block.caption, width, kit.theme.quiet, kit.small)] if block.caption else []
    if first < min(10 * kit.em, width // 3):
        parts += [_listed(kit, block.columns, cells, width) for cells in rows]
        return stacked(parts, kit.s(8), width)
    natural = max([kit.text.width(cells[0], "regular", kit.em) for cells in (*rows, block.columns)]) + kit.s(24)
    spare = max(first - max(natural, 12 * kit.em), 0) // max(len(figures), 1)
    figures = [figure + min(spare, 4 * kit.em) for figure in figures]
    used = min(width, max(natural, 12 * kit.em) + sum(figures) + gap * len(figures))
    parts.append(_line(kit, block.columns, figures, gap, used, head=True))
    parts += [_line(kit, cells, figures, gap, used, head=False) for cells in rows]
    return stacked(parts, 0, width)


def _line(kit: Kit, cells: tuple[str, ...], figures: list[int], gap: int, width: int, head: bool) -> Box:
    theme, pile = kit.theme, Pile()
    pad, size = kit.s(7), kit.tiny if head else kit.em
    room = width - sum(figures) - gap * len(figures)
    words = kit.flow(cells[0], room, theme.quiet if head else theme.ink, size, "strong" if head else "regular")
    h = words.h + 2 * pad
    pile.put(words, 0, pad)
    x = room
    for cell, figure in zip(cells[1:], figures, strict=True):
        x += gap + figure
        text = kit.line(cell, theme.quiet if head else theme.ink, size, "strong" if head else "regular")
        pile.put(text, x - text.w, pad + (kit.lead(size) - text.h) // 2)
    pile.mark(0, h - 1, Plate(width, 1, theme.edge if head else theme.line))
    return pile.box(width, h)


def _listed(kit: Kit, columns: tuple[str, ...], cells: tuple[str, ...], width: int) -> Box:
    theme = kit.theme
    parts = [kit.flow(cells[0], width, theme.ink, 0, "strong")]
    parts += [kit.flow(f"{column}: **{cell}**", width - kit.s(12), theme.quiet, kit.small)
              for column, cell in zip(columns[1:], cells[1:], strict=True)]
    return stacked(parts, 0, width)


def bars(kit: Kit, block: Bars, width: int) -> Box:
    """Label, bar and value of each, aligned with one another; label above the bar where that is too narrow."""
    label_w = max((kit.text.width(one.label, "regular", kit.em) for one in block.bars), default=0) + 4
    value_w = max((_value(kit, one).w for one in block.bars if one.share is not None), default=0)
    wide = width - label_w - value_w - 2 * kit.s(14) >= 9 * kit.em
    parts = [kit.flow(block.caption, width, kit.theme.quiet, kit.small)] if block.caption else []
    parts += [_beside(kit, one, label_w, value_w, width) if wide else _above(kit, one, width) for one in block.bars]
    return stacked(parts, kit.s(10), width)


def _beside(kit: Kit, one: Bar, label_w: int, value_w: int, width: int) -> Box:
    theme, pile, tall = kit.theme, Pile(), kit.s(18)
    label = kit.line(one.label, theme.ink)
    x = label_w + kit.s(14)
    room = min(width - x - value_w - kit.s(14), 40 * kit.em)
    h = max(label.h, tall)
    pile.put(label, label_w - label.w, (h - label.h) // 2)
    if one.share is None:
        words = kit.flow(one.value, width - x, theme.quiet, kit.small)
        h = max(h, words.h)
        pile.put(words, x, (h - words.h) // 2)
    else:
        pile.put(_strip(kit, one, room, tall), x, (h - tall) // 2)
        value = _value(kit, one)
        pile.put(value, x + room + kit.s(14), (h - value.h) // 2)
    if one.note:
        note = kit.flow(one.note, width - x, theme.quiet, kit.small)
        pile.put(note, x, h + kit.s(2))
        h += kit.s(2) + note.h
    return pile.box(width, h)


def _above(kit: Kit, one: Bar, width: int) -> Box:
    theme, tall = kit.theme, kit.s(14)
    if one.share is None:
        return kit.flow(f"**{one.label}**  {one.value}", width, theme.quiet)
    value = _value(kit, one)
    pile, room = Pile(), width - value.w - kit.s(10)
    if room < 6 * kit.em:
        label = kit.flow(f"{one.label} **{one.value}**", width, theme.ink)
    else:
        label = kit.flow(one.label, room, theme.ink)
        pile.put(value, width - value.w, (kit.lead(kit.em) - value.h) // 2)
    pile.put(label, 0, 0)
    pile.put(_strip(kit, one, width, tall), 0, label.h + kit.s(2))
    h = label.h + kit.s(2) + tall
    if one.note:
        note = kit.flow(one.note, width, theme.quiet, kit.small)
        pile.put(note, 0, h + kit.s(2))
        h += kit.s(2) + note.h
    return pile.box(width, h)


def _strip(kit: Kit, one: Bar, width: int, tall: int) -> Box:
    return bar(kit, width, tall, one.share or 0, kit.theme.fill(one.tone))


def _value(kit: Kit, one: Bar) -> Box:
    words = kit.line(one.value, kit.theme.ink, kit.small, "mono")
    sign = SIGNS.get(one.tone, "")
    return kit.beside(words, kit.icon(sign, kit.s(15), kit.theme.tone(one.tone)), kit.s(8)) if sign else words
