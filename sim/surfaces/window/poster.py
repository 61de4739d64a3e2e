"""Words for the back row."""

from __future__ import annotations

from sim.screens.view import Poster
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.marks import Box

SIZES = (40, 35, 31, 28, 25, 22, 19, 17, 15)
"""Tenths of an em, the largest first."""

BESIDE = 28
"""The largest size where other things have to find room, too."""

LINES, LINES_BESIDE = 3, 2
"""How many lines a poster may have at any but the smallest size: more are no longer taken in at a glance."""


def poster(kit: Kit, block: Poster, width: int) -> Box:
    """The words in the largest size in which they stand on few lines, and no word is broken."""
    most = LINES if block.alone else LINES_BESIDE
    longest = max(block.text.split(), key=len, default="")
    for tenths in (size for size in SIZES if block.alone or size <= BESIDE):
        size = kit.em * tenths // 10
        whole = kit.text.width(longest, "bold", size) <= width
        if whole and len(kit.text.lines(block.text, max(width - 2, 4 * size), "bold", size)) <= most:
            break
    return kit.flow(block.text, width, kit.theme.ink, size, "bold")
