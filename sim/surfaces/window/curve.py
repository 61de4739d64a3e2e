"""A curve: a level that stays until something changes it, and a dot to select for everything that does."""
from __future__ import annotations

from sim.screens.view import Curve
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.marks import Box, Pile, Plate, Target, stacked


def curve(kit: Kit, block: Curve, width: int) -> Box:
    """Return the curve with its scale at the left; each dot is pressed anywhere in its column."""
    theme, pile = kit.theme, Pile()
    caption = [kit.flow(block.caption, width, theme.quiet, kit.small)] if block.caption else []
    if not block.dots:
        return stacked(caption, 0, width)
    scale = [kit.line(text, theme.quiet, kit.tiny, "mono") for text in (block.high, block.low)]
    left = max(text.w for text in scale) + kit.s(14)
    if width - left < 12 * kit.em:  # then the scale stands above and below
        left, scale = 0, [kit.flow(text, width, theme.quiet, kit.tiny, "mono") for text in (block.high, block.low)]
    column = max((width - left) // len(block.dots), 2)
    size = min(kit.s(14), max(column - 2, 5))
    tall, edge = kit.s(170), kit.s(14)
    top = edge + (scale[0].h + kit.s(4) if not left else 0)
    bottom = top + tall
    for text, y in zip(scale, (top, bottom), strict=True):
        pile.mark(left, y, Plate(width - left, 1, theme.line))
        pile.put(text, 0, y - text.h // 2 if left else y - text.h - kit.s(2) if y == top else y + kit.s(2))
    places = [left + column // 2 + (width - left - column) * min(max(dot.place, 0), 1000) // 1000 for dot in block.dots]
    levels = [bottom - tall * min(max(dot.level, 0), 1000) // 1000 for dot in block.dots]
    _steps(kit, pile, places, levels)
    h = bottom + edge + (scale[1].h + kit.s(4) if not left else 0)
    for dot, x, y in zip(block.dots, places, levels, strict=True):
        chosen, name = dot.action.id == block.chosen, dot.action.id
        begin = x - column // 2
        if chosen:
            pile.mark(x, top, Plate(max(kit.s(1), 1), tall, theme.accent))
        wide = size + kit.s(6) if chosen else size
        tint = theme.tone(dot.tone) if dot.tone != "plain" else theme.accent
        full = tint if dot.icon or chosen else theme.panel
        pile.mark(x - wide // 2, y - wide // 2, Plate(wide, wide, full, tint, wide // 2, max(kit.s(2), 1), name, theme.ink))
        if dot.icon and wide >= kit.s(12):
            inside = wide * 7 // 10
            pile.put(kit.icon(dot.icon, inside, theme.on_accent), x - inside // 2, y - inside // 2)
        pile.target(Target(begin, 0, column, h, name, "action", dot.action, None, kit.s(4)))
    drawn = pile.box(width, h)
    return stacked([*caption, drawn], kit.s(8), width)


def _steps(kit: Kit, pile: Pile, places: list[int], levels: list[int]) -> None:
    """The line: level until the next dot, then up or down to it."""
    thick, colour = max(kit.s(2), 1), kit.theme.quiet
    for n in range(len(places) - 1):
        x, y, then, there = places[n], levels[n], places[n + 1], levels[n + 1]
        pile.mark(x, y - thick // 2, Plate(max(then - x, 1), thick, colour))
        if there != y:
            pile.mark(then - thick // 2, min(y, there), Plate(thick, abs(there - y), colour))
