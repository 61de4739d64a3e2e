"""Words for the back row."""

from __future__ import annotations

from sim.screens.view import Poster
from sim.surfaces.window.kit import Kit
from sim.surfaces.window.marks import Box

SIZES = (40, 35, 31, 28, 25, 22, 19, 17, 15)
"""Tenths of an em, the largest first."""

ENOUGH = ((1, 28), (2, 22), (3, 15))
"""On so many lines words stand if they can be that large there; else on more."""

BESIDE = ((1, 20), (2, 15))
"""The same where other things have to find room, too; there nothing is larger than 28."""


def poster(kit: Kit, block: Poster, width: int) -> Box:
    """The words as large as they can be on as few lines as will do, with no word broken if that can be."""
    longest = max(block.text.split(), key=len, default="")
    sizes = [size for size in SIZES if block.alone or size <= 28]
    sizes = [size for size in sizes if kit.text.width(longest, "bold", kit.em * size // 10) <= width] or [sizes[-1]]
    return kit.flow(block.text, width, kit.theme.ink, kit.em * _size(kit, block, width, sizes) // 10, "bold")


def _size(kit: Kit, block: Poster, width: int, sizes: list[int]) -> int:
    for lines, least in ENOUGH if block.alone else BESIDE:
        for size in sizes:
            pixels = kit.em * size // 10
            if size >= least and len(kit.text.lines(block.text, max(width - 2, 4 * pixels), "bold", pixels)) <= lines:
                return size
    return sizes[-1]
