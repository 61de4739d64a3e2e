"""A reel: a bar along which it is wound by mouse, with the days marked, and the time it stands at."""
from __future__ import annotations

from sim.screens.view import Reel
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.marks import Box, Pile, Plate, Target


def reel(kit: Kit, block: Reel, width: int) -> Box:
    """The time, a bar filled as far as it has run, a knob; the names of the days under it where they do not touch."""
    theme, pile = kit.theme, Pile()
    when = kit.line(block.when, theme.ink, kit.em, "mono")
    pile.put(when, 0, 0)
    top, knob, thick = when.h + kit.s(6), kit.s(18), kit.s(6)
    high = max(kit.s(30), 30)
    middle, run, ends = top + high // 2, width - high, high // 2  # the bar ends where the mouse would wind it to
    here = ends + run * min(max(block.place, 0), 1000) // 1000
    pile.mark(0, middle - thick // 2, Plate(width, thick, theme.track, None, thick // 2))
    if here > thick:
        pile.mark(0, middle - thick // 2, Plate(here, thick, theme.fill_accent, None, thick // 2))
    end, last = 0, 0
    for place, name in block.days:
        x = ends + run * min(max(place, 0), 1000) // 1000
        pile.mark(x, middle - kit.s(7), Plate(max(kit.s(1), 1), kit.s(14), theme.edge))
        word = kit.line(name, theme.quiet, kit.tiny)
        if x >= end and x + word.w <= width:
            pile.put(word, x, top + high)
            end, last = x + word.w + kit.s(8), word.h
    pile.mark(here - knob // 2, middle - knob // 2, Plate(knob, knob, theme.panel, theme.accent, knob // 2, max(kit.s(3), 2)))
    pile.target(Target(0, top, width, high, block.seek.id, "reel", block.seek, None, kit.s(8)))
    return pile.box(width, top + high + last)
